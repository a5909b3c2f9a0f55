"""One thing that waits for a person: opened by a rule that cannot decide, closed by somebody with a name."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from psycopg import Connection
from psycopg.types.json import Jsonb

from gongji.audit import By
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch_one
from gongji.ground.value import columns_of, value


@value
class WorkItem:
    """kind: what has to be done. pool: whose staff. subject_id: what it is about. detail: identifiers and fen only."""

    kind: str
    pool: int
    subject_id: int
    detail: dict[str, Any]


@value
class Waiting:
    """An item as its row has it. level: whose it is now, pool, province or nation. owner_id: who has taken it.

    outcome: how it was closed, None while it is open.
    """

    work_item_id: int
    kind: str
    pool: int
    subject_id: int
    opened_at: datetime
    due_at: datetime
    level: str
    owner_id: int | None
    closed_at: datetime | None
    outcome: str | None
    detail: dict[str, Any]


WAITING = columns_of(Waiting)


@refusal
class WorkItemUnknown(Refusal):
    """There is no such item of this kind."""

    code: ClassVar[str] = "WORK_ITEM_UNKNOWN"
    rule: ClassVar[str] = "A-04"


@refusal
class WorkItemClosed(Refusal):
    """Somebody closed it before."""

    code: ClassVar[str] = "WORK_ITEM_CLOSED"
    rule: ClassVar[str] = "A-04"
    outcome: str


@refusal
class WorkItemTaken(Refusal):
    """A colleague is working on it."""

    code: ClassVar[str] = "WORK_ITEM_TAKEN"
    rule: ClassVar[str] = "A-04"


def open_item(
    db: Connection[Any], item: WorkItem, *, now: datetime, policy: PolicySet, due_at: datetime | None = None
) -> int:
    """Put an item into the queue of a pool; answers its identifier.

    due_at: where somebody was told a deadline; else the item has the days of its kind.
    """
    (work_item_id,) = new_identifiers(db, cells=[cell_of(item.subject_id)])
    day = beijing_day(now)
    if due_at is None:
        days = policy.value("work_item.days", pool=item.pool, on=day)
        due_at = now + timedelta(days=days.get(item.kind, days["OTHER"]))
    rises_at = now + (due_at - now) * policy.value("work_item.rises_e4", pool=item.pool, on=day) / 10_000
    db.execute(
        """
        insert into work_item (work_item_id, kind, pool, subject_id, opened_at, due_at, rises_at, detail)
        values (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [work_item_id, item.kind, item.pool, item.subject_id, now, due_at, rises_at, Jsonb(item.detail)],
    )
    return work_item_id


def require_open_item(db: Connection[Any], *, work_item_id: int, kind: str | None = None) -> Waiting:
    """The item, locked until the transaction ends; refuses one that is unknown, of another kind, or closed."""
    item = fetch_one(
        db, Waiting, f"select {WAITING} from work_item where work_item_id = %s for no key update", [work_item_id]
    )
    if item is None or kind not in (None, item.kind):
        raise WorkItemUnknown()
    if item.outcome is not None:
        raise WorkItemClosed(outcome=item.outcome)
    return item


def take_item(db: Connection[Any], *, work_item_id: int, now: datetime, by: By) -> None:
    """Make an item one's own, so that no colleague does it twice; refuses one a colleague has taken."""
    item = require_open_item(db, work_item_id=work_item_id)
    if item.owner_id not in (None, by.actor_id):
        raise WorkItemTaken()
    db.execute(
        "update work_item set owner_id = %s, taken_at = %s where work_item_id = %s", [by.actor_id, now, work_item_id]
    )


def release_item(db: Connection[Any], *, work_item_id: int, by: By) -> None:
    """Give an item back to the queue; only its owner can."""
    item = require_open_item(db, work_item_id=work_item_id)
    if item.owner_id != by.actor_id:
        raise WorkItemTaken()
    db.execute("update work_item set owner_id = null, taken_at = null where work_item_id = %s", [work_item_id])


def close_item(db: Connection[Any], *, work_item_id: int, outcome: str, note: str, now: datetime, by: By) -> None:
    """Write how an item ended; the verb that decides it calls this in its own transaction."""
    require_open_item(db, work_item_id=work_item_id)
    db.execute(
        "update work_item set closed_at = %s, closed_by = %s, outcome = %s, note = %s where work_item_id = %s",
        [now, by.actor_id, outcome, note, work_item_id],
    )


def find_rising(db: Connection[Any], *, now: datetime, after: int, limit: int) -> list[int]:
    """Open items that have waited long enough to go up a level, by identifier from `after` on."""
    rows = db.execute(
        """
        select work_item_id
        from work_item
        where closed_at is null
        and rises_at <= %s
        and level <> 'nation'
        and work_item_id > %s
        order by work_item_id
        limit %s
        """,
        [now, after, limit],
    )
    return [row[0] for row in rows.fetchall()]


def escalate(db: Connection[Any], *, work_item_ids: Sequence[int], now: datetime) -> int:
    """Let those among these items go up whose time is nearly over, or over; how many went.

    The province gets an item after a share of its time, so that something can still be done; the nation when it is due.
    The deadline stays what it was.
    """
    moved = db.execute(
        """
        update work_item
        set level = case when due_at <= %s then 'nation' else 'province' end,
            rises_at = due_at
        where work_item_id = any(%s)
        and closed_at is null
        and rises_at <= %s
        and level <> 'nation'
        """,
        [now, list(work_item_ids), now],
    )
    return moved.rowcount
