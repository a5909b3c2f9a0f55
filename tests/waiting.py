"""For races: go on when the other one has come as far as it can."""

from typing import Any

from psycopg import Connection


def wait_until_waiting(db: Connection[Any], waiting: Connection[Any]) -> None:
    """Return once a connection waits for a lock; asked on another connection."""
    pid = waiting.info.backend_pid
    asked = "select wait_event_type = 'Lock' from pg_stat_activity where pid = %s"
    while not (row := db.execute(asked, [pid]).fetchone()) or not row[0]:
        # Within a transaction the answer would stay the same.
        db.execute("select pg_stat_clear_snapshot()")
