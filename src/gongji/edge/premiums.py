"""Bring a premium further: the tax office is asked between two transactions, never inside one (B-07)."""

from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from gongji import contributions
from gongji.audit import By
from gongji.contributions import PremiumOrder, State
from gongji.edge.office import Office
from gongji.edge.partners import Certificate, Tax, TaxAnswer, TaxState
from gongji.ground.calendar import beijing_day
from gongji.ground.policy import PolicySet
from gongji.ground.value import value
from gongji.insured import find_people

# What is written is what the office said, whoever asked it.
TAX = By(0, "tax")
QUERIES = 3


@value
class Asking:
    """What the tax office is to be asked about an order. over: it had its time to answer."""

    order: PremiumOrder
    who: Certificate
    over: bool


def go_on(office: Office, order_id: int) -> PremiumOrder:
    """Ask the tax office what becomes of an order, and write that; as it is afterwards.

    Safe to call at any time, twice or by two at once: the office books an order's number once, and what is decided
    here stays. What it does not answer waits, until its time is over and the order is released.
    Refuses: PremiumOrderUnknown, PremiumStateConflict (decided otherwise meanwhile).
    """
    now, policy = office.clock.now(), office.policy
    asking = office.work(lambda db: _begin(db, office, order_id, now, policy))
    if asking.order.state not in (State.SENT_TO_TAX, State.REFUNDING):
        return asking.order
    answer = _ask(office.tax, asking)
    return office.work(lambda db: _decide(db, asking, answer, now, policy))


def _begin(db: Connection[Any], office: Office, order_id: int, now: datetime, policy: PolicySet) -> Asking:
    """Committed before anything is asked, so that whoever comes after a crash knows that it may have been."""
    with db.transaction():
        order = contributions.require_order(db, order_id=order_id)
        hours = policy.value("premium.answer_hours", pool=order.pool, on=beijing_day(now))
        over = now >= order.ordered_at + timedelta(hours=hours)
        if order.state == State.RESERVED:
            order = contributions.sent(db, order_id=order_id, now=now, by=TAX)
        person = find_people(db, people=[order.person_id])[order.person_id].personal_fields(office.keys)
        return Asking(order, Certificate(person.certificate_type, person.certificate_number), over)


def _ask(tax: Tax, asking: Asking) -> TaxAnswer:
    """Its answer, or after three queries none. Whose time is over is only queried: nothing new may begin then."""
    order = asking.order
    if order.state == State.REFUNDING:
        return tax.refund(order_id=order.order_id, reason=order.reason)
    answer = TaxAnswer(TaxState.UNKNOWN)
    if not asking.over:
        answer = tax.pay(
            order_id=order.order_id,
            who=asking.who,
            scheme=order.scheme,
            year=order.year,
            amount_fen=order.amount_fen,
            cash_fen=order.cash_fen,
        )
    for _ in range(QUERIES):
        if answer.state is not TaxState.UNKNOWN:
            break
        answer = tax.look(order_id=order.order_id)
    return answer


def _decide(db: Connection[Any], asking: Asking, answer: TaxAnswer, now: datetime, policy: PolicySet) -> PremiumOrder:
    order_id, refunding = asking.order.order_id, asking.order.state == State.REFUNDING
    with db.transaction():
        match answer.state:
            case TaxState.PAID if not refunding:
                return contributions.paid(db, order_id=order_id, receipt=answer.receipt, now=now, by=TAX)
            case TaxState.REFUSED if not refunding:
                return _release(db, order_id, State.FAILED, answer.reason, now, policy)
            case TaxState.UNKNOWN if not refunding and asking.over:
                return _release(db, order_id, State.EXPIRED, "", now, policy)
            case TaxState.REFUNDED if refunding:
                return contributions.refunded(db, order_id=order_id, now=now, policy=policy, by=TAX)
            case TaxState.REFUSED if refunding:
                return contributions.keep_paid(db, order_id=order_id, now=now, by=TAX)
        return contributions.require_order(db, order_id=order_id)


def _release(
    db: Connection[Any], order_id: int, state: State, reason: str, now: datetime, policy: PolicySet
) -> PremiumOrder:
    return contributions.release(db, order_id=order_id, state=state, reason=reason, now=now, policy=policy, by=TAX)
