"""Setting a quota sets the same amount aside in the donor's account (Q-01 … Q-05, P-06, R-07, R-13)."""

from datetime import date
from typing import Any

import pytest

from gongji import mutual_aid
from gongji.audit import Happening
from gongji.ground.identifiers import cell_of
from gongji.ground.money import AmountInvalid
from gongji.ground.refusal import Refusal
from gongji.insured import NoPersonalAccount
from gongji.kinship import NearRelative
from gongji.mutual_aid import (
    ALL_USES,
    DonorPaused,
    KinCeiling,
    PersonalAccountInsufficient,
    Quota,
    QuotaAsked,
    QuotaExists,
    RelationNotActive,
    RelationUnknown,
    Use,
)
from tests.mutual_aid.books import buckets, changes, credit, happened, journal, policy_of_pool, spent
from tests.world import PILLS, XIAMEN, World

PARENT, SIBLING = NearRelative.PARENT, NearRelative.SIBLING


def ask(world: World, *wishes: tuple[int, int], **more: Any) -> list[Quota | Refusal]:
    """Answers to wishes of (relation_id, limit in fen)."""
    period, uses = more.get("period", "OPEN"), more.get("uses", ALL_USES)
    asked = [QuotaAsked(relation_id, limit, period, uses) for relation_id, limit in wishes]
    return mutual_aid.set_quotas(world.db, asked=asked, now=world.now, policy=world.policy)


def son_and_mother(world: World, account: int = 30_000_00, evidence: str = "verified") -> tuple[int, int]:
    """A donor with that much in his account, and his relation to his mother."""
    son = world.employee("陈一", account=account)
    return son, world.relate(son, world.resident("林二"), PARENT, evidence=evidence)


def test_o_02_ten_thousand_yuan_are_set_aside_and_stay_the_sons(world: World) -> None:
    son, mother = world.employee("陈一", account=30_000_00), world.resident("林二")
    quota = world.share(son, mother, PARENT, 10_000_00)
    assert (world.own(son), world.remaining(quota), spent(world, quota)) == (20_000_00, 10_000_00, 0)
    assert journal(world, quota.quota_id) == {("carried", "quota of carried"): 10_000_00}
    assert happened(world, quota.quota_id) == [Happening.QUOTA_SET]
    assert changes(world, quota) == []
    rows = world.db.execute(
        "select cell, book, owner_id, spender_id from account where subject_id = %s", [quota.quota_id]
    )
    assert rows.fetchall() == [(cell_of(mother), XIAMEN, son, mother)]


def test_what_is_answered_is_what_stands(world: World) -> None:
    son, mother = world.employee("陈一", account=30_000_00), world.resident("林二")
    quota = world.share(son, mother, PARENT, 10_000_00, uses=Use.VISIT | Use.PHARMACY, period="ANNUAL")
    assert mutual_aid.find_quotas(world.db, beneficiaries=[mother, son]) == {mother: [quota]}
    assert mutual_aid.quotas_by_id(world.db, quota_ids=[quota.quota_id]) == {quota.quota_id: quota}
    assert (quota.donor_pool, quota.uses) == (XIAMEN, Use.VISIT | Use.PHARMACY)


@pytest.mark.parametrize(("period", "last"), [("ANNUAL", date(2026, 12, 31)), ("OPEN", date(2099, 12, 31))])
def test_an_annual_quota_is_over_with_the_year_and_an_open_one_is_not(world: World, period: str, last: date) -> None:
    """Q-05, D-04."""
    _, relation = son_and_mother(world)
    (quota,) = ask(world, (relation, 100_00), period=period)
    assert isinstance(quota, Quota)
    assert quota.covers(date(2026, 11, 5))
    assert quota.covers(last)
    assert not quota.covers(date(2026, 11, 4))
    assert quota.covers(date(2027, 1, 1)) == (period == "OPEN")


def test_all_of_the_account_may_be_shared_and_not_a_fen_more(world: World) -> None:
    """Q-02."""
    son, relation = son_and_mother(world, account=1_000_00)
    assert ask(world, (relation, 1_000_01)) == [PersonalAccountInsufficient(available_fen=1_000_00, asked_fen=1_000_01)]
    assert isinstance(ask(world, (relation, 1_000_00))[0], Quota)
    assert world.own(son) == 0


