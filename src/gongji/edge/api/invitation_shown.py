"""Invitations as either side may see them (R-08, R-11)."""

from datetime import datetime

import msgspec

from gongji.edge.api.shown import Identifier, Yuan
from gongji.edge.api.uses import uses_shown
from gongji.ground.money import yuan_of
from gongji.ground.refusal import Refusal
from gongji.mutual_aid import WHOLE, Accepted, Invitation


class InvitationShown(msgspec.Struct):
    """state: kin_check, kin_rejected, pending, accepted, refused, withdrawn or expired.

    limit: None for period WHOLE.
    """

    invitation_id: Identifier
    relation: str
    state: str
    limit: Yuan | None
    period: str
    uses: list[str]
    invited_at: datetime
    expires_at: datetime | None
    relation_id: Identifier | None = None


class InvitationListed(msgspec.Struct):
    """An invitation with the other side's name, masked."""

    invitation: InvitationShown
    with_whom: str


class InvitationPage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    invitations: list[InvitationListed]
    after: Identifier | None


class AcceptanceShown(msgspec.Struct):
    """quota_id: None where the donor no longer had as much; quota_refused then says why."""

    invitation: InvitationShown
    relation_id: Identifier
    quota_id: Identifier | None
    quota_refused: str = ""


def shown(invitation: Invitation) -> InvitationShown:
    """An invitation as either side may see it."""
    return InvitationShown(
        invitation_id=str(invitation.invitation_id),
        relation=f"{invitation.relation:02d}",
        state=invitation.state,
        limit=None if invitation.period_type == WHOLE else yuan_of(invitation.limit_fen),
        period=invitation.period_type,
        uses=uses_shown(invitation.uses),
        invited_at=invitation.invited_at,
        expires_at=invitation.expires_at,
        relation_id=str(invitation.relation_id) if invitation.relation_id else None,
    )


def acceptance_shown(answer: Accepted) -> AcceptanceShown:
    """What her yes led to."""
    relation_id = str(answer.relation.relation_id)
    if isinstance(answer.quota, Refusal):
        return AcceptanceShown(shown(answer.invitation), relation_id, None, answer.quota.code)
    return AcceptanceShown(shown(answer.invitation), relation_id, str(answer.quota.quota_id))
