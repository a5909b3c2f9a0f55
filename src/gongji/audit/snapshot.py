"""What has happened so far, as one snapshot sees it: nothing that commits late is skipped (decision 0007)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import first_identifier_at
from gongji.ground.value import value

# How far the database's clock may step back under running transactions; more than a server may be off (edge/clock.py).
LEEWAY_MS = 10_000


@value
class Snapshot:
    """seen: PostgreSQL's own text of it. after: every fact it does not see has a higher number.

    before: every fact it sees has a lower one.
    """

    seen: str
    after: int
    before: int


def take_snapshot(db: Connection[Any]) -> Snapshot:
    """A snapshot of now. Read committed, so that it sees what was committed meanwhile."""
    # First who runs, then the snapshot: whoever ends in between is seen by the snapshot.
    row = db.execute("select min(xact_start) from pg_stat_activity where datname = current_database()").fetchone()
    assert row is not None, "min has one row"
    oldest: datetime | None = row[0]
    assert oldest is not None, "track_activities is off: nobody can say which transactions run"
    row = db.execute("select pg_current_snapshot(), clock_timestamp()").fetchone()
    assert row is not None, "there is one snapshot"
    seen, now = row
    return Snapshot(
        seen,
        after=first_identifier_at(int(oldest.timestamp() * 1000) - LEEWAY_MS) - 1,
        before=first_identifier_at(int(now.timestamp() * 1000) + LEEWAY_MS),
    )
