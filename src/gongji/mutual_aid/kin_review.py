"""Staff decide a kinship that was doubtful: the relative is asked now, or the invitation ends (R-06, R-07)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.value import replace
from gongji.insured import find_relations
from gongji.mutual_aid.invitation import (
    Invitation,
    InvitationOver,
    InvitationUnknown,
    close_invitations,
    find_invitations,
)
from gongji.mutual_aid.invite import KINSHIP_REVIEW, consent_until
from gongji.mutual_aid.purse import require_donor
from gongji.work_items import close_item, require_open_item


def close_kinship_review(
    db: Connection[Any], *, work_item_id: int, confirmed: bool, note: str, now: datetime, policy: PolicySet, by: By
) -> Invitation:
    """Close a review of kinship.

    confirmed: the kinship counts as verified, and the relative has the full time to answer. note: what was looked at,
    for the file; nothing personal. Refuses: WorkItemUnknown, WorkItemClosed, InvitationOver.
    """
    item = require_open_item(db, work_item_id=work_item_id, kind=KINSHIP_REVIEW)
    before = find_invitations(db, invitation_ids=[item.subject_id]).get(item.subject_id)
    if before is None:
        raise InvitationUnknown()
    ledger.lock(db, spenders={before.donor_id, before.beneficiary_id})
    invitation = find_invitations(db, invitation_ids=[item.subject_id])[item.subject_id]
    if invitation.state != "kin_check":
        raise InvitationOver(state=invitation.state)
    after = _confirm(db, invitation, now, policy) if confirmed else _reject(db, invitation, now)
    close_item(
        db, work_item_id=work_item_id, outcome="confirmed" if confirmed else "rejected", note=note, now=now, by=by
    )
    happening = Happening.KINSHIP_CONFIRMED if confirmed else Happening.KINSHIP_REJECTED
    (fact_id,) = new_identifiers(db, cells=[invitation.cell])
    audit.record(db, [Fact(fact_id, happening, invitation.invitation_id, now, by=by)])
    return after


def _confirm(db: Connection[Any], invitation: Invitation, now: datetime, policy: PolicySet) -> Invitation:
    donor = require_donor(find_relations(db, people=[invitation.donor_id]).get(invitation.donor_id, {}))
    until = consent_until(now, pool=donor.pool, policy=policy)
    db.execute(
        """
        update aid_invitation
        set state = 'pending', evidence = 'verified', expires_at = %s
        where cell = %s
        and invitation_id = %s
        """,
        [until, invitation.cell, invitation.invitation_id],
    )
    return replace(invitation, state="pending", evidence="verified", expires_at=until)


def _reject(db: Connection[Any], invitation: Invitation, now: datetime) -> Invitation:
    close_invitations(db, [invitation], state="kin_rejected", now=now)
    return replace(invitation, state="kin_rejected", answered_at=now)
