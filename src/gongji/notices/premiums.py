"""Whom news of a premium concerns: the person it insures, and each donor whose quota paid (B-07, N-04)."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import Connection

from gongji import contributions
from gongji.audit import Happening
from gongji.contributions import PremiumOrder, Scheme
from gongji.contributions.order import Part
from gongji.ground.calendar import beijing_day
from gongji.notices.left import find_left
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Case, Side

TOLD_DONORS = (Happening.PREMIUM_PAID, Happening.PREMIUM_REFUNDED)


def about_premiums(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """The insured with what it cost and who paid, and each donor with what was his.

    What is left is told as it is now, when the notice is written.
    """
    order_ids = {one.subject_id for one in heard}
    orders = contributions.find_orders(db, order_ids=order_ids)
    parts = contributions.find_parts(db, order_ids=order_ids)
    left = find_left(db, {order.person_id for order in orders.values()})
    concerns = []
    for one in heard:
        order = orders[one.subject_id]
        by_donor = _by_donor(parts[order.order_id])
        held = sum(part.amount_fen for part in parts[order.order_id])
        case = _case(one, by_donor, held)
        concerns.append(_insured(one, order, by_donor, held, case))
        if one.happening in TOLD_DONORS:
            concerns += [_donor(one, order, donor, fen, left, case) for donor, fen in by_donor.items()]
    return concerns


def _case(one: Heard, by_donor: Mapping[int, int], held_fen: int) -> Case:
    if one.happening is Happening.PREMIUM_PAID and by_donor:
        return Case.WITH_AID
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
        "use": Scheme(order.scheme).use.name or "",
    }
    return Concern(one, Side.OWNER, order.person_id, said, case)


def _donor(
    one: Heard, order: PremiumOrder, donor: int, fen: int, left: Mapping[tuple[int, int], int], case: Case
) -> Concern:
    said = {
        "people": [str(order.person_id)],
        "amount_fen": fen,
        "left_fen": left.get((order.person_id, donor), 0),
        "pool": order.pool,
        "bought_on": beijing_day(order.paid_at or one.at).isoformat(),
        "use": Scheme(order.scheme).use.name or "",
    }
    return Concern(one, Side.DONOR, donor, said, case)


def _by_donor(parts: Sequence[Part]) -> dict[int, int]:
    """What each donor's quotas pay, in the order they were drawn on."""
    paid: dict[int, int] = {}
    for part in parts:
        if part.quota_id is not None:
            paid[part.owner_id] = paid.get(part.owner_id, 0) + part.amount_fen
    return paid
