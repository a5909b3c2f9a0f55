"""One thing that waits for a person."""

from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.value import value


@value
class WorkItem:
    """kind: what has to be done. pool: whose staff. subject_id: what it is about. detail: identifiers and fen only."""

    kind: str
    pool: int
    subject_id: int
    detail: dict[str, Any]


def open_item(db: Connection[Any], item: WorkItem, *, now: datetime) -> int:
    """Put an item into the queue of a pool; answers its identifier."""
    (work_item_id,) = new_identifiers(db, cells=[cell_of(item.subject_id)])
    db.execute(
        """
        insert into work_item (work_item_id, kind, pool, subject_id, opened_at, detail)
        values (%s, %s, %s, %s, %s, %s)
        """,
        [work_item_id, item.kind, item.pool, item.subject_id, now, Jsonb(item.detail)],
    )
    return work_item_id
