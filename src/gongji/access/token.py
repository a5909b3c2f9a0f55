"""Bearer tokens: made, read, revoked. Only their digest is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from gongji.access.caller import SignInNeeded
from gongji.ground.rows import fetch_one
from gongji.ground.value import value


@value
class Token:
    """What a token proves. holder_id: a person, or a member of staff."""

    holder_id: int
    is_staff: bool
    channel: str
    issued_at: datetime
    stepped_up_at: datetime | None


def issue_token(
    db: Connection[Any], *, holder_id: int, is_staff: bool, channel: str, now: datetime, lasts: timedelta
) -> str:
    """A new token, which nobody can read again. The holder has just proved who she is, so it counts as stepped up."""
    token = secrets.token_urlsafe(32)
    db.execute(
        """
        insert into access_token (token_digest, holder_id, is_staff, channel, issued_at, stepped_up_at, expires_at)
        values (%s, %s, %s, %s, %s, %s, %s)
        """,
        [_digest(token), holder_id, is_staff, channel, now, now, now + lasts],
    )
    return token


def require_token(db: Connection[Any], token: str, *, now: datetime) -> Token:
    """What a token proves now; refuses one that is unknown, over or revoked."""
    found = fetch_one(
        db,
        Token,
        """
        select holder_id, is_staff, channel, issued_at, stepped_up_at
        from access_token
        where token_digest = %s
        and expires_at > %s
        and revoked_at is null
        """,
        [_digest(token), now],
    )
    if found is None:
        raise SignInNeeded()
    return found


def revoke_token(db: Connection[Any], token: str, *, now: datetime) -> None:
    """Nothing can be done with this token any more; once is enough."""
    db.execute(
        "update access_token set revoked_at = %s where token_digest = %s and revoked_at is null",
        [now, _digest(token)],
    )


def revoke_tokens_of(db: Connection[Any], *, holder_id: int, now: datetime) -> None:
    """Sign somebody out everywhere; she may sign in again."""
    db.execute(
        "update access_token set revoked_at = %s where holder_id = %s and revoked_at is null",
        [now, holder_id],
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
