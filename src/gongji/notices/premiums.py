"""Whom news of a premium concerns: who is insured by it, each donor whose quota paid, who ordered it (B-07, N-04)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from gongji import contributions, ledger
from gongji.audit import Happening
from gongji.contributions import PremiumOrder, Scheme
from gongji.contributions.order import Part
from gongji.ground.calendar import beijing_day
from gongji.notices.left import Left, find_left
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Case, Side

TOLD_DONORS = (Happening.PREMIUM_PAID, Happening.PREMIUM_REFUNDED)
TOLD_AGENT = (Happening.PREMIUM_PAID, Happening.PREMIUM_RELEASED)


def about_premiums(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """The insured with what it cost and who paid, each donor with what was his, and a relative who ordered it.

    What is left is told as it is now, when the notice is written.
    """
    order_ids = {one.subject_id for one in heard}
    orders = contributions.find_orders(db, order_ids=order_ids)
    parts = contributions.find_parts(db, order_ids=order_ids)
    left = find_left(db, {order.person_id for order in orders.values()})
    agents = _agents(db, orders.values())
    concerns = []
    for one in heard:
        order = orders[one.subject_id]
        by_donor = _by_donor(parts[order.order_id])
        held = sum(part.amount_fen for part in parts[order.order_id])
        case = _case(one, order, by_donor, held)
        concerns.append(_insured(one, order, by_donor, held, case))
        if one.happening in TOLD_DONORS:
            concerns += [_donor(one, order, donor, fen, left, case) for donor, fen in by_donor.items()]
        # Who also paid knows from that.
        if one.happening in TOLD_AGENT and order.payer_id in agents - by_donor.keys():
            concerns.append(_agent(one, order, case))
    return concerns


def _agents(db: Connection[Any], orders: Iterable[PremiumOrder]) -> set[int]:
    """Citizens who ordered for somebody else; staff at a counter are none."""
    others = {order.payer_id for order in orders if order.payer_id != order.person_id}
    return set(ledger.find_spenders(db, people=others)) if others else set()


def _case(one: Heard, order: PremiumOrder, by_donor: Mapping[int, int], held_fen: int) -> Case:
    if one.happening is Happening.PREMIUM_PAID:
        if order.cover_from != date(order.year, 1, 1):
            return Case.WITH_AID_COVER_FROM if by_donor else Case.COVER_FROM
        return Case.WITH_AID if by_donor else Case.PLAIN
    if one.happening is Happening.PREMIUM_RELEASED and held_fen:
        return Case.MONEY_BACK
    return Case.PLAIN


def _insured(one: Heard, order: PremiumOrder, by_donor: Mapping[int, int], held_fen: int, case: Case) -> Concern:
    said = {
        "people": [str(donor) for donor in by_donor],
        "amount_fen": order.amount_fen,
        "aid_fen": sum(by_donor.values()),
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


def _donor(one: Heard, order: PremiumOrder, donor: int, fen: int, left: Left, case: Case) -> Concern:
    said = {
        "people": [str(order.person_id)],
        "amount_fen": fen,
        "pool": order.pool,
        "bought_on": beijing_day(order.paid_at or one.at).isoformat(),
        "use": Scheme(order.scheme).use.name or "",
    }
    said |= left.of(order.person_id, [donor])
    return Concern(one, Side.DONOR, donor, said, Case.WHOLE if "whole" in said else case)


def _by_donor(parts: Sequence[Part]) -> dict[int, int]:
    """What each donor's quotas pay, in the order they were drawn on."""
    paid: dict[int, int] = {}
    for part in parts:
        if part.quota_id is not None:
            paid[part.owner_id] = paid.get(part.owner_id, 0) + part.amount_fen
    return paid
