"""A correction nobody confirmed in time is over; nothing moves (design 2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.audit import By, Happening
from gongji.corrections.correction import State, require_correction
from gongji.corrections.decide import decided, record, write_decision


def find_expired(db: Connection[Any], *, now: datetime, after: int, limit: int) -> list[int]:
    """Corrections nobody confirmed in time, by identifier from `after` on."""
    rows = db.execute(
        """
        select correction_id
        from correction
        where state = 'proposed'
        and expires_at <= %s
        and correction_id > %s
        order by correction_id
        limit %s
        """,
        [now, after, limit],
    )
    return [row[0] for row in rows.fetchall()]


def expire(db: Connection[Any], *, correction_ids: Sequence[int], now: datetime, by: By) -> int:
    """Let those among these corrections be over whose time is; how many were."""
    expired = 0
    for correction_id in correction_ids:
        correction = require_correction(db, correction_id=correction_id, locked=True)
        if correction.state == State.PROPOSED and correction.expires_at <= now:
            after = decided(correction, State.EXPIRED, "", now, by)
            write_decision(db, after, now=now, by=by)
            record(db, after, Happening.CORRECTION_EXPIRED, now, by)
            expired += 1
    return expired
