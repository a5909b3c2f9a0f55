"""Who agreed to what, in which wording (N-01, N-02)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.audit import By
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.rows import fetch
from gongji.ground.value import columns_of, value


@value
class Consent:
    """purpose: what kind of thing was agreed to; about_id: which one. text_version: in which wording.

    withdrawn_at: since when it no longer holds.
    """

    consent_id: int
    person_id: int
    purpose: str
    text_version: str
    about_id: int
    given_at: datetime
    channel: str
    withdrawn_at: datetime | None


@value
class Agreed:
    """What somebody agrees to now. about_id: the invitation or mandate. evidence_hash: of a paper, if there is one."""

    person_id: int
    purpose: str
    text_version: str
    about_id: int
    by: By
    evidence_hash: bytes | None = None


def give_consents(db: Connection[Any], *, given: Sequence[Agreed], now: datetime) -> None:
    """Keep consents."""
    identifiers = new_identifiers(db, cells=[cell_of(one.person_id) for one in given])
    db.cursor().executemany(
        """
        insert into consent
            (cell, consent_id, person_id, purpose, text_version, about_id, given_at, actor_id, channel, authority_id,
             evidence_hash)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            (
                cell_of(one.person_id),
                consent_id,
                one.person_id,
                one.purpose,
                one.text_version,
                one.about_id,
                now,
                one.by.actor_id,
                one.by.channel,
                one.by.authority_id,
                one.evidence_hash,
            )
            for one, consent_id in zip(given, identifiers, strict=True)
        ],
    )


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


def list_consents(db: Connection[Any], *, person_id: int, before: int | None = None, limit: int = 20) -> list[Consent]:
    """A page of what a person agreed to, withdrawn ones too, newest first. before: the last of the page before."""
    return fetch(
        db,
        Consent,
        f"""
        select {columns_of(Consent)}
        from consent
        where cell = %s
        and person_id = %s
        and consent_id < coalesce(%s, 9223372036854775807)
        order by consent_id desc
        limit %s
        """,
        [cell_of(person_id), person_id, before, limit],
    )
