"""What pools owe institutions, summed up by filed day and by month."""

from datetime import date
from typing import Any

from psycopg import Connection

from gongji.clearing.filing import transfers_of_day
from gongji.ledger import FACE

OWED_TO_INSTITUTIONS = transfers_of_day(3 * FACE, 4 * FACE)


def sum_up_institutions(db: Connection[Any], day: date, bounds: dict[str, Any]) -> None:
    """Add what institutions are owed of a day; bounds: of the day (day.py). The caller files the day alone."""
    db.execute(
        f"""
        insert into statement_day (day, pool, institution_no, bills, amount_fen)
        select %(day)s, book, (account %% {FACE})::integer, count(distinct journal_id), sum(amount_fen)
        from ({OWED_TO_INSTITUTIONS}) as owed
        group by book, account
        """,
        bounds | {"day": day},
    )
    db.execute(
        """
        insert into statement_month as so_far (month, pool, institution_no, bills, amount_fen)
        select %(month)s, pool, institution_no, bills, amount_fen
        from statement_day
        where day = %(day)s
        on conflict on constraint statement_month_pkey do update
        set bills = so_far.bills + excluded.bills,
            amount_fen = so_far.amount_fen + excluded.amount_fen
        """,
        {"day": day, "month": day.year * 100 + day.month},
    )
