"""An invitation: what a donor wants to let a relative spend, until the relative has answered (R-10, R-11)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji.ground.copying import NULL, copy_rows, copy_time
from gongji.ground.identifiers import cell_of, cells_and
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import Asking, asked, fetch, question
from gongji.ground.updating import update_rows
from gongji.ground.value import columns_of, value


@value
class Invitation:
    """relation: what the beneficiary is to the donor (R-03). state: kin_check while staff look into the kinship,
    pending until it is accepted, refused, withdrawn or expired; kin_rejected by staff.
    """

    cell: int
    invitation_id: int
    donor_id: int
    beneficiary_id: int
    relation: int
    evidence: str
    limit_fen: int
    period_type: str
    uses: int
    auto_renew: bool
    state: str
    invited_at: datetime
    expires_at: datetime | None
    answered_at: datetime | None = None
    relation_id: int | None = None


INVITATION_COLUMNS = columns_of(Invitation)


@refusal
class InvitationUnknown(Refusal):
    """There is no such invitation, or it is somebody else's."""

    code: ClassVar[str] = "INVITATION_UNKNOWN"
    rule: ClassVar[str] = "R-10"


@refusal
class InvitationExists(Refusal):
    """The donor has invited the same relative, who has not answered yet."""

    code: ClassVar[str] = "INVITATION_EXISTS"
    rule: ClassVar[str] = "R-10"


@refusal
class InvitationOver(Refusal):
    """It was answered, or withdrawn, before (R-10)."""

    code: ClassVar[str] = "INVITATION_OVER"
    rule: ClassVar[str] = "R-10"
    state: str


@refusal
class ConsentExpired(Refusal):
    """Nobody answered within the time there was (R-11)."""

    code: ClassVar[str] = "CONSENT_EXPIRED"
    rule: ClassVar[str] = "R-11"


@refusal
class KinUnderReview(Refusal):
    """Staff are looking into the kinship; only then can it be answered (R-06)."""

    code: ClassVar[str] = "KIN_UNDER_REVIEW"
    rule: ClassVar[str] = "R-06"


@question
def find_invitations(db: Connection[Any], *, invitation_ids: Collection[int]) -> Asking[dict[int, Invitation]]:
    """Invitations in whatever state, by identifier."""
    rows = yield from asked(
        db,
        Invitation,
        f"""
        select {INVITATION_COLUMNS}
        from aid_invitation
        where cell = any(%s::smallint[])
        and invitation_id = any(%s::bigint[])
        """,
        cells_and(invitation_ids),
    )
    return {row.invitation_id: row for row in rows}


def list_invitations(
    db: Connection[Any], *, person_id: int, given: bool, after: int = 0, limit: int = 20
) -> list[Invitation]:
    """A page of the invitations a person sent (given) or got, by identifier, which is by age."""
    return fetch(
        db,
        Invitation,
        f"""
        select {INVITATION_COLUMNS}
        from aid_invitation
        where {"donor_id" if given else "beneficiary_id"} = %s
        and invitation_id > %s
        order by invitation_id
        limit %s
        """,
        [person_id, after, limit],
    )


def find_invitation_of(db: Connection[Any], *, beneficiary_id: int, relation_id: int) -> int | None:
    """The invitation a relation began with; None for one that was entered by an operator."""
    row = db.execute(
        """
        select invitation_id
        from aid_invitation
        where cell = %s
        and beneficiary_id = %s
        and relation_id = %s
        """,
        [cell_of(beneficiary_id), beneficiary_id, relation_id],
    ).fetchone()
    return None if row is None else int(row[0])


def require_pending(invitation: Invitation, *, now: datetime) -> Invitation:
    """An invitation that can be answered now; refuses InvitationOver, ConsentExpired (R-11), KinUnderReview."""
    if invitation.state == "kin_check":
        raise KinUnderReview()
    if invitation.state == "expired" or (invitation.state == "pending" and _is_over(invitation, now)):
        raise ConsentExpired()
    if invitation.state != "pending":
        raise InvitationOver(state=invitation.state)
    return invitation


def _is_over(invitation: Invitation, now: datetime) -> bool:
    return invitation.expires_at is not None and invitation.expires_at <= now


def write_invitations(db: Connection[Any], invitations: Sequence[Invitation]) -> None:
    """Add new invitations."""
    copy_rows(
        db,
        table="aid_invitation",
        columns=INVITATION_COLUMNS,
        lines=[
            f"{i.cell}\t{i.invitation_id}\t{i.donor_id}\t{i.beneficiary_id}\t{i.relation:d}\t{i.evidence}"
            f"\t{i.limit_fen}\t{i.period_type}\t{i.uses:d}\t{i.auto_renew:d}\t{i.state}\t{copy_time(i.invited_at)}"
            f"\t{copy_time(i.expires_at) if i.expires_at else NULL}\t{NULL}\t{NULL}\n"
            for i in invitations
        ],
    )


def close_invitations(db: Connection[Any], closed: Collection[Invitation], *, state: str, now: datetime) -> None:
    """Write how invitations ended, those that were accepted with their relation."""
    values = {one.invitation_id: (state, now, one.relation_id or 0) for one in closed}
    sets = "state = {text}, answered_at = {timestamptz}, relation_id = nullif({bigint}, 0)"
    update_rows(db, table="aid_invitation", key="invitation_id", sets=sets, values=values)
