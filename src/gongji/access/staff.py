"""Members of staff and what they may do where."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.access.caller import Grant, Role
from gongji.ground.identifiers import new_identifiers
from gongji.ground.rows import fetch

# Staff belong to no cell of people.
STAFF_CELL = 0


def enter_staff(db: Connection[Any], *, login: str) -> int:
    """The member of staff with this login, entered if new."""
    (staff_id,) = new_identifiers(db, cells=[STAFF_CELL])
    row = db.execute(
        """
        insert into staff (staff_id, login)
        values (%s, %s)
        on conflict (login) do update
        set login = excluded.login
        returning staff_id
        """,
        [staff_id, login],
    ).fetchone()
    assert row
    return int(row[0])


def grant_role(
    db: Connection[Any],
    *,
    staff_id: int,
    role: Role,
    region: int,
    now: datetime,
    institution_no: int | None = None,
) -> Grant:
    """Let somebody of the staff do this there; the same again is the same grant.

    institution_no: whom an INSTITUTION speaks for, and nobody else; region: its pool.
    """
    wanted = (role.value, region, institution_no)
    for standing in find_grants(db, staff_id=staff_id):
        if (standing.role, standing.region, standing.institution_no) == wanted:
            return standing
    (grant_id,) = new_identifiers(db, cells=[STAFF_CELL])
    db.execute(
        """
        insert into staff_grant (grant_id, staff_id, role, region, institution_no, granted_at)
        values (%s, %s, %s, %s, %s, %s)
        """,
        [grant_id, staff_id, *wanted, now],
    )
    return Grant(grant_id, *wanted)


def find_grants(db: Connection[Any], *, staff_id: int) -> list[Grant]:
    """What a member of staff may do now."""
    return fetch(
        db,
        Grant,
        """
        select grant_id, role, region, institution_no
        from staff_grant
        where staff_id = %s
        and ended_at is null
        order by grant_id
        """,
        [staff_id],
    )
