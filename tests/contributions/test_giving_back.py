"""Premiums that come to nothing, or are taken back: every fen returns to its source (B-07, B-10, S-20 … S-23)."""

from datetime import datetime

import pytest

from gongji import contributions, insured, mutual_aid
from gongji.contributions import PremiumNoRefund, PremiumOrder, PremiumStateConflict, PremiumUnknown, Reason, State
from gongji.ground.calendar import BEIJING
from gongji.insured import EMPLOYEE
from gongji.kinship import NearRelative
from gongji.mutual_aid import Quota
from tests.contributions.conftest import CLOCK, Office
from tests.mutual_aid.books import credit
from tests.world import FUZHOU, LANZHOU, XIAMEN, World

PARENT = NearRelative.PARENT
RELEASED, REFUNDED = 83, 85


@pytest.fixture
def quota(world: World, daughter: int, mother: int) -> Quota:
    return world.share(daughter, mother, PARENT, 1_000_00)


@pytest.fixture
def order(office: Office, quota: Quota, mother: int) -> PremiumOrder:
    return office.order(mother)


@pytest.mark.parametrize("state", [State.FAILED, State.EXPIRED])
def test_a_released_order_gives_every_part_back_to_its_quota(
    world: World, office: Office, order: PremiumOrder, quota: Quota, state: State
) -> None:
    office.sent(order)
    assert office.release(order, state).state == state
    assert world.remaining(quota) == 1_000_00
    assert office.journal(order, RELEASED) == {(XIAMEN, "held", "quota"): 400_00}
    assert office.release(order, state).state == state
    assert world.remaining(quota) == 1_000_00


def test_parts_return_bucket_by_bucket(world: World, office: Office, mother: int) -> None:
    son = world.employee("陈一鸣", account=150_00, sex=1)
    credit(world, son, 300_00)
    quota = world.share(son, mother, PARENT, 450_00)
    order = office.order(mother)
    office.release(order)
    buckets = world.db.execute(
        "select kind, balance_fen from account where subject_id = %s order by kind", [quota.quota_id]
    ).fetchall()
    assert buckets == [(3, 300_00), (4, 150_00)]


def test_her_own_part_returns_to_her_own_account(world: World, office: Office) -> None:
    sister = world.employee("陈美", account=20_00)
    order = office.order(sister, contributions.Scheme.LONG_TERM_CARE, cash=10_00)
    assert world.own(sister) == 0
    office.release(order)
    assert world.own(sister) == 20_00


def test_s_22_what_a_closed_quota_cannot_take_goes_to_the_donor(
    world: World, office: Office, order: PremiumOrder, quota: Quota, daughter: int
) -> None:
    mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy)
    assert world.own(daughter) == 29_600_00
    office.release(order)
    assert (world.own(daughter), world.remaining(quota)) == (30_000_00, 0)


