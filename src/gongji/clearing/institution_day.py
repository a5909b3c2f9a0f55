"""What a statement of an institution is made of: what its pool owes it of each filed day."""

from calendar import monthrange
from datetime import date
from typing import Any

from psycopg import Connection

from gongji.clearing.institution_statement import InstitutionStatement
from gongji.ground.rows import fetch
from gongji.ground.value import columns_of, value


@value
class InstitutionDay:
    """bills: settlements and cancels of the day. amount_fen: negative where more was given back than sold."""

    day: date
    bills: int
    amount_fen: int


def days_of_statement(db: Connection[Any], *, statement: InstitutionStatement) -> list[InstitutionDay]:
    """The days a statement takes, earlier months that had to wait among them; they add up to it."""
    months = db.execute(
        "select month from statement_month where statement_id = %s order by month", [statement.statement_id]
    ).fetchall()
    return fetch(
        db,
        InstitutionDay,
        f"""
        select {columns_of(InstitutionDay)}
        from statement_day
        where day = any(%s)
        and pool = %s
        and institution_no = %s
        order by day
        """,
        [[day for (month,) in months for day in _days_of(month)], statement.pool, statement.institution_no],
    )


def _days_of(month: int) -> list[date]:
    year, number = divmod(month, 100)
    return [date(year, number, day) for day in range(1, monthrange(year, number)[1] + 1)]
