"""A pool's own lines of a batch, page by page: what it owes each other pool, and what each owes it (C-02, C-03)."""

from typing import Any

from psycopg import Connection

from gongji.clearing.statement import Owed
from gongji.ground.divisions import province_of
from gongji.ground.rows import fetch

# Where a page begins: the other pool, clearing month and business of the last line of the page before.
Position = tuple[int, int, int]
FIRST: Position = (0, 0, 0)


def lines_as_payer(
    db: Connection[Any], *, batch_month: int, pool: int, after: Position = FIRST, limit: int = 100
) -> list[Owed]:
    """What a pool owes others, by payee."""
    own = {"province": province_of(pool), "pool": pool}
    return _page(
        db, "payer_province = %(province)s and payer_pool = %(pool)s", "payee_pool", own, batch_month, after, limit
    )


def lines_as_payee(
    db: Connection[Any], *, batch_month: int, pool: int, after: Position = FIRST, limit: int = 100
) -> list[Owed]:
    """What others owe a pool, by payer."""
    return _page(db, "payee_pool = %(pool)s", "payer_pool", {"pool": pool}, batch_month, after, limit)


def _page(
    db: Connection[Any], condition: str, other: str, own: dict[str, int], batch_month: int, after: Position, limit: int
) -> list[Owed]:
    return fetch(
        db,
        Owed,
        f"""
        select payer_pool, payee_pool, business::integer, month, items, amount_fen
        from clearing_line as line
        where batch_month = %(batch_month)s
        and {condition}
        and ({other}, month, line.business) > (%(other)s, %(month)s, %(business)s)
        order by {other}, month, line.business
        limit %(limit)s
        """,
        {
            **own,
            "batch_month": batch_month,
            "other": after[0],
            "month": after[1],
            "business": after[2],
            "limit": limit,
        },
    )