def test_s_22_what_last_years_quota_cannot_take_goes_to_the_donor(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    quota = world.share(daughter, mother, PARENT, 1_000_00, period="ANNUAL")
    order = office.order(mother)
    world.now = datetime(2027, 1, 1, 0, 5, tzinfo=BEIJING)
    office.release(order)
    assert (world.own(daughter), world.remaining(quota)) == (29_400_00, 600_00)


def test_s_23_what_finds_no_open_account_waits_for_a_person(
    world: World, office: Office, order: PremiumOrder, quota: Quota, daughter: int
) -> None:
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DEATH_DONOR", now=world.now)
    insured.insure(
        world.db, person_id=daughter, scheme=EMPLOYEE, division="350102", since=world.now.date(), now=world.now
    )
    insured.move_account(world.db, person_id=daughter, pool=FUZHOU, now=world.now, by=CLOCK)
    office.release(order)
    assert office.journal(order, RELEASED) == {(XIAMEN, "held", "suspense"): 400_00}
    items = world.db.execute("select kind, pool, detail ->> 'owner_id', detail ->> 'amount_fen' from work_item")
    assert items.fetchall() == [("REFUND_WITHOUT_ACCOUNT", XIAMEN, str(daughter), "40000")]


def test_e_36_a_premium_is_taken_back_before_cover_begins(
    world: World, office: Office, order: PremiumOrder, quota: Quota
) -> None:
    world.now = datetime(2026, 11, 10, 10, 0, tzinfo=BEIJING)
    office.paid(order)
    world.now = datetime(2026, 12, 20, 10, 0, tzinfo=BEIJING)
    assert office.ask_refund(order).state == "REFUNDING"
    assert world.remaining(quota) == 600_00
    assert office.refund(order).state == "REFUNDED"
    assert world.remaining(quota) == 1_000_00
    assert office.journal(order, REFUNDED) == {
        (XIAMEN, "payable:620100:202612:premium", "quota"): 400_00,
        (LANZHOU, "fund", "receivable:350200:202612:premium"): 400_00,
    }
    assert office.refund(order).state == "REFUNDED"
    assert world.remaining(quota) == 1_000_00


def test_e_36_once_cover_has_begun_it_is_refused(
    world: World, office: Office, order: PremiumOrder, quota: Quota
) -> None:
    office.paid(order)
    world.now = datetime(2027, 1, 10, 10, 0, tzinfo=BEIJING)
    for reason in Reason:
        with pytest.raises(PremiumNoRefund) as refused:
            office.ask_refund(order, reason)
    assert (refused.value.year, world.remaining(quota)) == (2027, 600_00)


def test_e_36_on_the_last_day_before_cover_it_is_not(office: Office, order: PremiumOrder) -> None:
    office.paid(order)
    office.world.now = datetime(2026, 12, 31, 23, 59, tzinfo=BEIJING)
    assert office.refund(order).state == "REFUNDED"


@pytest.mark.parametrize(("day", "given"), [(datetime(2026, 12, 20), True), (datetime(2027, 1, 2), False)])
def test_b_10_who_had_work_before_cover_began_gets_it_back_afterwards_too(
    world: World, office: Office, order: PremiumOrder, mother: int, day: datetime, given: bool
) -> None:
    office.paid(order)
    insured.insure(world.db, person_id=mother, scheme=EMPLOYEE, division="620102", since=day.date(), now=world.now)
    world.now = datetime(2027, 1, 10, 10, 0, tzinfo=BEIJING)
    if given:
        assert office.refund(order, Reason.EMPLOYED).state == "REFUNDED"
    else:
        with pytest.raises(PremiumNoRefund):
            office.refund(order, Reason.EMPLOYED)


@pytest.mark.parametrize(("day", "given"), [(datetime(2026, 12, 31), True), (datetime(2027, 1, 1), False)])
def test_b_10_for_who_died_before_cover_began_it_is_given_back_afterwards_too(
    world: World, office: Office, order: PremiumOrder, mother: int, day: datetime, given: bool
) -> None:
    office.paid(order)
    insured.record_death(world.db, person_id=mother, died_on=day.date())
    world.now = datetime(2027, 1, 10, 10, 0, tzinfo=BEIJING)
    if given:
        assert office.refund(order, Reason.DIED).state == "REFUNDED"
    else:
        with pytest.raises(PremiumNoRefund):
            office.refund(order, Reason.DIED)


def test_b_10_a_refund_after_the_relation_ended_goes_to_the_donor(
    world: World, office: Office, order: PremiumOrder, quota: Quota, daughter: int
) -> None:
    office.paid(order)
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=world.now)
    assert world.own(daughter) == 29_600_00
    office.refund(order)
    assert world.own(daughter) == 30_000_00


def test_a_refund_into_suspense_waits_for_a_person(
    world: World, office: Office, order: PremiumOrder, quota: Quota, daughter: int
) -> None:
    office.paid(order)
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DONOR_INSURED_CHANGE", now=world.now)
    insured.move_account(world.db, person_id=daughter, pool=FUZHOU, now=world.now, by=CLOCK)
    office.refund(order)
    assert office.journal(order, REFUNDED)[XIAMEN, "payable:620100:202611:premium", "suspense"] == 400_00


def test_after_a_refund_the_year_may_be_paid_again(
    world: World, office: Office, order: PremiumOrder, quota: Quota, mother: int
) -> None:
    office.paid(order)
    office.refund(order)
    assert office.paid(office.order(mother, key="2")).state == "PAID"
    assert world.remaining(quota) == 600_00


def test_what_the_tax_office_does_not_give_back_stays_paid(
    world: World, office: Office, order: PremiumOrder, quota: Quota
) -> None:
    office.paid(order)
    office.ask_refund(order)
    for _ in range(2):
        kept = contributions.keep_paid(world.db, order_id=order.order_id, now=world.now, by=CLOCK)
        assert (kept.state, kept.reason, world.remaining(quota)) == ("PAID", "", 600_00)


def test_only_what_was_paid_can_be_taken_back(world: World, office: Office, order: PremiumOrder) -> None:
    with pytest.raises(PremiumUnknown):
        office.ask_refund(order)
    for verb in (contributions.refunded, contributions.keep_paid):
        extra = {"policy": world.policy} if verb is contributions.refunded else {}
        with pytest.raises(PremiumStateConflict):
            verb(world.db, order_id=order.order_id, now=world.now, by=CLOCK, **extra)
    office.release(order)
    with pytest.raises(PremiumStateConflict):
        office.ask_refund(order)
