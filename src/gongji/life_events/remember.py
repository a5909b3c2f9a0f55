"""Keep news of somebody's life, once: the teller's own number makes the same news twice one."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit
from gongji.audit import By, Fact, Happening
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.life_events.event import LifeEvent


def remember(db: Connection[Any], event: LifeEvent, *, now: datetime, by: By) -> int | None:
    """Keep the news under a number of ours; None where it was known."""
    (event_id,) = new_identifiers(db, cells=[cell_of(event.person_id)])
    kept = db.execute(
        """
        insert into life_event (cell, event_id, person_id, kind, told_key, happened_on, recorded_at)
        values (%s, %s, %s, %s, %s, %s, %s)
        on conflict (person_id, kind, told_key, cell) do nothing
        """,
        [cell_of(event_id), event_id, event.person_id, event.kind.value, event.told_key, event.on, now],
    )
    if kept.rowcount == 0:
        return None
    detail = {"kind": event.kind.value}
    audit.record(db, [Fact(event_id, Happening.LIFE_EVENT_RECORDED, event.person_id, now, detail, by)])
    return event_id


def find_told(db: Connection[Any], event: LifeEvent) -> int:
    """Our number of news that was told before."""
    row = db.execute(
        "select event_id from life_event where cell = %s and person_id = %s and kind = %s and told_key = %s",
        [cell_of(event.person_id), event.person_id, event.kind.value, event.told_key],
    ).fetchone()
    assert row is not None
    return int(row[0])
