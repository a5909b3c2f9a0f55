"""A year ends: annual quotas return what is left, and who wants it gets a new one (Q-05)."""

from datetime import date, datetime

import pytest

from gongji import mutual_aid
from gongji.audit import By
from gongji.ground.calendar import BEIJING
from gongji.ground.lane import Lane
from gongji.kinship import NearRelative
from gongji.mutual_aid import ALL_USES, Quota, QuotaAsked, QuotaChangedTooOften, QuotaUnknown
from tests.world import PILLS, World

PARENT = NearRelative.PARENT
CLOCK = By(0, "job")
MIDNIGHT, HALF_PAST = datetime(2027, 1, 1, tzinfo=BEIJING), datetime(2027, 1, 1, 0, 30, tzinfo=BEIJING)
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def son(world: World) -> int:
    return world.employee("陈一", account=3_000_00, sex=1)


@pytest.fixture
def mother(world: World) -> int:
    return world.resident("李秀兰")


def annual(world: World, son: int, mother: int, fen: int, *, renew: bool = False) -> Quota:
    relation_id = world.relate(son, mother, PARENT)
    asked = QuotaAsked(relation_id, fen, "ANNUAL", ALL_USES, auto_renew=renew)
    return mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy)


def year_ends(world: World) -> int:
    world.now = MIDNIGHT
    over = mutual_aid.find_over(world.db, day=NEW_YEAR, after=0, limit=100)
    return mutual_aid.return_expired(world.db, quota_ids=over, now=world.now, by=CLOCK)


def to_renew(world: World) -> list[int]:
    return mutual_aid.find_to_renew(world.db, day=NEW_YEAR, after=0, limit=100)


def renewed(world: World, ended: list[int] | None = None) -> list[Quota]:
    world.now = HALF_PAST
    ended = to_renew(world) if ended is None else ended
    return mutual_aid.renew(world.db, quota_ids=ended, now=world.now, policy=world.policy, by=CLOCK)