def test_what_is_set_aside_for_one_relative_is_not_there_for_another(world: World) -> None:
    """Q-11: also within one list."""
    son, mother = world.employee("陈一", account=1_000_00), world.resident("林二")
    to_mother = world.relate(son, mother, PARENT)
    to_sister = world.relate(son, world.resident("陈二", born=date(1985, 1, 1)), SIBLING)
    answers = ask(world, (to_mother, 600_00), (to_sister, 400_01), (to_sister, 400_00))
    assert [type(answer) for answer in answers] == [Quota, PersonalAccountInsufficient, Quota]
    assert answers[1] == PersonalAccountInsufficient(available_fen=400_00, asked_fen=400_01)
    assert world.own(son) == 0


def test_two_quotas_of_one_donor_are_spent_independently(world: World) -> None:
    """Q-11."""
    son = world.employee("陈一", account=1_000_00)
    mother, sister = world.resident("林二"), world.resident("陈二", born=date(1985, 1, 1))
    hers, the_sisters = world.share(son, mother, PARENT, 600_00), world.share(son, sister, SIBLING, 400_00)
    bought = world.buy(mother, (PILLS, 700_00))
    assert bought.settlement.aid_fen == 600_00
    assert (world.remaining(hers), world.remaining(the_sisters), world.own(son)) == (0, 400_00, 0)
    assert world.buy(sister, (PILLS, 50_00)).settlement.aid_fen == 50_00


def test_the_carried_over_bucket_is_set_aside_first(world: World) -> None:
    """P-06."""
    son, relation = son_and_mother(world, account=300_00)
    credit(world, son, 200_00)
    (quota,) = ask(world, (relation, 400_00))
    assert isinstance(quota, Quota)
    assert buckets(world, son) == {"carried": 0, "current": 100_00}
    assert journal(world, quota.quota_id) == {
        ("carried", "quota of carried"): 300_00,
        ("current", "quota of current"): 100_00,
    }


def test_a_pool_that_shares_only_what_was_carried_over_leaves_this_years_credits_alone(world: World) -> None:
    """P-06: Zhejiang."""
    world.policy = policy_of_pool(XIAMEN, account__shareable_buckets=["carried"])
    son, relation = son_and_mother(world, account=300_00)
    credit(world, son, 200_00)
    assert ask(world, (relation, 300_01)) == [PersonalAccountInsufficient(available_fen=300_00, asked_fen=300_01)]
    assert isinstance(ask(world, (relation, 300_00))[0], Quota)
    assert buckets(world, son) == {"carried": 0, "current": 200_00}


@pytest.mark.parametrize("limit", [0, -1])
def test_a_quota_is_more_than_nothing(world: World, limit: int) -> None:
    _, relation = son_and_mother(world)
    (refused,) = ask(world, (relation, limit))
    assert isinstance(refused, AmountInvalid)


def test_a_relation_nobody_knows_has_no_quota(world: World) -> None:
    assert ask(world, (1, 100_00)) == [RelationUnknown()]


@pytest.mark.parametrize("state", ["suspended", "dissolved"])
def test_a_relation_that_is_not_active_gets_no_quota(world: World, state: str) -> None:
    _, relation = son_and_mother(world)
    world.db.execute("update aid_relation set state = %s where relation_id = %s", [state, relation])
    assert ask(world, (relation, 100_00)) == [RelationNotActive(state=state)]


def test_a_relation_has_one_quota_at_a_time(world: World) -> None:
    """Q-01: the next is raised or lowered; after it is closed another may be set."""
    son, relation = son_and_mother(world)
    quota, refused = ask(world, (relation, 100_00), (relation, 200_00))
    assert refused == QuotaExists()
    assert ask(world, (relation, 200_00)) == [QuotaExists()]
    assert isinstance(quota, Quota)
    mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy)
    assert isinstance(ask(world, (relation, 200_00))[0], Quota)
    assert world.own(son) == 29_800_00


