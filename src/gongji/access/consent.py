"""Who agreed to what, in which wording (N-01, N-02)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.audit import By
from gongji.ground.identifiers import cell_of, new_identifiers


def give_consent(
    db: Connection[Any],
    *,
    person_id: int,
    purpose: str,
    text_version: str,
    about_id: int,
    now: datetime,
    by: By,
    evidence_hash: bytes | None = None,
) -> int:
    """Keep a consent. about_id: the invitation or mandate agreed to. evidence_hash: of a paper, where there is one."""
    (consent_id,) = new_identifiers(db, cells=[cell_of(person_id)])
    db.execute(
        """
        insert into consent
            (cell, consent_id, person_id, purpose, text_version, about_id, given_at, actor_id, channel, authority_id,
             evidence_hash)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            cell_of(person_id),
            consent_id,
            person_id,
            purpose,
            text_version,
            about_id,
            now,
            by.actor_id,
            by.channel,
            by.authority_id,
            evidence_hash,
        ],
    )
    return consent_id


def withdraw_consents(db: Connection[Any], *, person_id: int, about_id: int, now: datetime) -> None:
    """What was agreed to has ended; what was done under it stays (N-02)."""
    db.execute(
        """
        update consent
        set withdrawn_at = %s
        where cell = %s
        and person_id = %s
        and about_id = %s
        and withdrawn_at is null
        """,
        [now, cell_of(person_id), person_id, about_id],
    )
