"""Every look at a person's data is written down with its purpose, for the person to see (N-03, N-07)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji.audit import By
from gongji.ground.identifiers import array_of, identifier_beside
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch
from gongji.ground.value import value

TILL = "till"


@refusal
class PurposeMissing(Refusal):
    """Whoever looks at somebody's data says what for (N-03)."""

    code: ClassVar[str] = "PURPOSE_MISSING"
    rule: ClassVar[str] = "N-03"


@value
class Look:
    """Somebody looked. role, region: of a member of staff, None of everybody else.

    actor_id: a person or a member of staff, 0 for an operator's command or an institution. institution_no: of a
    hospital or pharmacy that asked who she is, None for all others. unmasked: the fields somebody saw in full, and the
    reason she gave.
    """

    look_id: int
    looked_at: datetime
    actor_id: int
    channel: str
    purpose: str
    unmasked: list[str]
    reason: str
    institution_no: int | None
    role: str | None
    region: int | None


def record_looks(
    db: Connection[Any],
    *,
    people: Collection[int],
    purpose: str,
    now: datetime,
    by: By,
    unmasked: Sequence[str] = (),
    reason: str = "",
) -> None:
    """Write down that somebody looked at these people, herself left out. Refuses PurposeMissing.

    unmasked: which of her fields were shown in full; then with a reason.
    """
    if not purpose.strip():
        raise PurposeMissing()
    others = [person for person in people if person != by.actor_id]
    if others:
        db.execute(
            f"""
            insert into person_look
                (look_id, person_id, looked_at, actor_id, channel, authority_id, purpose, unmasked, reason)
            select {identifier_beside("person_id")}, person_id, %s, %s, %s, %s, %s, %s, %s
            from unnest(%s::bigint[]) as person_id
            """,
            [now, by.actor_id, by.channel, by.authority_id, purpose, list(unmasked), reason, array_of(others)],
        )


def record_look_at_till(
    db: Connection[Any], *, person_id: int, institution_no: int, operator: str, purpose: str, now: datetime
) -> None:
    """Write down that an institution was told who this person is and what she may spend; one statement.

    operator: who sat at the till, in the institution's own words.
    """
    db.execute(
        f"""
        insert into person_look
            (look_id, person_id, looked_at, actor_id, channel, authority_id, purpose, institution_no, operator)
        select {identifier_beside("person_id")}, person_id, %s, 0, '{TILL}', 0, %s, %s, %s
        from (values (%s::bigint)) as asked (person_id)
        """,
        [now, purpose, institution_no, operator, person_id],
    )


def list_looks(db: Connection[Any], *, person_id: int, before: int | None = None, limit: int = 20) -> list[Look]:
    """A page of who looked at a person, newest first. before: the last of the page before."""
    # Who serves somebody together with her agent acts on the agent's authority; the role is then any of her own.
    return fetch(
        db,
        Look,
        """
        select look_id, looked_at, actor_id, channel, purpose, unmasked, reason, institution_no, role, region
        from person_look
        left join lateral (
            select role, region
            from staff_grant
            where staff_id = actor_id
            order by grant_id = authority_id desc, grant_id
            limit 1
        ) as staff on true
        where person_id = %s
        and look_id < coalesce(%s, 9223372036854775807)
        order by look_id desc
        limit %s
        """,
        [person_id, before, limit],
    )
