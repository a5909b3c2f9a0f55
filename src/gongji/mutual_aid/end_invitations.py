"""Let invitations end that nobody has answered, on either side: a record goes into another, a marriage ends (R-12)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit
from gongji.audit import By, Fact, Happening
from gongji.ground.identifiers import new_identifiers
from gongji.ground.rows import fetch
from gongji.kinship import NearRelative
from gongji.mutual_aid.invitation import INVITATION_COLUMNS, Invitation, close_invitations

SPOUSE = NearRelative.SPOUSE


def open_invitations(db: Connection[Any], *, person_id: int) -> list[Invitation]:
    """What a person has asked or was asked and is not answered yet, by identifier."""
    return fetch(
        db,
        Invitation,
        f"""
        select {INVITATION_COLUMNS}
        from aid_invitation
        where (donor_id = %s or beneficiary_id = %s)
        and state in ('kin_check', 'pending')
        order by invitation_id
        """,
        [person_id, person_id],
    )


def end_invitations(db: Connection[Any], *, person_id: int, now: datetime, by: By, spouse_id: int | None = None) -> int:
    """Withdraw them all; how many. The caller holds both sides of each. They can be made anew by who lives on.

    spouse_id: only those by which one of the two is asked as the other's spouse.
    """
    ended = open_invitations(db, person_id=person_id)
    if spouse_id is not None:
        ended = [one for one in ended if one.relation == SPOUSE and spouse_id in (one.donor_id, one.beneficiary_id)]
    close_invitations(db, ended, state="withdrawn", now=now)
    identifiers = new_identifiers(db, cells=[invitation.cell for invitation in ended])
    happening = Happening.INVITATION_WITHDRAWN
    audit.record(
        db,
        [
            Fact(fact_id, happening, invitation.invitation_id, now, by=by)
            for fact_id, invitation in zip(identifiers, ended, strict=True)
        ],
    )
    return len(ended)
