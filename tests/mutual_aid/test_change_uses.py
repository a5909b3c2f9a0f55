"""The donor changes what a quota is spent on (Q-03, Q-21)."""

from typing import Any

import pytest

from gongji import contributions, mutual_aid
from gongji.audit import By, Happening
from gongji.contributions import Scheme
from gongji.kinship import NearRelative
from gongji.mutual_aid import ALL_USES, Quota, QuotaChangedTooOften, QuotaUnknown, RelationNotActive, Use
from tests.mutual_aid.books import changes, happened
from tests.world import PILLS, World

DONOR = By(1, "app")


@pytest.fixture
def mother(world: World) -> int:
    return world.resident("林二")


@pytest.fixture
def quota(world: World, mother: int) -> Quota:
    return world.share(world.employee("陈一", account=500_00, sex=1), mother, NearRelative.PARENT, 400_00)


def change(world: World, quota: Quota, uses: Use) -> Quota:
    return mutual_aid.change_uses(
        world.db, quota_id=quota.quota_id, uses=uses, now=world.now, policy=world.policy, by=DONOR
    )


def test_what_is_no_longer_allowed_is_left_out_and_what_is_allowed_again_pays(
    world: World, quota: Quota, mother: int
) -> None:
    change(world, quota, Use.VISIT)
    bought = world.buy(mother, (PILLS, 10_00))
    assert (bought.settlement.aid_fen, bought.skipped[0].reason) == (0, "QUOTA_USE_NOT_ALLOWED")
    change(world, quota, Use.VISIT | Use.PHARMACY)
    assert world.buy(mother, (PILLS, 10_00)).settlement.aid_fen == 10_00
    assert world.remaining(quota) == 390_00
    world.require_books_agree()


def test_it_counts_as_a_change_and_tells_what_was_allowed_before(world: World, quota: Quota) -> None:
    """Q-08, Q-09."""
    change(world, quota, Use.VISIT)
    (one,) = changes(world, quota)
    assert (one.before_fen, one.after_fen, one.journal) == (400_00, 400_00, {})
    assert happened(world, quota.quota_id) == [Happening.QUOTA_SET, Happening.QUOTA_USES_CHANGED]
    row = world.db.execute("select detail, actor_id from fact where kind = 110").fetchone()
    assert row == ({"before": ALL_USES.value, "after": Use.VISIT.value}, 1)


def test_the_same_uses_again_are_no_change(world: World, quota: Quota) -> None:
    assert change(world, quota, ALL_USES) == quota
    assert changes(world, quota) == []


def test_after_the_last_change_of_a_day_it_is_refused(world: World, quota: Quota) -> None:
    for uses in (Use.VISIT, Use.PHARMACY, Use.VISIT, Use.PHARMACY, Use.VISIT):
        change(world, quota, uses)
    with pytest.raises(QuotaChangedTooOften):
        change(world, quota, Use.PHARMACY)
    world.later(days=1)
    change(world, quota, Use.PHARMACY)
    world.require_books_agree()


def test_a_closed_quota_has_no_uses_to_change(world: World, quota: Quota) -> None:
    mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy)
    with pytest.raises(QuotaUnknown):
        change(world, quota, Use.VISIT)


def test_a_suspended_relation_can_be_restricted_and_not_widened(world: World, quota: Quota) -> None:
    """R-16."""
    change(world, quota, Use.VISIT | Use.PHARMACY)
    mutual_aid.suspend(world.db, relation_ids=[quota.relation_id], reason="PAUSED", now=world.now, by=DONOR)
    assert change(world, quota, Use.VISIT).uses == Use.VISIT
    with pytest.raises(RelationNotActive):
        change(world, quota, Use.PHARMACY)


def test_what_an_order_holds_already_is_not_touched(world: World, quota: Quota, mother: int) -> None:
    told: dict[str, Any] = {"now": world.now, "by": DONOR}
    order = contributions.reserve(
        world.db, person_id=mother, scheme=Scheme.RESIDENT, year=2027, cash_fen=0, payer_id=mother, told_key="1",
        policy=world.policy, **told,
    )  # fmt: skip
    change(world, quota, Use.VISIT)
    contributions.sent(world.db, order_id=order.order_id, **told)
    assert contributions.paid(world.db, order_id=order.order_id, receipt="R", **told).state == "PAID"
    world.require_books_agree()
