"""Raise, lower and close: the difference moves at once, and Q-04 holds (Q-06 … Q-10, O-15, E-38)."""

from datetime import timedelta

import pytest

from gongji import mutual_aid
from gongji.audit import Happening
from gongji.ground.money import AmountInvalid
from gongji.insured import NoPersonalAccount
from gongji.kinship import NearRelative
from gongji.mutual_aid import (
    ALL_USES,
    DonorPaused,
    KinCeiling,
    PersonalAccountInsufficient,
    Quota,
    QuotaAsked,
    QuotaBelowUsed,
    QuotaChangedTooOften,
    QuotaUnknown,
    RelationNotActive,
)
from tests.mutual_aid.books import Change, buckets, changes, credit, policy_of_pool, spent
from tests.world import NOON, PILLS, XIAMEN, World

PARENT, SIBLING = NearRelative.PARENT, NearRelative.SIBLING


def family(world: World, account: int, limit: int) -> tuple[int, int, Quota]:
    """A donor with that much in his account before he set a quota for his mother."""
    son, mother = world.employee("陈一", account=account), world.resident("林二")
    return son, mother, world.share(son, mother, PARENT, limit)


def raise_to(world: World, quota: Quota, limit: int) -> Quota:
    return mutual_aid.raise_quota(
        world.db, quota_id=quota.quota_id, limit_fen=limit, now=world.now, policy=world.policy
    )


def lower_to(world: World, quota: Quota, limit: int) -> Quota:
    return mutual_aid.lower_quota(
        world.db, quota_id=quota.quota_id, limit_fen=limit, now=world.now, policy=world.policy
    )


def close(world: World, quota: Quota) -> Quota:
    return mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy)


def stands(world: World, quota: Quota) -> bool:
    """Whether the quota in the database is this one, and limit = used + remaining (Q-04)."""
    return mutual_aid.quotas_by_id(world.db, quota_ids=[quota.quota_id]) == {quota.quota_id: quota} and spent(
        world, quota
    ) == quota.limit_fen - world.remaining(quota)


def test_o_15_an_increase_takes_the_difference_from_the_account(world: World) -> None:
    son, _, quota = family(world, account=15_000_00, limit=10_000_00)
    raised = raise_to(world, quota, 12_000_00)
    assert (world.own(son), world.remaining(quota), raised.limit_fen) == (3_000_00, 12_000_00, 12_000_00)
    assert stands(world, raised)
    assert changes(world, quota) == [
        Change(10_000_00, 12_000_00, NOON.date(), Happening.QUOTA_RAISED, {("carried", "quota of carried"): 2_000_00})
    ]


def test_an_increase_fails_as_a_whole_when_the_account_is_short(world: World) -> None:
    """Q-06."""
    son, _, quota = family(world, account=15_000_00, limit=10_000_00)
    with pytest.raises(PersonalAccountInsufficient) as refused:
        raise_to(world, quota, 15_000_01)
    assert refused.value == PersonalAccountInsufficient(available_fen=5_000_00, asked_fen=5_000_01)
    assert (world.own(son), world.remaining(quota), changes(world, quota)) == (5_000_00, 10_000_00, [])
    assert stands(world, quota)


def test_an_increase_may_open_the_quota_for_another_bucket(world: World) -> None:
    """P-06."""
    son, _, quota = family(world, account=300_00, limit=100_00)
    credit(world, son, 200_00)
    raise_to(world, quota, 350_00)
    assert buckets(world, son) == {"carried": 0, "current": 150_00}
    assert changes(world, quota)[0].journal == {
        ("carried", "quota of carried"): 200_00,
        ("current", "quota of current"): 50_00,
    }


def test_an_increase_takes_only_buckets_the_pool_shares(world: World) -> None:
    son, _, quota = family(world, account=300_00, limit=100_00)
    credit(world, son, 200_00)
    world.policy = policy_of_pool(XIAMEN, account__shareable_buckets=["carried"])
    with pytest.raises(PersonalAccountInsufficient):
        raise_to(world, quota, 300_01)
    raise_to(world, quota, 300_00)
    assert buckets(world, son) == {"carried": 0, "current": 200_00}


def test_a_decrease_gives_the_difference_back_at_once(world: World) -> None:
    """Q-07."""
    son, mother, quota = family(world, account=15_000_00, limit=10_000_00)
    world.buy(mother, (PILLS, 3_200_00))
    lowered = lower_to(world, quota, 4_000_00)
    assert (world.own(son), world.remaining(quota)) == (11_000_00, 800_00)
    assert stands(world, lowered)
    assert changes(world, quota) == [
        Change(10_000_00, 4_000_00, NOON.date(), Happening.QUOTA_LOWERED, {("quota of carried", "carried"): 6_000_00})
    ]


