"""Every look at a person's data is written down with its purpose, for the person to see (N-03, N-07)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.audit import By
from gongji.ground.identifiers import cell_of, new_identifiers


def record_looks(db: Connection[Any], *, people: Collection[int], purpose: str, now: datetime, by: By) -> None:
    """Write down that somebody looked at these people, herself left out."""
    others = [person for person in people if person != by.actor_id]
    identifiers = new_identifiers(db, cells=[cell_of(person) for person in others])
    db.cursor().executemany(
        """
        insert into person_look (look_id, person_id, looked_at, actor_id, channel, authority_id, purpose)
        values (%s, %s, %s, %s, %s, %s, %s)
        """,
        [
            (look_id, person, now, by.actor_id, by.channel, by.authority_id, purpose)
            for look_id, person in zip(identifiers, others, strict=True)
        ],
    )
