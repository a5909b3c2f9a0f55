"""Answer an invitation: accept, refuse, withdraw, or let it expire; one of them wins, the others are late (R-11)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.ground.value import replace, value
from gongji.kinship import NearRelative
from gongji.ledger import Locked
from gongji.mutual_aid.create import RelationAsked, create_relations
from gongji.mutual_aid.invitation import (
    Invitation,
    InvitationUnknown,
    close_invitations,
    find_invitations,
    require_pending,
)
from gongji.mutual_aid.quota import Quota, Use
from gongji.mutual_aid.relation import AidRelation
from gongji.mutual_aid.set_quota import QuotaAsked, set_quotas


@value
class Accepted:
    """What an accepted invitation became. quota: the refusal where the donor no longer has as much (Q-02)."""

    invitation: Invitation
    relation: AidRelation
    quota: Quota | Refusal


@value
class Accepting:
    """A beneficiary's yes. by: who said it, herself or who may act for her (A-06)."""

    invitation_id: int
    beneficiary_id: int
    by: By


def accept(
    db: Connection[Any], *, accepting: Sequence[Accepting], now: datetime, policy: PolicySet
) -> list[Accepted | Refusal]:
    """Accept invitations: relation and quota stand at once, in one transaction; in order, each by itself (R-08, Q-01).

    Refuses: InvitationUnknown, InvitationOver, ConsentExpired, KinUnderReview, and what `create_relations` refuses.
    Where only the quota is refused the relation stands without one, and the donor may set another.
    """
    locked, found = _lock_and_look(db, {one.invitation_id for one in accepting})
    answers: dict[int, Accepted | Refusal] = {}
    willing: dict[int, tuple[Invitation, By]] = {}
    for place, one in enumerate(accepting):
        try:
            invitation = _require_hers(found, one, now)
            willing[place] = invitation, one.by
            # The same again in one batch comes too late.
            found[one.invitation_id] = replace(invitation, state="accepted")
        except Refusal as refused:
            answers[place] = refused
    answers |= _carry_out(db, willing, locked, now, policy)
    accepted = {place: answer for place, answer in answers.items() if isinstance(answer, Accepted)}
    if accepted:
        close_invitations(db, [one.invitation for one in accepted.values()], state="accepted", now=now)
        acts = [(answer.invitation, accepting[place].by) for place, answer in accepted.items()]
        _record(db, Happening.INVITATION_ACCEPTED, acts, now)
    return [answers[place] for place in range(len(accepting))]


def _carry_out(
    db: Connection[Any], willing: Mapping[int, tuple[Invitation, By]], locked: Locked, now: datetime, policy: PolicySet
) -> dict[int, Accepted | Refusal]:
    """Create the relations, and set the quotas of those that could be."""
    asked = [_relation_asked(*each, now) for each in willing.values()]
    answered = create_relations(db, asked=asked, now=now, policy=policy, locked=locked)
    relations = dict(zip(willing, answered, strict=True))
    created = {place: relation for place, relation in relations.items() if isinstance(relation, AidRelation)}
    wanted = [_quota_asked(*willing[place], relation) for place, relation in created.items()]
    quotas = dict(zip(created, set_quotas(db, asked=wanted, now=now, policy=policy, locked=locked), strict=True))
    answers: dict[int, Accepted | Refusal] = {}
    for place, relation in relations.items():
        if isinstance(relation, Refusal):
            answers[place] = relation
        else:
            done = replace(willing[place][0], state="accepted", answered_at=now, relation_id=relation.relation_id)
            answers[place] = Accepted(done, relation, quotas[place])
    return answers


def refuse(db: Connection[Any], *, invitation_id: int, beneficiary_id: int, now: datetime, by: By) -> Invitation:
    """Say no to an invitation; the donor may ask again. Refuses as `accept` does."""
    invitation = _lock_and_look(db, {invitation_id})[1].get(invitation_id)
    if invitation is None or invitation.beneficiary_id != beneficiary_id:
        raise InvitationUnknown()
    return _close(db, require_pending(invitation, now=now), "refused", Happening.INVITATION_REFUSED, now, by)