@pytest.mark.parametrize("evidence", ["declared", "unknown"])
def test_until_kinship_is_verified_the_quota_has_a_ceiling(world: World, evidence: str) -> None:
    """R-07, D-11."""
    _, relation = son_and_mother(world, evidence=evidence)
    assert ask(world, (relation, 2_000_01)) == [KinCeiling(ceiling_fen=2_000_00)]
    assert isinstance(ask(world, (relation, 2_000_00))[0], Quota)


def close(world: World, quota: object) -> None:
    assert isinstance(quota, Quota), quota
    mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy)


def test_r_07_a_quota_that_is_closed_and_set_again_gets_no_second_ceiling(world: World) -> None:
    son, relation = son_and_mother(world, evidence="declared")
    mother = mutual_aid.find_relations_by_id(world.db, relation_ids=[relation])[relation].beneficiary_id
    (first,) = ask(world, (relation, 2_000_00))
    world.buy(mother, (PILLS, 1_200_00))
    close(world, first)
    assert ask(world, (relation, 800_01)) == [KinCeiling(ceiling_fen=800_00)]
    (second,) = ask(world, (relation, 500_00))
    assert isinstance(second, Quota)
    with pytest.raises(KinCeiling):
        mutual_aid.raise_quota(world.db, quota_id=second.quota_id, limit_fen=800_01, now=world.now, policy=world.policy)
    mutual_aid.raise_quota(world.db, quota_id=second.quota_id, limit_fen=800_00, now=world.now, policy=world.policy)
    world.buy(mother, (PILLS, 800_00))
    close(world, second)
    assert ask(world, (relation, 1)) == [KinCeiling(ceiling_fen=0)]
    # Another relation of his has a ceiling of its own, and so has the new year.
    father = world.relate(son, world.resident("陈父", sex=1), PARENT, evidence="declared")
    assert isinstance(ask(world, (father, 2_000_00))[0], Quota)
    world.now = world.now.replace(year=2027)
    assert isinstance(ask(world, (relation, 2_000_00))[0], Quota)


def test_r_07_what_was_spent_in_the_year_that_ended_counts_no_more(world: World) -> None:
    _, relation = son_and_mother(world, evidence="declared")
    mother = mutual_aid.find_relations_by_id(world.db, relation_ids=[relation])[relation].beneficiary_id
    assert isinstance(ask(world, (relation, 2_000_00), period="ANNUAL")[0], Quota)
    world.buy(mother, (PILLS, 1_200_00))
    world.now = world.now.replace(year=2027, month=1)
    # It ends only now, when the next one is asked for.
    assert isinstance(ask(world, (relation, 2_000_00), period="ANNUAL")[0], Quota)


def test_r_07_verified_kin_may_close_and_set_as_often_as_they_like(world: World) -> None:
    _, relation = son_and_mother(world)
    mother = mutual_aid.find_relations_by_id(world.db, relation_ids=[relation])[relation].beneficiary_id
    (first,) = ask(world, (relation, 2_000_00))
    world.buy(mother, (PILLS, 2_000_00))
    close(world, first)
    assert isinstance(ask(world, (relation, 2_000_00))[0], Quota)


def test_while_contributions_pause_no_quota_is_set(world: World) -> None:
    """R-13."""
    son, relation = son_and_mother(world)
    world.db.execute("update insured_relation set status = 2 where person_id = %s", [son])
    assert ask(world, (relation, 100_00)) == [DonorPaused()]


@pytest.mark.parametrize("status", [0, 3, 4])
def test_who_is_no_longer_insured_sets_no_quota(world: World, status: int) -> None:
    """R-01."""
    son, relation = son_and_mother(world)
    world.db.execute("update insured_relation set status = %s where person_id = %s", [status, son])
    assert ask(world, (relation, 100_00)) == [NoPersonalAccount()]
    assert world.own(son) == 30_000_00


def test_a_single_quota_raises_its_refusal(world: World) -> None:
    with pytest.raises(RelationUnknown):
        mutual_aid.set_quota(
            world.db, asked=QuotaAsked(1, 100_00, "OPEN", ALL_USES), now=world.now, policy=world.policy
        )
