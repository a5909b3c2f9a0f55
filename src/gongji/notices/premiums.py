"""Whom news of a premium concerns: the insured, each giver whose quota or lot paid, who ordered it (B-07, N-04)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from gongji import contributions, ledger, wallet
from gongji.audit import Happening
from gongji.contributions import PremiumOrder, Scheme
from gongji.contributions.order import Part
from gongji.ground.calendar import beijing_day
from gongji.ground.value import value
from gongji.notices.left import Left, find_left
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Case, Side
from gongji.wallet import WalletTransfer

TOLD_GIVERS = (Happening.PREMIUM_PAID, Happening.PREMIUM_REFUNDED)
TOLD_AGENT = (Happening.PREMIUM_PAID, Happening.PREMIUM_RELEASED)


@value
class Gift:
    """What a giver's quotas pay of an order, or the lots she sent."""

    giver_id: int
    is_lot: bool
    amount_fen: int


def about_premiums(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """The insured with what it cost and who paid, each giver with what was his, and a relative who ordered it."""
    order_ids = {one.subject_id for one in heard}
    orders = contributions.find_orders(db, order_ids=order_ids)
    parts = contributions.find_parts(db, order_ids=order_ids)
    lot_ids = {part.lot_id for of_order in parts.values() for part in of_order if part.lot_id is not None}
    lots = wallet.find_transfers(db, transfer_ids=lot_ids)
    insured = {order.person_id for order in orders.values()}
    left = find_left(db, people=insured, since=min(one.fact_id for one in heard))
    agents = _agents(db, orders.values())
    concerns = []
    for one in heard:
        order = orders[one.subject_id]
        gifts = _gifts(parts[order.order_id], lots)
        held = sum(part.amount_fen for part in parts[order.order_id])
        case = _case(one, order, gifts, held)
        concerns.append(_insured(one, order, gifts, held, case))
        if one.happening in TOLD_GIVERS:
            concerns += [_giver(one, order, gift, left, case) for gift in gifts]
        # Who also paid knows from that.
        if one.happening in TOLD_AGENT and order.payer_id in agents - {gift.giver_id for gift in gifts}:
            concerns.append(_agent(one, order, case))
    return concerns


def _agents(db: Connection[Any], orders: Iterable[PremiumOrder]) -> set[int]:
    """Citizens who ordered for somebody else; staff at a counter are none."""
    others = {order.payer_id for order in orders if order.payer_id != order.person_id}
    return set(ledger.find_spenders(db, people=others)) if others else set()


def _case(one: Heard, order: PremiumOrder, gifts: Sequence[Gift], held_fen: int) -> Case:
    if one.happening is Happening.PREMIUM_PAID:
        if order.cover_from != date(order.year, 1, 1):
            return Case.WITH_AID_COVER_FROM if gifts else Case.COVER_FROM
        return Case.WITH_AID if gifts else Case.PLAIN
    if one.happening is Happening.PREMIUM_RELEASED and held_fen:
        return Case.MONEY_BACK
    return Case.PLAIN


def _insured(one: Heard, order: PremiumOrder, gifts: Sequence[Gift], held_fen: int, case: Case) -> Concern:
    said = {
        "people": list(dict.fromkeys(str(gift.giver_id) for gift in gifts)),
        "amount_fen": order.amount_fen,
        "aid_fen": sum(gift.amount_fen for gift in gifts),
        "back_fen": held_fen,
        "year": order.year,
        "cover_on": order.cover_from.isoformat(),
        "use": Scheme(order.scheme).use.name or "",
    }
    return Concern(one, Side.OWNER, order.person_id, said, case)


def _agent(one: Heard, order: PremiumOrder, case: Case) -> Concern:
    said = {
        "people": [str(order.person_id)],
        "amount_fen": order.amount_fen,
        "year": order.year,
        "cover_on": order.cover_from.isoformat(),
        "use": Scheme(order.scheme).use.name or "",
    }
    return Concern(one, Side.AGENT, order.payer_id, said, case)


def _giver(one: Heard, order: PremiumOrder, gift: Gift, left: Left, case: Case) -> Concern:
    said = {
        "people": [str(order.person_id)],
        "amount_fen": gift.amount_fen,
        "bought_on": beijing_day(order.paid_at or one.at).isoformat(),
        "use": Scheme(order.scheme).use.name or "",
    }
    if gift.is_lot:
        # What is left of it is the receiver's and none of the sender's business.
        return Concern(one, Side.SENDER, gift.giver_id, said, case)
    said |= {"pool": order.pool} | left.of(one.fact_id, order.person_id, [gift.giver_id])
    return Concern(one, Side.DONOR, gift.giver_id, said, Case.WHOLE if "whole" in said else case)


def _gifts(parts: Sequence[Part], lots: Mapping[int, WalletTransfer]) -> list[Gift]:
    """What each giver pays, in the order they were drawn on."""
    paid: dict[tuple[int, bool], int] = {}
    for part in parts:
        if not part.is_own:
            giver = part.owner_id if part.lot_id is None else lots[part.lot_id].sender_id
            key = giver, part.lot_id is not None
            paid[key] = paid.get(key, 0) + part.amount_fen
    return [Gift(giver, is_lot, fen) for (giver, is_lot), fen in paid.items()]