def withdraw(db: Connection[Any], *, invitation_id: int, donor_id: int, now: datetime, by: By) -> Invitation:
    """Take an invitation back before it is answered, also while staff check the kinship (R-11)."""
    invitation = _lock_and_look(db, {invitation_id})[1].get(invitation_id)
    if invitation is None or invitation.donor_id != donor_id:
        raise InvitationUnknown()
    if invitation.state != "kin_check":
        require_pending(invitation, now=now)
    return _close(db, invitation, "withdrawn", Happening.INVITATION_WITHDRAWN, now, by)


def expire(db: Connection[Any], *, invitation_ids: Sequence[int], now: datetime, by: By) -> int:
    """Let those among these invitations end that nobody answered in time; how many did (R-11)."""
    over = [
        invitation
        for invitation in _lock_and_look(db, set(invitation_ids))[1].values()
        if invitation.state == "pending" and invitation.expires_at is not None and invitation.expires_at <= now
    ]
    if over:
        close_invitations(db, over, state="expired", now=now)
        _record(db, Happening.INVITATION_EXPIRED, [(invitation, by) for invitation in over], now)
    return len(over)


def find_expired(db: Connection[Any], *, now: datetime, after: int = 0, limit: int) -> list[int]:
    """Invitations whose time is over and that still stand as pending, by identifier from `after` on."""
    rows = db.execute(
        """
        select invitation_id
        from aid_invitation
        where state = 'pending'
        and expires_at <= %s
        and invitation_id > %s
        order by invitation_id
        limit %s
        """,
        [now, after, limit],
    )
    return [row[0] for row in rows.fetchall()]


def _lock_and_look(db: Connection[Any], invitation_ids: set[int]) -> tuple[Locked, dict[int, Invitation]]:
    """Look whom they concern, lock both sides of each, look again."""
    before = find_invitations(db, invitation_ids=invitation_ids)
    both = {person for one in before.values() for person in (one.donor_id, one.beneficiary_id)}
    return ledger.lock(db, spenders=both), find_invitations(db, invitation_ids=before)


def _require_hers(found: Mapping[int, Invitation], one: Accepting, now: datetime) -> Invitation:
    invitation = found.get(one.invitation_id)
    if invitation is None or invitation.beneficiary_id != one.beneficiary_id:
        raise InvitationUnknown()
    return require_pending(invitation, now=now)


def _relation_asked(invitation: Invitation, by: By, now: datetime) -> RelationAsked:
    return RelationAsked(
        invitation.donor_id,
        invitation.beneficiary_id,
        NearRelative(invitation.relation),
        invitation.evidence,
        donor_consented_at=invitation.invited_at,
        beneficiary_consented_at=now,
        kin_judged=True,
        by=by,
    )


def _quota_asked(invitation: Invitation, by: By, relation: AidRelation) -> QuotaAsked:
    return QuotaAsked(
        relation.relation_id,
        invitation.limit_fen,
        invitation.period_type,
        Use(invitation.uses),
        auto_renew=invitation.auto_renew,
        by=by,
    )


def _close(
    db: Connection[Any], invitation: Invitation, state: str, happening: Happening, now: datetime, by: By
) -> Invitation:
    close_invitations(db, [invitation], state=state, now=now)
    _record(db, happening, [(invitation, by)], now)
    return replace(invitation, state=state, answered_at=now)


def _record(db: Connection[Any], happening: Happening, done: Sequence[tuple[Invitation, By]], now: datetime) -> None:
    identifiers = new_identifiers(db, cells=[cell_of(invitation.invitation_id) for invitation, _ in done])
    facts = [
        Fact(fact_id, happening, invitation.invitation_id, now, by=by)
        for fact_id, (invitation, by) in zip(identifiers, done, strict=True)
    ]
    audit.record(db, facts)
