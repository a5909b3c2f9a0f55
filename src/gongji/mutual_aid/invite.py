"""Invite a relative to spend of one's account: everything is checked now, and nothing moves yet (R-08, R-11)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from gongji import audit, kinship, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.ground.value import value
from gongji.kinship import Claim, Evidence, Finding, Relative
from gongji.mutual_aid.answer import expire
from gongji.mutual_aid.create import require_insured_pair
from gongji.mutual_aid.invitation import Invitation, InvitationExists, write_invitations
from gongji.mutual_aid.purse import require_limit, require_purse
from gongji.mutual_aid.quota import WHOLE, Use
from gongji.mutual_aid.standing import Standing, look
from gongji.mutual_aid.whole_balance import require_whole_balance
from gongji.work_items import WorkItem, open_item

KINSHIP_REVIEW = "KINSHIP_REVIEW"


@value
class InvitationAsked:
    """Whom a donor invites, as what, and to what quota. evidence: what registers answered, asked by the door.

    limit_fen: 0 for a whole balance.
    """

    donor_id: int
    beneficiary_id: int
    claim: Claim
    evidence: Evidence
    limit_fen: int
    period_type: str
    uses: Use
    auto_renew: bool = False


def invite(
    db: Connection[Any], *, asked: Sequence[InvitationAsked], now: datetime, policy: PolicySet, by: By
) -> list[Invitation | Refusal]:
    """Invite, in order; a refusal never fails its neighbours. A doubtful kinship waits for staff (R-06).

    Refuses what `create_relations` and `set_quotas` would refuse, so that nobody is asked in vain; besides
    KinNotConfirmed, KinUnknown (R-07), KinContradiction (X-04), InvitationExists. One that nobody answered in time ends
    here, where the job that ends them has not been yet (R-11).
    """
    everybody = {person for one in asked for person in (one.donor_id, one.beneficiary_id)}
    locked = ledger.lock(db, spenders=everybody)
    standing = look(db, everybody, locked, judging=everybody)
    open_pairs = _open_pairs(db, {(one.donor_id, one.beneficiary_id) for one in asked}, now, by)
    identifiers = new_identifiers(db, cells=[cell_of(one.beneficiary_id) for one in asked])
    answers: list[Invitation | Refusal] = []
    for one, invitation_id in zip(asked, identifiers, strict=True):
        try:
            if (one.donor_id, one.beneficiary_id) in open_pairs:
                raise InvitationExists()
            finding = _judge(db, one, standing, now, policy)
            answers.append(_decide(one, standing, finding, invitation_id, now, policy))
            open_pairs.add((one.donor_id, one.beneficiary_id))
            if finding.doubt:
                _ask_staff(db, one, standing, finding, invitation_id, now, policy)
        except Refusal as refused:
            answers.append(refused)
    invited = [answer for answer in answers if isinstance(answer, Invitation)]
    write_invitations(db, invited)
    facts = [Fact(i.invitation_id, Happening.RELATIVE_INVITED, i.invitation_id, now, by=by) for i in invited]
    audit.record(db, facts)
    return answers


def _decide(
    one: InvitationAsked,
    standing: Standing,
    finding: Finding,
    invitation_id: int,
    now: datetime,
    policy: PolicySet,
) -> Invitation:
    require_limit(one.limit_fen, one.period_type)
    pool = _require_pool(one, standing, finding.evidence, now, policy)
    return Invitation(
        cell=cell_of(invitation_id),
        invitation_id=invitation_id,
        donor_id=one.donor_id,
        beneficiary_id=one.beneficiary_id,
        relation=one.claim.relation,
        evidence=finding.evidence,
        limit_fen=one.limit_fen,
        period_type=one.period_type,
        uses=one.uses,
        auto_renew=one.auto_renew,
        state="kin_check" if finding.doubt else "pending",
        invited_at=now,
        expires_at=None if finding.doubt else consent_until(now, pool=pool, policy=policy),
    )


def _require_pool(one: InvitationAsked, standing: Standing, evidence: str, now: datetime, policy: PolicySet) -> int:
    """The pool of the donor's account, which can give what is asked for."""
    donor = standing.insured.get(one.donor_id, {})
    accounts = standing.accounts.get(one.donor_id, [])
    if one.period_type == WHOLE:
        beneficiary = standing.insured.get(one.beneficiary_id, {})
        return require_whole_balance(evidence, donor, beneficiary, accounts, day=beijing_day(now), policy=policy)
    purse = require_purse(
        evidence,
        donor,
        accounts,
        {account.account_id: account.balance_fen for account in accounts},
        limit_fen=one.limit_fen,
        more_fen=one.limit_fen,
        # The relation begins with this quota.
        spent_fen=0,
        day=beijing_day(now),
        policy=policy,
    )
    return purse[0].book


def consent_until(now: datetime, *, pool: int, policy: PolicySet) -> datetime:
    """Until when an invitation that is sent now can be answered (R-11)."""
    return now + timedelta(hours=policy.value("relation.consent_hours", pool=pool, on=beijing_day(now)))


def _judge(db: Connection[Any], one: InvitationAsked, standing: Standing, now: datetime, policy: PolicySet) -> Finding:
    pools = require_insured_pair(one.donor_id, one.beneficiary_id, standing, now, policy)
    day = beijing_day(now)
    kinship.record_facts(db, facts=one.evidence.facts, now=now, policy=policy, pool=pools.donor)
    donor, beneficiary = (
        Relative(person.person_id, person.born_on, person.sex)
        for person in (standing.people[one.donor_id], standing.people[one.beneficiary_id])
    )
    kinship.require_consistent(
        one.donor_id,
        one.beneficiary_id,
        one.claim.relation,
        known=standing.kin.get(one.donor_id, set()) | standing.kin.get(one.beneficiary_id, set()),
        parents_at_most=policy.value("kinship.parents_at_most", pool=pools.donor, on=day),
    )
    family = kinship.find_family(db, people=[one.donor_id, one.beneficiary_id], on=day)
    return kinship.judge(one.claim, one.evidence, family, donor, beneficiary, policy=policy, pool=pools.donor, on=day)


def _ask_staff(
    db: Connection[Any],
    one: InvitationAsked,
    standing: Standing,
    finding: Finding,
    invitation_id: int,
    now: datetime,
    policy: PolicySet,
) -> None:
    """The donor's pool looks into a doubtful kinship (R-06, A-04)."""
    pool = standing.accounts[one.donor_id][0].book
    open_item(db, WorkItem(KINSHIP_REVIEW, pool, invitation_id, {"doubt": finding.doubt}), now=now, policy=policy)


def _open_pairs(db: Connection[Any], pairs: set[tuple[int, int]], now: datetime, by: By) -> set[tuple[int, int]]:
    """Those of these (donor, beneficiary) with an invitation that can still be answered; the time of others is over."""
    rows = db.execute(
        """
        select donor_id, beneficiary_id, invitation_id, coalesce(expires_at <= %s, false)
        from aid_invitation
        where cell = any(%s::smallint[])
        and beneficiary_id = any(%s::bigint[])
        and state in ('kin_check', 'pending')
        """,
        [now, *cells_and({beneficiary_id for _, beneficiary_id in pairs})],
    )
    found = [(tuple(pair), invitation_id, is_over) for *pair, invitation_id, is_over in rows if tuple(pair) in pairs]
    over = [invitation_id for _, invitation_id, is_over in found if is_over]
    if over:
        expire(db, invitation_ids=over, now=now, by=By(0, by.channel))
    return {pair for pair, _, is_over in found if not is_over}
