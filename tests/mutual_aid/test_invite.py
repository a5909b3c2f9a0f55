"""Invitations: asked, answered in time or not, by the right person, once (R-08, R-10, R-11)."""

from datetime import date, timedelta

import pytest

from gongji import mutual_aid
from gongji.audit import By, Happening
from gongji.ground.refusal import Refusal
from gongji.kinship import Claim, Evidence, FactKind, KinFact, Nature, NearRelative
from gongji.mutual_aid import ALL_USES, Accepted, Accepting, Invitation, InvitationAsked
from gongji.work_items import find_waiting
from tests.world import NOON, XIAMEN, World

PARENT, SPOUSE, SIBLING = NearRelative.PARENT, NearRelative.SPOUSE, NearRelative.SIBLING
DECLARED = Claim(PARENT, declared=True)
SILENT = Evidence("civil affairs")


def by(person: int) -> By:
    return By(person, "app")


@pytest.fixture
def son(world: World) -> int:
    return world.employee("陈一", account=30_000_00, sex=1)


@pytest.fixture
def mother(world: World) -> int:
    return world.resident("李秀兰")


def invite(
    world: World,
    donor: int,
    beneficiary: int,
    *,
    claim: Claim = DECLARED,
    evidence: Evidence = SILENT,
    limit: int = 1_000_00,
) -> Invitation | Refusal:
    asked = InvitationAsked(donor, beneficiary, claim, evidence, limit, "OPEN", ALL_USES)
    (answer,) = mutual_aid.invite(world.db, asked=[asked], now=world.now, policy=world.policy, by=by(donor))
    return answer


def invited(world: World, donor: int, beneficiary: int, **more) -> Invitation:
    answer = invite(world, donor, beneficiary, **more)
    assert isinstance(answer, Invitation), answer
    return answer


def accept(world: World, invitation: Invitation, *, who: int | None = None) -> Accepted | Refusal:
    beneficiary = who or invitation.beneficiary_id
    accepting = Accepting(invitation.invitation_id, beneficiary, by(beneficiary))
    (answer,) = mutual_aid.accept(world.db, accepting=[accepting], now=world.now, policy=world.policy)
    return answer


