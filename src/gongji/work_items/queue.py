"""The queue: what waits in a region, oldest first, a page at a time."""

from typing import Any

from psycopg import Connection

from gongji.ground.rows import fetch
from gongji.work_items.item import WAITING, Waiting


def find_waiting(
    db: Connection[Any], *, pools: tuple[int, int], kind: str | None = None, after: int = 0, limit: int = 50
) -> list[Waiting]:
    """Open items of pools from the first to before the second, by identifier, which is by age.

    after: the last identifier of the page before. kind: only this one.
    """
    return fetch(
        db,
        Waiting,
        f"""
        select {WAITING}
        from work_item
        where closed_at is null
        and pool >= %s
        and pool < %s
        and work_item_id > %s
        and (%s::text is null or kind = %s)
        order by work_item_id
        limit %s
        """,
        [*pools, after, kind, kind, limit],
    )
