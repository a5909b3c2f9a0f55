"""The tax office is asked, and answers that it is paid: what was held goes to the fund that insures (B-07, B-11)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.audit import By, Happening
from gongji.contributions.held import Leg, hold, write
from gongji.contributions.order import Part, PremiumOrder, State
from gongji.contributions.refusals import PremiumStateConflict
from gongji.ground.calendar import clearing_month
from gongji.ground.value import replace
from gongji.ledger import Business


def sent(db: Connection[Any], *, order_id: int, now: datetime, by: By) -> PremiumOrder:
    """Write that the tax office is about to be asked: from now on only its answer, or time, decides. Again: nothing.

    Refuses: PremiumOrderUnknown, PremiumStateConflict (decided already).
    """
    order = hold(db, order_id=order_id).order
    if order.state == State.SENT_TO_TAX:
        return order
    if order.state != State.RESERVED:
        raise PremiumStateConflict(state=order.state)
    after = replace(order, state=State.SENT_TO_TAX.value, sent_at=now)
    write(db, after, Happening.PREMIUM_SENT, [], now=now, by=by)
    return after


def paid(db: Connection[Any], *, order_id: int, receipt: str, now: datetime, by: By) -> PremiumOrder:
    """Bring every part to the fund of the pool that insures, in the clearing month of now; told again, nothing.

    receipt: the tax office's number. Refuses: PremiumOrderUnknown, PremiumStateConflict (released meanwhile, or paid
    under another receipt).
    """
    held = hold(db, order_id=order_id)
    order = held.order
    if order.receipt == receipt and order.state in (State.PAID, State.REFUNDING, State.REFUNDED):
        return order
    if order.state != State.SENT_TO_TAX:
        raise PremiumStateConflict(state=order.state)
    after = replace(order, state=State.PAID.value, paid_at=now, receipt=receipt)
    legs = [leg for part in held.parts for leg in to_fund(order, part, part.held_account, now=now)]
    write(db, after, Happening.PREMIUM_PAID, legs, now=now, by=by)
    ledger.close_accounts(db, accounts=[part.held_account for part in held.parts], now=now)
    return after


def to_fund(order: PremiumOrder, part: Part, source: int, *, now: datetime) -> list[Leg]:
    """How a part gets from an account of its payer's pool to the fund: the payer's pool owes it where they differ."""
    legs = ledger.cross_book(
        payer=part.book,
        payee=order.pool,
        source=source,
        target=ledger.fund(),
        month=clearing_month(now),
        business=Business.PREMIUM,
    )
    return [(book, debit, credit, part.amount_fen) for book, debit, credit in legs]
