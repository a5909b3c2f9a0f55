"""A dissolved relation pays nothing, and what was left is the donor's again (R-08, R-12, R-14, O-14)."""

import pytest

from gongji import mutual_aid
from gongji.audit import Happening
from gongji.kinship import NearRelative
from gongji.mutual_aid import AidRelation, QuotaUnknown, RelationNotActive, RelationUnknown
from tests.mutual_aid.books import Change, changes, happened, policy_of_pool, spent
from tests.world import NOON, PILLS, XIAMEN, World

PARENT = NearRelative.PARENT


def dissolve(world: World, relation_id: int, reason: str = "BENEFICIARY_REQUEST") -> AidRelation:
    return mutual_aid.dissolve(world.db, relation_id=relation_id, reason=reason, now=world.now)


def test_o_14_what_was_not_spent_returns_to_the_donor(world: World) -> None:
    son, mother = world.employee("陈一", account=10_000_00), world.resident("林二")
    quota = world.share(son, mother, PARENT, 10_000_00)
    world.buy(mother, (PILLS, 3_200_00))
    dissolved = dissolve(world, quota.relation_id)
    assert (world.own(son), world.remaining(quota), spent(world, quota)) == (6_800_00, 0, 3_200_00)
    assert (dissolved.state, dissolved.ended_at, dissolved.end_reason) == (
        "dissolved",
        world.now,
        "BENEFICIARY_REQUEST",
    )
    assert mutual_aid.find_relations_by_id(world.db, relation_ids=[quota.relation_id]) == {quota.relation_id: dissolved}
    assert changes(world, quota) == [
        Change(10_000_00, 3_200_00, NOON.date(), Happening.QUOTA_CLOSED, {("quota of carried", "carried"): 6_800_00})
    ]
    assert happened(world, quota.relation_id) == [Happening.RELATION_CREATED, Happening.RELATION_DISSOLVED]
    assert world.db.execute("select detail from fact where kind = %s", [Happening.RELATION_DISSOLVED]).fetchall() == [
        ({"reason": "BENEFICIARY_REQUEST"},)
    ]
    assert world.db.execute("select active from donor_relation where donor_id = %s", [son]).fetchall() == [(False,)]


def test_a_relation_dissolved_this_morning_pays_nothing(world: World) -> None:
    """I-9."""
    son, mother = world.employee("陈一", account=10_000_00), world.resident("林二")
    quota = world.share(son, mother, PARENT, 1_000_00)
    dissolve(world, quota.relation_id, "DONOR_REQUEST")
    world.later(hours=6)
    bought = world.buy(mother, (PILLS, 80_00))
    assert (bought.settlement.aid_fen, bought.settlement.cash_fen) == (0, 80_00)


def test_a_relation_without_a_quota_is_dissolved(world: World) -> None:
    relation = world.relate(world.employee("陈一"), world.resident("林二"), PARENT)
    assert dissolve(world, relation).state == "dissolved"


def test_a_relation_is_dissolved_once(world: World) -> None:
    relation = world.relate(world.employee("陈一"), world.resident("林二"), PARENT)
    dissolve(world, relation)
    with pytest.raises(RelationNotActive) as refused:
        dissolve(world, relation)
    assert refused.value == RelationNotActive(state="dissolved")


def test_a_relation_nobody_knows_is_not_dissolved(world: World) -> None:
    with pytest.raises(RelationUnknown):
        dissolve(world, 1)


def test_a_suspended_relation_is_dissolved_to_get_the_money_back(world: World) -> None:
    """R-16."""
    son, mother = world.employee("陈一", account=1_000_00), world.resident("林二")
    quota = world.share(son, mother, PARENT, 1_000_00)
    world.db.execute("update aid_relation set state = 'suspended' where relation_id = %s", [quota.relation_id])
    dissolve(world, quota.relation_id)
    assert world.own(son) == 1_000_00


def test_ending_is_never_too_often(world: World) -> None:
    """Q-09 counts changes of a quota; whoever wants out gets out."""
    son, mother = world.employee("陈一", account=1_000_00), world.resident("林二")
    quota = world.share(son, mother, PARENT, 100_00)
    world.policy = policy_of_pool(XIAMEN, quota__daily_changes=1)
    mutual_aid.raise_quota(world.db, quota_id=quota.quota_id, limit_fen=200_00, now=world.now, policy=world.policy)
    dissolve(world, quota.relation_id)
    assert world.own(son) == 1_000_00


def test_other_relations_of_both_sides_go_on(world: World) -> None:
    son, daughter = world.employee("陈一", account=1_000_00), world.employee("陈二", account=1_000_00)
    mother, father = world.resident("林二"), world.resident("陈父", sex=1)
    ended = world.share(son, mother, PARENT, 100_00)
    sons_other, mothers_other = world.share(son, father, PARENT, 200_00), world.share(daughter, mother, PARENT, 300_00)
    dissolve(world, ended.relation_id)
    assert (world.own(son), world.remaining(sons_other), world.remaining(mothers_other)) == (800_00, 200_00, 300_00)
    assert world.buy(mother, (PILLS, 400_00)).settlement.aid_fen == 300_00


def test_the_quota_of_a_dissolved_relation_is_not_changed_any_more(world: World) -> None:
    quota = world.share(world.employee("陈一", account=1_000_00), world.resident("林二"), PARENT, 100_00)
    dissolve(world, quota.relation_id)
    with pytest.raises(QuotaUnknown):
        mutual_aid.raise_quota(world.db, quota_id=quota.quota_id, limit_fen=200_00, now=world.now, policy=world.policy)
