"""What needs no payment although it is owed: a pair whose lines add up to nothing (C-16)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.clearing.book import journal_at_zero
from gongji.ground.identifiers import new_identifiers

# Where all lines are of nothing, nothing is open in the books either.
AT_ZERO = """
    select 'national', payer_province, payee_province
    from cleared_line
    where batch_month = %(batch_month)s and payer_province <> payee_province
    group by payer_province, payee_province
    having sum(amount_fen) = 0 and bool_or(amount_fen <> 0)
    union all
    select 'provincial', payer_pool, payee_pool
    from cleared_line
    where batch_month = %(batch_month)s and payer_province = payee_province
    group by payer_pool, payee_pool
    having sum(amount_fen) = 0 and bool_or(amount_fen <> 0)
    order by 1, 2, 3
"""


def settle_at_zero(db: Connection[Any], *, batch_month: int, now: datetime, by: By) -> None:
    """Book every pair that owes each other nothing on the whole as if its notice were paid: no notice is of nothing.

    Between pools and their provinces nothing is left to book where the sum is zero.
    """
    pairs = db.execute(AT_ZERO, {"batch_month": batch_month}).fetchall()
    for journal_id, (level, payer, payee) in zip(new_identifiers(db, cells=[0] * len(pairs)), pairs, strict=True):
        ledger.post(db, journal_at_zero(db, level, batch_month, payer, payee, journal_id))
        detail = {"level": level, "payer": payer, "payee": payee}
        audit.record(db, [Fact(journal_id, Happening.CLEARING_SETTLED_AT_ZERO, batch_month, now, detail, by)])
