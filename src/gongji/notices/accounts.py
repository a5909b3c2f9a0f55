"""News of a person's own account: its interest, what a merge brought, and that it was paid out (W-37, W-03, P-18)."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cells_and
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Side


def about_accounts(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """The person, with how much the journal moved."""
    rows = db.execute(
        """
        select journal_id, sum(amount_fen)::bigint
        from transfer
        where cell = any(%s::smallint[])
        and journal_id = any(%s::bigint[])
        group by journal_id
        """,
        cells_and(one.fact_id for one in heard),
    )
    moved = dict(rows.fetchall())
    return [Concern(one, Side.OWNER, one.subject_id, {"amount_fen": moved[one.fact_id]}) for one in heard]


def about_paid_out(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """The person, with how much the bank has paid."""
    rows = db.execute(
        """
        select person_id, paid_at, amount_fen
        from pay_out
        where cell = any(%s::smallint[])
        and person_id = any(%s::bigint[])
        and paid_at is not null
        """,
        cells_and(one.subject_id for one in heard),
    )
    paid = {(person_id, paid_at): fen for person_id, paid_at, fen in rows.fetchall()}
    return [Concern(one, Side.OWNER, one.subject_id, {"amount_fen": paid[one.subject_id, one.at]}) for one in heard]
