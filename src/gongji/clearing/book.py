"""What a paid notice does to the books (C-02).

A pool's payables and receivables of a batch end when they are paid. Between provinces the province pays: from then on
the pool owes its province, or is owed by it, until what is between the two of them is paid as well.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from psycopg import Connection

from gongji.clearing.payment_notice import Level, PaymentNotice
from gongji.ground.rows import fetch
from gongji.ground.value import value
from gongji.ledger import (
    Business,
    Transfer,
    collected_from,
    owed_by_province,
    owed_to_province,
    passed_on_to,
    payable,
    receivable,
    treasury,
)

# Book, account the amount leaves, account it goes to, amount; the other way round where that is negative.
Leg = tuple[int, int, int, int]


@value
class Line:
    """A line of the batch's matrix."""

    payer_pool: int
    payee_pool: int
    payer_province: int
    payee_province: int
    month: int
    business: int
    amount_fen: int


def journal_of(db: Connection[Any], notice: PaymentNotice, journal_id: int) -> list[Transfer]:
    """The transfers of a notice that is paid."""
    return _transfers(_legs(db, notice), journal_id)


def journal_at_zero(
    db: Connection[Any], level: str, batch_month: int, payer: int, payee: int, journal_id: int
) -> list[Transfer]:
    """The transfers of a pair that has no notice, since its lines add up to nothing."""
    return _transfers(_pair_legs(db, level, batch_month, payer, payee), journal_id)


def _transfers(legs: Iterable[Leg], journal_id: int) -> list[Transfer]:
    return [
        Transfer(journal_id, line, book, *((debit, credit) if fen > 0 else (credit, debit)), abs(fen))
        for line, (book, debit, credit, fen) in enumerate((leg for leg in legs if leg[3]), start=1)
    ]


def _legs(db: Connection[Any], notice: PaymentNotice) -> Iterator[Leg]:
    payer, payee = (notice.payee, notice.payer) if notice.reversed else (notice.payer, notice.payee)
    signed_fen = -notice.amount_fen if notice.reversed else notice.amount_fen
    batch_month = notice.batch_month
    if notice.level == Level.COLLECT:
        yield payer, owed_to_province(batch_month), treasury(), signed_fen
        yield payee, treasury(), collected_from(payer, batch_month), signed_fen
    elif notice.level == Level.PASS_ON:
        yield payer, passed_on_to(payee, batch_month), treasury(), signed_fen
        yield payee, treasury(), owed_by_province(batch_month), signed_fen
    else:
        yield from _pair_legs(db, notice.level, batch_month, payer, payee)


def _pair_legs(db: Connection[Any], level: str, batch_month: int, payer: int, payee: int) -> Iterator[Leg]:
    for line in _lines(db, level, batch_month, payer, payee):
        yield from _line_legs(line, batch_month)


def _line_legs(line: Line, batch_month: int) -> Iterator[Leg]:
    business, fen = Business(line.business), line.amount_fen
    owes = payable(to=line.payee_pool, month=line.month, business=business)
    is_owed = receivable(owed_by=line.payer_pool, month=line.month, business=business)
    inside = line.payer_province == line.payee_province
    if inside or line.payer_pool == line.payer_province:
        yield line.payer_pool, owes, treasury(), fen
    else:
        yield line.payer_pool, owes, owed_to_province(batch_month), fen
        yield line.payer_province, collected_from(line.payer_pool, batch_month), treasury(), fen
    if inside or line.payee_pool == line.payee_province:
        yield line.payee_pool, treasury(), is_owed, fen
    else:
        yield line.payee_pool, owed_by_province(batch_month), is_owed, fen
        yield line.payee_province, treasury(), passed_on_to(line.payee_pool, batch_month), fen


def _lines(db: Connection[Any], level: str, batch_month: int, payer: int, payee: int) -> list[Line]:
    by = "province" if level == Level.NATIONAL else "pool"
    return fetch(
        db,
        Line,
        f"""
        select payer_pool, payee_pool, payer_province, payee_province, month, business, amount_fen
        from cleared_line
        where batch_month = %s
        and payer_{by} = %s
        and payee_{by} = %s
        order by payer_pool, payee_pool, month, business
        """,
        [batch_month, payer, payee],
    )