def code_of(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_nothing_moves_before_the_mother_agrees_and_then_the_quota_stands(world: World, son: int, mother: int) -> None:
    invitation = invited(world, son, mother)
    assert (invitation.state, invitation.expires_at) == ("pending", world.now + timedelta(hours=72))
    assert world.own(son) == 30_000_00
    accepted = accept(world, invitation)
    assert isinstance(accepted, Accepted)
    assert isinstance(accepted.quota, mutual_aid.Quota)
    assert (world.own(son), world.remaining(accepted.quota)) == (29_000_00, 1_000_00)
    assert accepted.relation.state == "active"


def test_e_01_an_invitation_nobody_answers_expires_after_72_hours_and_nothing_was_set_aside(
    world: World, son: int, mother: int
) -> None:
    invitation = invited(world, son, mother)
    world.later(hours=72)
    assert code_of(accept(world, invitation)) == "CONSENT_EXPIRED"
    over = mutual_aid.find_expired(world.db, now=world.now, limit=10)
    assert over == [invitation.invitation_id]
    clock = By(0, "job")
    assert mutual_aid.expire(world.db, invitation_ids=over, now=world.now, by=clock) == 1
    assert mutual_aid.expire(world.db, invitation_ids=over, now=world.now, by=clock) == 0
    assert world.own(son) == 30_000_00
    assert invited(world, son, mother).state == "pending"


def test_a_minute_before_the_time_is_over_the_invitation_can_be_accepted(world: World, son: int, mother: int) -> None:
    invitation = invited(world, son, mother)
    world.later(hours=71, minutes=59)
    assert isinstance(accept(world, invitation), Accepted)


def test_only_the_invited_relative_can_accept_or_refuse_and_only_the_donor_can_withdraw(
    world: World, son: int, mother: int
) -> None:
    invitation = invited(world, son, mother)
    number = invitation.invitation_id
    assert code_of(accept(world, invitation, who=son)) == "INVITATION_UNKNOWN"
    with pytest.raises(mutual_aid.InvitationUnknown):
        mutual_aid.refuse(world.db, invitation_id=number, beneficiary_id=son, now=world.now, by=by(son))
    with pytest.raises(mutual_aid.InvitationUnknown):
        mutual_aid.withdraw(world.db, invitation_id=number, donor_id=mother, now=world.now, by=by(mother))


@pytest.mark.parametrize("ending", ["refused", "withdrawn", "accepted"])
def test_what_is_answered_once_cannot_be_answered_again(world: World, son: int, mother: int, ending: str) -> None:
    invitation = invited(world, son, mother)
    number = invitation.invitation_id
    match ending:
        case "refused":
            mutual_aid.refuse(world.db, invitation_id=number, beneficiary_id=mother, now=world.now, by=by(mother))
        case "withdrawn":
            mutual_aid.withdraw(world.db, invitation_id=number, donor_id=son, now=world.now, by=by(son))
        case "accepted":
            accept(world, invitation)
    assert code_of(accept(world, invitation)) == "INVITATION_OVER"
    with pytest.raises(mutual_aid.InvitationOver):
        mutual_aid.withdraw(world.db, invitation_id=number, donor_id=son, now=world.now, by=by(son))


def test_the_same_acceptance_twice_in_one_batch_makes_one_relation(world: World, son: int, mother: int) -> None:
    invitation = invited(world, son, mother)
    twice = [Accepting(invitation.invitation_id, mother, by(mother))] * 2
    first, second = mutual_aid.accept(world.db, accepting=twice, now=world.now, policy=world.policy)
    assert isinstance(first, Accepted)
    assert code_of(second) == "INVITATION_OVER"
    assert world.own(son) == 29_000_00


def test_whoever_waits_for_an_answer_does_not_ask_again(world: World, son: int, mother: int) -> None:
    invited(world, son, mother)
    assert code_of(invite(world, son, mother)) == "INVITATION_EXISTS"


def test_r_11_after_72_hours_he_asks_again_at_once_whether_the_job_has_been_or_not(
    world: World, son: int, mother: int
) -> None:
    first = invited(world, son, mother)
    daughters = invited(world, world.employee("陈二", account=2_000_00), mother)
    world.later(hours=72, seconds=-1)
    assert code_of(invite(world, son, mother)) == "INVITATION_EXISTS"
    world.later(seconds=1)
    second = invited(world, son, mother, limit=500_00)
    rows = world.db.execute("select invitation_id, state, answered_at from aid_invitation order by invitation_id")
    assert rows.fetchall() == [
        (first.invitation_id, "expired", world.now),
        (daughters.invitation_id, "pending", None),
        (second.invitation_id, "pending", None),
    ]
    facts = world.db.execute("select subject_id, actor_id from fact where kind = %s", [Happening.INVITATION_EXPIRED])
    assert facts.fetchall() == [(first.invitation_id, 0)]
    # What the job finds is the daughter's alone.
    over = mutual_aid.find_expired(world.db, now=world.now, limit=10)
    assert over == [daughters.invitation_id]
    assert code_of(accept(world, first)) == "CONSENT_EXPIRED"
    assert isinstance(accept(world, second), Accepted)


def test_a_donor_who_spent_the_money_meanwhile_has_a_relation_without_a_quota(
    world: World, son: int, mother: int
) -> None:
    invitation = invited(world, son, mother, limit=1_500_00)
    other = invited(world, son, world.resident("王建国", born=date(1954, 1, 1), sex=1), limit=2_000_00)
    world.share(son, world.resident("陈二", born=date(2015, 1, 1)), NearRelative.CHILD, 29_000_00)
    accepted = accept(world, invitation)
    assert isinstance(accepted, Accepted)
    assert code_of(accepted.quota) == "PA_INSUFFICIENT"
    assert accepted.relation.state == "active"
    assert other.state == "pending"


@pytest.mark.parametrize(("limit", "code"), [(0, "AMOUNT_INVALID"), (-1, "AMOUNT_INVALID"), (2_000_01, "KIN_CEILING")])
def test_an_amount_is_checked_before_anybody_is_asked(
    world: World, son: int, mother: int, limit: int, code: str
) -> None:
    assert code_of(invite(world, son, mother, limit=limit)) == code


def test_more_than_there_is_cannot_be_promised(world: World, mother: int) -> None:
    poor = world.employee("陈三", account=500_00)
    assert code_of(invite(world, poor, mother, limit=500_01)) == "PA_INSUFFICIENT"


def test_a_register_that_knows_them_confirms_and_lifts_the_ceiling(world: World, son: int, mother: int) -> None:
    known = Evidence("civil affairs", knows=True, relation=PARENT)
    invitation = invited(world, son, mother, claim=Claim(PARENT), evidence=known, limit=10_000_00)
    assert invitation.evidence == "verified"


def test_a_fact_from_a_register_confirms_and_stays_for_the_next_relative(world: World, son: int, mother: int) -> None:
    sister = world.resident("陈芳", born=date(1988, 1, 1))
    facts = tuple(parent_of(mother, child) for child in (son, sister))
    invited(world, son, mother, claim=Claim(PARENT), evidence=Evidence("civil affairs", knows=True, facts=facts))
    invitation = invited(world, son, sister, claim=Claim(SIBLING), evidence=SILENT, limit=5_000_00)
    assert invitation.evidence == "verified"


def test_what_no_register_knows_needs_a_declaration(world: World, son: int, mother: int) -> None:
    refused = invite(world, son, mother, claim=Claim(PARENT))
    assert code_of(refused) == "KIN_UNKNOWN"
    assert invited(world, son, mother).evidence == "declared"


@pytest.mark.parametrize(
    "evidence",
    [Evidence("civil affairs", knows=True), Evidence("civil affairs", knows=True, relation=SPOUSE)],
    ids=["no relation", "another relation"],
)
def test_a_register_that_knows_better_refuses_whatever_is_declared(
    world: World, son: int, mother: int, evidence: Evidence
) -> None:
    assert code_of(invite(world, son, mother, evidence=evidence)) == "KIN_NOT_CONFIRMED"


def test_a_parent_thirteen_years_older_is_for_staff_to_look_at(world: World, son: int) -> None:
    young = world.resident("李小", born=date(1972, 5, 7))
    invitation = invited(world, son, young)
    assert (invitation.state, invitation.expires_at) == ("kin_check", None)
    assert code_of(accept(world, invitation)) == "KIN_UNDER_REVIEW"
    (item,) = find_waiting(world.db, pools=(XIAMEN, XIAMEN + 1))
    assert (item.kind, item.subject_id, item.detail) == (
        "KINSHIP_REVIEW", invitation.invitation_id, {"doubt": "generations_too_close"},
    )  # fmt: skip
    world.later(hours=100)
    pending = close(world, item.work_item_id, confirmed=True)
    assert (pending.state, pending.evidence) == ("pending", "verified")
    assert pending.expires_at == world.now + timedelta(hours=72)
    assert isinstance(accept(world, pending), Accepted)


def test_staff_who_find_nothing_end_the_invitation(world: World, son: int) -> None:
    young = world.resident("李小", born=date(1972, 5, 7))
    invitation = invited(world, son, young)
    (item,) = find_waiting(world.db, pools=(XIAMEN, XIAMEN + 1))
    assert close(world, item.work_item_id, confirmed=False).state == "kin_rejected"
    assert code_of(accept(world, invitation)) == "INVITATION_OVER"
    assert find_waiting(world.db, pools=(XIAMEN, XIAMEN + 1)) == []


def test_a_withdrawn_invitation_leaves_nothing_for_staff_to_decide(world: World, son: int) -> None:
    invitation = invited(world, son, world.resident("李小", born=date(1972, 5, 7)))
    (item,) = find_waiting(world.db, pools=(XIAMEN, XIAMEN + 1))
    mutual_aid.withdraw(world.db, invitation_id=invitation.invitation_id, donor_id=son, now=world.now, by=by(son))
    with pytest.raises(mutual_aid.InvitationOver):
        close(world, item.work_item_id, confirmed=True)


def test_a_step_mother_is_declared_and_looked_at(world: World, son: int, mother: int) -> None:
    invitation = invited(world, son, mother, claim=Claim(PARENT, declared=True, brought_up=True))
    assert (invitation.state, invitation.evidence) == ("kin_check", "declared")


def test_a_mother_younger_than_her_son_is_refused_at_once(world: World, son: int) -> None:
    assert code_of(invite(world, son, world.resident("李", born=date(1986, 1, 1)))) == "KIN_CONTRADICTION"


def parent_of(parent: int, child: int) -> KinFact:
    return KinFact(
        0, FactKind.PARENT, Nature.BIRTH, parent, child, "register", "civil affairs", date(1985, 5, 6), None, NOON
    )


def close(world: World, work_item_id: int, *, confirmed: bool) -> Invitation:
    return mutual_aid.close_kinship_review(
        world.db,
        work_item_id=work_item_id,
        confirmed=confirmed,
        note="household register seen",
        now=world.now,
        policy=world.policy,
        by=By(7, "counter"),
    )
