"""Take a paid premium back before cover begins: the tax office agrees, and every part returns to its source (B-10)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.audit import By, Happening
from gongji.contributions.held import hold, write
from gongji.contributions.order import PremiumOrder, State
from gongji.contributions.pay import to_fund
from gongji.contributions.refusals import PremiumNoRefund, PremiumStateConflict, PremiumUnknown
from gongji.contributions.returns import find_buckets, find_homes, give_back_use, open_items
from gongji.ground.calendar import beijing_day
from gongji.ground.policy import PolicySet
from gongji.ground.value import replace
from gongji.insured import EMPLOYEE, InsuredStatus, find_relations


class Reason(StrEnum):
    """Why a premium is taken back (B-10)."""

    DUPLICATE = "DUPLICATE"
    EMPLOYED = "EMPLOYED"
    DIED = "DIED"
    MISTAKE = "MISTAKE"


def ask_refund(db: Connection[Any], *, order_id: int, reason: Reason, now: datetime, by: By) -> PremiumOrder:
    """Begin to take a paid premium back; nothing moves until the tax office agrees. Again: nothing.

    Refuses: PremiumOrderUnknown, PremiumUnknown (not decided yet), PremiumStateConflict (never paid), PremiumNoRefund
    (cover has begun, and no exception).
    """
    order = hold(db, order_id=order_id).order
    if order.state in (State.REFUNDING, State.REFUNDED):
        return order
    if order.state in (State.RESERVED, State.SENT_TO_TAX):
        raise PremiumUnknown(amount_fen=order.amount_fen)
    if order.state != State.PAID:
        raise PremiumStateConflict(state=order.state)
    if beijing_day(now) >= order.cover_from and not _is_exception(db, order, reason):
        raise PremiumNoRefund(year=order.year)
    after = replace(order, state=State.REFUNDING.value, reason=reason.value)
    write(db, after, Happening.PREMIUM_REFUND_ASKED, [], now=now, by=by, detail={"reason": reason.value})
    return after


def refunded(db: Connection[Any], *, order_id: int, now: datetime, policy: PolicySet, by: By) -> PremiumOrder:
    """Mirror the payment, part by part, in the clearing month of now (C-16); told again, nothing.

    Refuses: PremiumOrderUnknown, PremiumStateConflict (no refund is under way).
    """
    held = hold(db, order_id=order_id)
    order = held.order
    if order.state == State.REFUNDED:
        return order
    if order.state != State.REFUNDING:
        raise PremiumStateConflict(state=order.state)
    homes = find_homes(db, held, buckets=find_buckets(db, held.parts), now=now)
    legs = [
        (book, credit, debit, fen)
        for part in held.parts
        for book, debit, credit, fen in to_fund(order, part, homes[part.line], now=now)
    ]
    after = replace(order, state=State.REFUNDED.value, ended_at=now)
    journal_id = write(db, after, Happening.PREMIUM_REFUNDED, legs, now=now, by=by)
    give_back_use(db, held)
    open_items(db, held, homes, journal_id=journal_id, now=now, policy=policy)
    return after


def keep_paid(db: Connection[Any], *, order_id: int, now: datetime, by: By) -> PremiumOrder:
    """The tax office does not give it back: it stays paid. Refuses: PremiumOrderUnknown, PremiumStateConflict."""
    order = hold(db, order_id=order_id).order
    if order.state == State.PAID:
        return order
    if order.state != State.REFUNDING:
        raise PremiumStateConflict(state=order.state)
    after = replace(order, state=State.PAID.value, reason="")
    write(db, after, Happening.PREMIUM_REFUND_REFUSED, [], now=now, by=by)
    return after


def _is_exception(db: Connection[Any], order: PremiumOrder, reason: Reason) -> bool:
    """Paid before cover, and employed or dead before it: our own rolls have to say so (B-10)."""
    if order.paid_at is None or beijing_day(order.paid_at) >= order.cover_from:
        return False
    if reason is Reason.EMPLOYED:
        employee = find_relations(db, people=[order.person_id]).get(order.person_id, {}).get(EMPLOYEE)
        return (
            employee is not None
            and employee.status == InsuredStatus.NORMAL
            and employee.insured_from < order.cover_from
        )
    if reason is Reason.DIED:
        died_on = ledger.find_spenders(db, people=[order.person_id])[order.person_id].died_on
        return died_on is not None and died_on < order.cover_from
    return False