def test_what_is_left_on_the_last_day_returns_to_the_donor(world: World, son: int, mother: int) -> None:
    quota = annual(world, son, mother, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    assert year_ends(world) == 1
    assert (world.own(son), world.remaining(quota)) == (2_781_50, 0)
    ended = mutual_aid.quotas_by_id(world.db, quota_ids=[quota.quota_id])[quota.quota_id]
    assert (ended.state, ended.limit_fen) == ("expired", 218_50)
    world.require_books_agree()


def test_q_09_the_end_of_its_year_is_no_change_of_the_donors(world: World, son: int, mother: int) -> None:
    annual(world, son, mother, 1_000_00, renew=True)
    year_ends(world)
    (quota,) = renewed(world)
    for limit in (999_00, 998_00, 997_00, 996_00, 995_00):
        mutual_aid.lower_quota(world.db, quota_id=quota.quota_id, limit_fen=limit, now=world.now, policy=world.policy)
    with pytest.raises(QuotaChangedTooOften):
        mutual_aid.lower_quota(world.db, quota_id=quota.quota_id, limit_fen=1_00, now=world.now, policy=world.policy)


def test_what_cannot_be_renewed_leaves_its_money_to_what_can(world: World, son: int, mother: int) -> None:
    suspended = annual(world, son, world.resident("林四"), 2_000_00, renew=True)
    annual(world, son, mother, 1_000_00, renew=True)
    year_ends(world)
    world.buy(son, (PILLS, 1_500_00))
    mutual_aid.suspend(world.db, relation_ids=[suspended.relation_id], reason="PAUSED", now=world.now, by=CLOCK)
    (quota,) = renewed(world)
    assert quota.limit_fen == 1_000_00


def test_the_job_run_twice_does_it_once(world: World, son: int, mother: int) -> None:
    quota = annual(world, son, mother, 1_000_00)
    assert year_ends(world) == 1
    again = mutual_aid.return_expired(world.db, quota_ids=[quota.quota_id], now=world.now, by=CLOCK)
    assert (again, year_ends(world)) == (0, 0)


def test_a_minute_before_midnight_nothing_ends(world: World, son: int, mother: int) -> None:
    quota = annual(world, son, mother, 1_000_00)
    world.now = datetime(2026, 12, 31, 23, 59, tzinfo=BEIJING)
    assert mutual_aid.return_expired(world.db, quota_ids=[quota.quota_id], now=world.now, by=CLOCK) == 0


def test_an_open_quota_knows_no_new_year(world: World, son: int, mother: int) -> None:
    quota = world.share(son, mother, PARENT, 1_000_00)
    assert year_ends(world) == 0
    assert world.remaining(quota) == 1_000_00


def test_who_wants_it_renewed_has_the_same_quota_again_at_half_past_midnight(
    world: World, son: int, mother: int
) -> None:
    quota = annual(world, son, mother, 1_000_00, renew=True)
    world.buy(mother, (PILLS, 218_50))
    year_ends(world)
    (again,) = renewed(world)
    assert (again.limit_fen, again.valid_from, again.valid_to) == (1_000_00, NEW_YEAR, date(2028, 1, 1))
    assert (again.relation_id, again.auto_renew) == (quota.relation_id, True)
    assert (world.own(son), world.remaining(again)) == (1_781_50, 1_000_00)
    assert renewed(world) == []
    world.require_books_agree()


def test_a_second_run_beside_the_first_renews_nothing_again_and_forgets_nothing(
    world: World, son: int, mother: int
) -> None:
    quota = annual(world, son, mother, 1_000_00, renew=True)
    year_ends(world)
    seen_by_both = to_renew(world)
    (again,) = renewed(world, seen_by_both)
    assert renewed(world, seen_by_both) == []
    row = world.db.execute("select renewed_as from quota where quota_id = %s", [quota.quota_id]).fetchone()
    assert row == (again.quota_id,)


def test_every_quota_to_renew_is_in_one_lane_with_all_of_its_donors(world: World, mother: int) -> None:
    donors = [world.employee(f"陈{place}", account=3_000_00, sex=1) for place in range(4)]
    parents = (mother, world.resident("陈父", sex=1))
    quotas = {
        donor: {annual(world, donor, parent, 100_00, renew=True).quota_id for parent in parents} for donor in donors
    }
    year_ends(world)
    lanes = [
        set(mutual_aid.find_to_renew(world.db, day=NEW_YEAR, after=0, limit=100, lane=Lane(number, 2)))
        for number in range(2)
    ]
    assert lanes[0].isdisjoint(lanes[1])
    assert lanes[0] | lanes[1] == set(to_renew(world))
    assert all(any(of_donor <= lane for lane in lanes) for of_donor in quotas.values())


def test_a_donor_who_has_less_renews_what_she_has(world: World, son: int, mother: int) -> None:
    annual(world, son, mother, 3_000_00, renew=True)
    world.buy(mother, (PILLS, 1_200_00))
    year_ends(world)
    (again,) = renewed(world)
    assert (again.limit_fen, world.own(son)) == (1_800_00, 0)


def test_a_donor_who_has_nothing_renews_nothing_and_is_not_asked_again(world: World, son: int, mother: int) -> None:
    quota = annual(world, son, mother, 3_000_00, renew=True)
    world.buy(mother, (PILLS, 3_000_00))
    year_ends(world)
    assert renewed(world) == []
    row = world.db.execute("select renewed_as from quota where quota_id = %s", [quota.quota_id]).fetchone()
    assert row == (0,)


def test_two_quotas_of_one_donor_share_what_there_is_oldest_first(world: World, son: int, mother: int) -> None:
    father = world.resident("陈大", born=date(1953, 1, 1), sex=1)
    annual(world, son, mother, 2_000_00, renew=True)
    annual(world, son, father, 1_000_00, renew=True)
    world.buy(mother, (PILLS, 500_00))
    year_ends(world)
    assert [quota.limit_fen for quota in renewed(world)] == [2_000_00, 500_00]


def test_an_ended_relation_is_not_renewed(world: World, son: int, mother: int) -> None:
    quota = annual(world, son, mother, 1_000_00, renew=True)
    year_ends(world)
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=world.now)
    assert renewed(world) == []
    assert world.own(son) == 3_000_00
    world.require_books_agree()


def test_q_05_a_refund_of_last_years_spending_goes_to_the_donor_not_into_the_new_quota(
    world: World, son: int, mother: int
) -> None:
    annual(world, son, mother, 1_000_00, renew=True)
    bought = world.buy(mother, (PILLS, 218_50))
    year_ends(world)
    (again,) = renewed(world)
    world.done(world.cancel(bought))
    assert (world.remaining(again), world.own(son)) == (1_000_00, 2_000_00)


def test_before_the_job_has_run_an_ended_quota_pays_nothing_cannot_grow_and_does_not_bar_a_new_one(
    world: World, son: int, mother: int
) -> None:
    quota = annual(world, son, mother, 1_000_00)
    world.now = MIDNIGHT
    assert world.buy(mother, (PILLS, 10_00)).settlement.aid_fen == 0
    with pytest.raises(QuotaUnknown):
        mutual_aid.raise_quota(
            world.db, quota_id=quota.quota_id, limit_fen=2_000_00, now=world.now, policy=world.policy
        )
    asked = QuotaAsked(quota.relation_id, 3_000_00, "OPEN", ALL_USES)
    again = mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy)
    assert (world.own(son), world.remaining(again), world.remaining(quota)) == (0, 3_000_00, 0)
