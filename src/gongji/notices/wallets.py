"""News of the one person it is about: of her wallet, and of her account that moved with her (W-07, W-08, P-19)."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from gongji.audit import Happening
from gongji.ground.identifiers import cells_and
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Side


def about_owners(_: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """The person a fact is about, with the place a wallet was moved to."""
    return [
        Concern(one, Side.OWNER, one.subject_id, {"pool": one.detail["to"]} if _moved(one) and one.detail else {})
        for one in heard
    ]


def about_moved_accounts(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """The person, with where her balance is now and how much moved."""
    rows = db.execute(
        """
        select journal_id, sum(amount_fen)::bigint
        from transfer
        join account on account.cell = transfer.cell and account.account_id = transfer.credit_account
        where transfer.cell = any(%s::smallint[])
        and journal_id = any(%s::bigint[])
        group by journal_id
        """,
        cells_and(one.fact_id for one in heard),
    )
    moved = dict(rows.fetchall())
    return [
        Concern(one, Side.OWNER, one.subject_id, {"pool": (one.detail or {})["to"], "amount_fen": moved[one.fact_id]})
        for one in heard
    ]


def _moved(one: Heard) -> bool:
    return one.happening is Happening.WALLET_MOVED
