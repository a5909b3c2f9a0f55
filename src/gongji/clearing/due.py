"""What a region still has to pay by a day: its released notices, and a pool's released statements of institutions."""

from datetime import date
from typing import Any

from psycopg import Connection

from gongji.ground.rows import fetch
from gongji.ground.value import value


@value
class Due:
    """One payment. number: of the notice, or identifier of the statement. payee: a region, or an institution's code
    and name. month: of the batch or statement. due_on: None of a statement, which is due once it is released.
    """

    number: str
    month: int
    payer: int
    payee: str
    payee_name: str
    amount_fen: int
    due_on: date | None


def due_payments(db: Connection[Any], *, payer: int, by_day: date) -> list[Due]:
    """What a pool or province has to pay by a day and has not told as paid: notices by day, then statements (C-14).

    payee_name is empty where the payee is a region. A statement of nothing needs no payment.
    """
    return fetch(
        db,
        Due,
        """
        (
            select number, batch_month, payer, payee::text, '' as payee_name, amount_fen, due_on
            from clearing_notice
            where payer = %(payer)s
            and state = 'RELEASED'
            and due_on <= %(by_day)s
        )
        union all
        (
            select statement_id::text, month, statement.pool, code, name, amount_fen - deduction_fen, null
            from statement
            join institution
                using (institution_no)
            where statement.pool = %(payer)s
            and state = 'RELEASED'
            and amount_fen > deduction_fen
        )
        order by due_on, number
        """,
        {"payer": payer, "by_day": by_day},
    )
