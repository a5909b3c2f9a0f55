"""Whom news of an invitation concerns (R-08, R-11)."""

from collections.abc import Collection, Sequence
from typing import Any

from psycopg import Connection

from gongji.audit import Happening
from gongji.ground.identifiers import array_of, cells_and
from gongji.mutual_aid import Invitation, find_invitations
from gongji.mutual_aid.invite import KINSHIP_REVIEW
from gongji.mutual_aid.quota import WHOLE
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Case, Side

# Notices of these tell what is set aside, of which a whole balance has nothing.
NAME_A_LIMIT = (Happening.RELATIVE_INVITED, Happening.KINSHIP_CONFIRMED, Happening.INVITATION_ACCEPTED)


def about_invitations(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """Both sides of each; a relative is asked only when staff, where they look into the kinship, are done (R-06)."""
    found = find_invitations(db, invitation_ids={one.subject_id for one in heard})
    unasked = _unasked(db, found)
    with_quota = _with_quota(db, {i.relation_id for i in found.values() if i.relation_id is not None})
    concerns = []
    for one in heard:
        invitation = found[one.subject_id]
        case = _case(one.happening, invitation, unasked, with_quota)
        said: dict[str, Any] = {"whole": True} if _is_whole(invitation) else {"limit_fen": invitation.limit_fen}
        if invitation.expires_at is not None:
            said["until"] = invitation.expires_at.isoformat()
        for side, person, other in (
            (Side.DONOR, invitation.donor_id, invitation.beneficiary_id),
            (Side.BENEFICIARY, invitation.beneficiary_id, invitation.donor_id),
        ):
            concerns.append(Concern(one, side, person, {"people": [str(other)], **said}, case))
    return concerns


def _case(
    happening: Happening, invitation: Invitation, unasked: Collection[tuple[int, Happening]], with_quota: set[int]
) -> Case:
    if happening is Happening.INVITATION_ACCEPTED and invitation.relation_id not in with_quota:
        return Case.NO_WHOLE if _is_whole(invitation) else Case.NO_QUOTA
    if (invitation.invitation_id, happening) in unasked:
        return Case.UNDER_REVIEW
    return Case.WHOLE if _is_whole(invitation) and happening in NAME_A_LIMIT else Case.PLAIN


def _is_whole(invitation: Invitation) -> bool:
    return invitation.period_type == WHOLE


def _unasked(db: Connection[Any], invitation_ids: Collection[int]) -> set[tuple[int, Happening]]:
    """Invitations the relative did not get when they were sent, and those she never got, each with that happening."""
    rows = db.execute(
        """
        select subject_id, outcome
        from work_item
        where kind = %s
        and subject_id = any(%s::bigint[])
        """,
        [KINSHIP_REVIEW, array_of(invitation_ids)],
    ).fetchall()
    sent = {(invitation_id, Happening.RELATIVE_INVITED) for invitation_id, _ in rows}
    return sent | {(i, Happening.INVITATION_WITHDRAWN) for i, outcome in rows if outcome != "confirmed"}


def _with_quota(db: Connection[Any], relation_ids: Collection[int]) -> set[int]:
    """Relations that have a quota, or had one."""
    where = cells_and(relation_ids)
    rows = db.execute(
        """
        select relation_id
        from quota
        where cell = any(%s::smallint[])
        and relation_id = any(%s::bigint[])
        and state = 'active'
        union
        select relation_id
        from quota_change
        where cell = any(%s::smallint[])
        and relation_id = any(%s::bigint[])
        """,
        [*where, *where],
    )
    return {row[0] for row in rows.fetchall()}