def test_returns_go_to_the_bucket_they_came_from_carried_over_first(world: World) -> None:
    """P-06."""
    son, relation = world.employee("陈一", account=300_00), None
    credit(world, son, 200_00)
    quota = world.share(son, world.resident("林二"), PARENT, 400_00)
    assert relation is None
    lower_to(world, quota, 150_00)
    assert buckets(world, son) == {"carried": 250_00, "current": 100_00}
    lower_to(world, quota, 50_00)
    assert buckets(world, son) == {"carried": 300_00, "current": 150_00}
    assert changes(world, quota)[1].journal == {
        ("quota of carried", "carried"): 50_00,
        ("quota of current", "current"): 50_00,
    }


def test_a_limit_below_what_is_spent_is_refused(world: World) -> None:
    """Q-07."""
    son, mother, quota = family(world, account=1_000_00, limit=500_00)
    world.buy(mother, (PILLS, 320_00))
    with pytest.raises(QuotaBelowUsed) as refused:
        lower_to(world, quota, 319_99)
    assert refused.value == QuotaBelowUsed(used_fen=320_00, reserved_fen=0)
    assert (world.own(son), world.remaining(quota)) == (500_00, 180_00)
    assert stands(world, quota)


def test_a_quota_lowered_to_what_is_spent_pays_nothing_until_it_is_raised_or_refunded(world: World) -> None:
    """Q-07, Q-10: EXHAUSTED re-opens on increase or on refund."""
    _, mother, quota = family(world, account=1_000_00, limit=500_00)
    bought = world.buy(mother, (PILLS, 320_00))
    lower_to(world, quota, 320_00)
    assert world.buy(mother, (PILLS, 10_00)).settlement.cash_fen == 10_00
    raise_to(world, quota, 330_00)
    assert world.buy(mother, (PILLS, 10_00)).settlement.aid_fen == 10_00
    world.done(world.cancel(bought))
    assert world.remaining(quota) == 320_00
    assert world.buy(mother, (PILLS, 320_00)).settlement.aid_fen == 320_00


def test_a_refund_is_part_of_what_can_be_given_back(world: World) -> None:
    son, mother, quota = family(world, account=500_00, limit=500_00)
    bought = world.buy(mother, (PILLS, 320_00))
    world.done(world.cancel(bought))
    lowered = lower_to(world, quota, 0)
    assert (world.own(son), world.remaining(quota)) == (500_00, 0)
    assert stands(world, lowered)


@pytest.mark.parametrize("limit", [500_00, 499_99, 0, -1])
def test_raising_is_to_more_than_there_is(world: World, limit: int) -> None:
    _, _, quota = family(world, account=1_000_00, limit=500_00)
    with pytest.raises(AmountInvalid):
        raise_to(world, quota, limit)


@pytest.mark.parametrize("limit", [500_00, 500_01, -1])
def test_lowering_is_to_less_than_there_is_and_not_below_nothing(world: World, limit: int) -> None:
    _, _, quota = family(world, account=1_000_00, limit=500_00)
    with pytest.raises(AmountInvalid):
        lower_to(world, quota, limit)


def test_a_closed_quota_gives_everything_back_and_pays_nothing(world: World) -> None:
    son, mother, quota = family(world, account=1_000_00, limit=500_00)
    world.buy(mother, (PILLS, 320_00))
    closed = close(world, quota)
    assert (world.own(son), world.remaining(quota)) == (680_00, 0)
    assert (closed.state, closed.limit_fen) == ("closed", 320_00)
    assert stands(world, closed)
    assert changes(world, quota) == [
        Change(500_00, 320_00, NOON.date(), Happening.QUOTA_CLOSED, {("quota of carried", "carried"): 180_00})
    ]
    assert world.buy(mother, (PILLS, 10_00)).settlement.aid_fen == 0


def test_an_exhausted_quota_is_closed_without_moving_money(world: World) -> None:
    _, mother, quota = family(world, account=500_00, limit=500_00)
    world.buy(mother, (PILLS, 500_00))
    close(world, quota)
    assert [change.journal for change in changes(world, quota)] == [{}]


def test_a_quota_that_is_closed_or_unknown_is_not_changed(world: World) -> None:
    _, _, quota = family(world, account=1_000_00, limit=500_00)
    close(world, quota)
    with pytest.raises(QuotaUnknown):
        raise_to(world, quota, 600_00)
    with pytest.raises(QuotaUnknown):
        lower_to(world, quota, 400_00)
    with pytest.raises(QuotaUnknown):
        close(world, quota)
    with pytest.raises(QuotaUnknown):
        mutual_aid.close_quota(world.db, quota_id=1, now=world.now, policy=world.policy)


