"""How many people a member of staff helped into a relation (X-23)."""

from datetime import datetime
from typing import Any

from psycopg import Connection


def count_assisted(db: Connection[Any], *, clerk_id: int, purpose: str, since: datetime, besides: int) -> int:
    """How many things she took consents to since a moment. besides: one that does not count."""
    row = db.execute(
        """
        select count(distinct about_id)
        from consent
        where actor_id = %s
        and given_at >= %s
        and purpose = %s
        and about_id <> %s
        """,
        [clerk_id, since, purpose, besides],
    ).fetchone()
    assert row
    return int(row[0])