def test_a_suspended_relation_keeps_its_quota_which_may_shrink_but_not_grow(world: World) -> None:
    """R-16."""
    son, _, quota = family(world, account=1_000_00, limit=500_00)
    world.db.execute("update aid_relation set state = 'suspended' where relation_id = %s", [quota.relation_id])
    with pytest.raises(RelationNotActive) as refused:
        raise_to(world, quota, 600_00)
    assert refused.value == RelationNotActive(state="suspended")
    lower_to(world, quota, 400_00)
    assert world.own(son) == 600_00


def test_while_contributions_pause_a_quota_works_and_shrinks_but_does_not_grow(world: World) -> None:
    """R-13, D-10."""
    son, mother, quota = family(world, account=1_000_00, limit=500_00)
    world.db.execute("update insured_relation set status = 2 where person_id = %s", [son])
    with pytest.raises(DonorPaused):
        raise_to(world, quota, 600_00)
    assert world.buy(mother, (PILLS, 100_00)).settlement.aid_fen == 100_00
    lower_to(world, quota, 400_00)
    assert world.own(son) == 600_00


@pytest.mark.parametrize("status", [0, 3, 4])
def test_who_is_no_longer_insured_raises_no_quota_and_gets_his_money_back(world: World, status: int) -> None:
    son, _, quota = family(world, account=1_000_00, limit=500_00)
    world.db.execute("update insured_relation set status = %s where person_id = %s", [status, son])
    with pytest.raises(NoPersonalAccount):
        raise_to(world, quota, 600_00)
    close(world, quota)
    assert world.own(son) == 1_000_00


def test_raising_over_the_ceiling_of_unverified_kin_is_refused(world: World) -> None:
    """R-07."""
    son, mother = world.employee("陈一", account=9_000_00), world.resident("林二")
    relation = world.relate(son, mother, PARENT, evidence="declared")
    asked = QuotaAsked(relation, 1_500_00, "OPEN", ALL_USES)
    quota = mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy)
    with pytest.raises(KinCeiling) as refused:
        raise_to(world, quota, 2_000_01)
    assert refused.value == KinCeiling(ceiling_fen=2_000_00)
    assert raise_to(world, quota, 2_000_00).limit_fen == 2_000_00


def test_e_38_the_sixth_change_of_a_day_is_refused_and_tomorrow_is_another_day(world: World) -> None:
    """Q-09: setting a quota is no change of it."""
    _, _, quota = family(world, account=1_000_00, limit=500_00)
    for limit in (600_00, 700_00, 800_00):
        raise_to(world, quota, limit)
    for limit in (400_00, 300_00):
        lower_to(world, quota, limit)
    for change in (
        lambda: raise_to(world, quota, 500_00),
        lambda: lower_to(world, quota, 0),
        lambda: close(world, quota),
    ):
        with pytest.raises(QuotaChangedTooOften) as refused:
            change()
        assert refused.value == QuotaChangedTooOften(changes=5)
    world.later(days=1)
    assert raise_to(world, quota, 500_00).limit_fen == 500_00


def test_the_day_of_a_change_is_beijings(world: World) -> None:
    _, _, quota = family(world, account=1_000_00, limit=100_00)
    world.policy = policy_of_pool(XIAMEN, quota__daily_changes=1)
    world.now = NOON.replace(hour=23, minute=59)
    raise_to(world, quota, 200_00)
    with pytest.raises(QuotaChangedTooOften):
        raise_to(world, quota, 300_00)
    world.later(minutes=1)
    raise_to(world, quota, 300_00)
    assert [change.day - NOON.date() for change in changes(world, quota)] == [timedelta(0), timedelta(1)]


def test_a_refused_change_does_not_count(world: World) -> None:
    _, _, quota = family(world, account=1_000_00, limit=500_00)
    world.policy = policy_of_pool(XIAMEN, quota__daily_changes=1)
    with pytest.raises(PersonalAccountInsufficient):
        raise_to(world, quota, 1_000_01)
    assert raise_to(world, quota, 1_000_00).limit_fen == 1_000_00


def test_changes_are_counted_for_the_relation_not_for_each_of_its_quotas(world: World) -> None:
    """Q-09: closing and setting anew is no way round it; other relations of the donor are not concerned."""
    son, _, quota = family(world, account=1_000_00, limit=100_00)
    others = world.share(son, world.resident("陈二"), PARENT, 100_00)
    world.policy = policy_of_pool(XIAMEN, quota__daily_changes=2)
    raise_to(world, quota, 200_00)
    close(world, quota)
    asked = QuotaAsked(quota.relation_id, 100_00, "OPEN", ALL_USES)
    anew = mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy)
    with pytest.raises(QuotaChangedTooOften):
        raise_to(world, anew, 200_00)
    assert raise_to(world, others, 200_00).limit_fen == 200_00
