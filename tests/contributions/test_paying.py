"""Premiums paid for a relative: what they cost, who pays, what is held, where it goes (B-01 … B-09, B-11)."""

from datetime import date, datetime, timedelta

import pytest

from gongji import contributions, institutions, insured, mutual_aid
from gongji.contributions import (
    DuplicateInsurance,
    PremiumNotOffered,
    PremiumOrderUnknown,
    PremiumPaid,
    PremiumStateConflict,
    PremiumUnknown,
    PremiumWindowClosed,
    Scheme,
    SplitChanged,
    State,
)
from gongji.contributions.means import Skipped
from gongji.ground.calendar import BEIJING
from gongji.ground.value import replace
from gongji.kinship import NearRelative
from gongji.mutual_aid import ReceiverNotInsured, Use
from tests.contributions.conftest import CLOCK, Office, policy_of_pool
from tests.world import FUZHOU, LANZHOU, PILLS, XIAMEN, World

PARENT, SPOUSE = NearRelative.PARENT, NearRelative.SPOUSE
RESERVED, PAID = 80, 82


def test_o_17_a_daughter_pays_her_mothers_resident_premium_of_next_year(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    quota = world.share(daughter, mother, PARENT, 10_000_00)
    quoted = office.quote(mother)
    assert (quoted.amount_fen, quoted.aid_fen, quoted.own_fen, quoted.cash_fen) == (400_00, 400_00, 0, 0)
    order = office.paid(office.order(mother))
    assert (order.state, order.scheme, world.remaining(quota)) == ("PAID", Scheme.RESIDENT, 9_600_00)
    assert office.journal(order, RESERVED) == {(XIAMEN, "quota", "held"): 400_00}
    assert office.journal(order, PAID) == {
        (XIAMEN, "held", "payable:620100:202611:premium"): 400_00,
        (LANZHOU, "receivable:350200:202611:premium", "fund"): 400_00,
    }


def test_o_18_a_quota_that_may_pays_the_long_term_care_premium(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    quota = world.share(daughter, mother, PARENT, 100_00, uses=Use.LTC_CONTRIB)
    order = office.paid(office.order(mother, Scheme.LONG_TERM_CARE))
    assert (order.scheme, order.amount_fen, world.remaining(quota)) == (Scheme.LONG_TERM_CARE, 30_00, 70_00)
    assert office.journal(order, PAID) == {
        (XIAMEN, "held", "payable:620100:202611:premium"): 30_00,
        (LANZHOU, "receivable:350200:202611:premium", "fund"): 30_00,
    }


def test_quoting_moves_nothing_and_keeps_nothing(world: World, office: Office, daughter: int, mother: int) -> None:
    quota = world.share(daughter, mother, PARENT, 1_000_00)
    office.quote(mother)
    assert world.remaining(quota) == 1_000_00
    assert contributions.list_orders(world.db, person_id=mother, after=0, limit=10) == []


def test_b_08_several_quotas_pay_in_her_order_and_the_rest_is_cash(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    son = world.employee("陈一鸣", pool=FUZHOU, account=100_00, sex=1)
    first, second = world.share(daughter, mother, PARENT, 250_00), world.share(son, mother, PARENT, 100_00)
    quoted = office.quote(mother)
    assert [(d.quota and d.quota.quota_id, d.amount_fen) for d in quoted.draws] == [
        (first.quota_id, 250_00),
        (second.quota_id, 100_00),
    ]
    assert quoted.cash_fen == 50_00
    order = office.paid(office.order(mother, cash=50_00))
    assert (order.cash_fen, world.remaining(first), world.remaining(second)) == (50_00, 0, 0)
    assert office.journal(order, PAID)[LANZHOU, "receivable:350100:202611:premium", "fund"] == 100_00


def test_her_own_account_pays_first_unless_she_wants_it_last(world: World, office: Office, daughter: int) -> None:
    wife = world.employee("林美", pool=LANZHOU, account=20_00)
    quota = world.share(daughter, wife, NearRelative.SIBLING, 100_00)
    assert (office.quote(wife, Scheme.LONG_TERM_CARE).own_fen, office.quote(wife, Scheme.LONG_TERM_CARE).aid_fen) == (
        20_00,
        10_00,
    )
    mutual_aid.prefer_aid_first(world.db, beneficiary_id=wife, preferred=True)
    order = office.paid(office.order(wife, Scheme.LONG_TERM_CARE))
    assert (world.own(wife), world.remaining(quota)) == (20_00, 70_00)
    assert order.cash_fen == 0


def test_inside_one_pool_nobody_owes_anybody(world: World, office: Office, mother: int) -> None:
    neighbour = world.employee("赵五", pool=LANZHOU, account=500_00)
    world.share(neighbour, mother, NearRelative.SIBLING, 500_00)
    assert office.journal(office.paid(office.order(mother)), PAID) == {(LANZHOU, "held", "fund"): 400_00}


def test_without_any_account_it_is_ordered_for_cash(office: Office, mother: int) -> None:
    order = office.paid(office.order(mother, cash=400_00))
    assert (order.state, order.cash_fen) == ("PAID", 400_00)


def test_b_08_what_was_shown_is_what_is_taken_or_nothing_is(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    quota = world.share(daughter, mother, PARENT, 400_00)
    assert office.quote(mother).cash_fen == 0
    world.buy(mother, (PILLS, 100_00))
    with pytest.raises(SplitChanged) as refused:
        office.order(mother, cash=0)
    assert (refused.value.cash_fen, world.remaining(quota)) == (100_00, 300_00)


def test_what_is_reserved_can_neither_be_spent_nor_taken_back(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    quota = world.share(daughter, mother, PARENT, 500_00)
    world.buy(mother, (PILLS, 40_00))
    office.order(mother)
    assert world.buy(mother, (PILLS, 80_00)).settlement.aid_fen == 60_00
    with pytest.raises(mutual_aid.QuotaBelowUsed) as refused:
        mutual_aid.lower_quota(world.db, quota_id=quota.quota_id, limit_fen=499_99, now=world.now, policy=world.policy)
    assert (refused.value.used_fen, refused.value.reserved_fen) == (100_00, 400_00)


def test_q_07_a_quota_can_be_lowered_to_what_is_used_and_reserved(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    quota = world.share(daughter, mother, PARENT, 1_000_00)
    order = office.order(mother)
    mutual_aid.lower_quota(world.db, quota_id=quota.quota_id, limit_fen=400_00, now=world.now, policy=world.policy)
    assert (world.own(daughter), world.remaining(quota)) == (29_600_00, 0)
    office.release(order)
    assert (world.own(daughter), world.remaining(quota)) == (29_600_00, 400_00)


def test_a_dissolved_relation_leaves_what_is_held_to_its_order(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    quota = world.share(daughter, mother, PARENT, 1_000_00)
    order = office.order(mother)
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=world.now)
    assert world.own(daughter) == 29_600_00
    assert office.paid(order).state == "PAID"
    assert world.own(daughter) == 29_600_00


def test_e_35_who_has_employee_insurance_needs_no_resident_premium(world: World, office: Office, daughter: int) -> None:
    sister = world.employee("陈美", account=500_00)
    quota = world.share(daughter, sister, NearRelative.SIBLING, 1_000_00)
    for attempt in (office.quote, office.order):
        with pytest.raises(DuplicateInsurance) as refused:
            attempt(sister)
    assert (refused.value.year, world.remaining(quota)) == (2027, 1_000_00)
    assert office.quote(sister, Scheme.LONG_TERM_CARE).amount_fen == 30_00


def test_who_left_the_employee_scheme_may_pay(world: World, office: Office) -> None:
    sister = world.employee("陈美", account=500_00)
    insured.change_status(
        world.db, person_id=sister, scheme=310, status=insured.InsuredStatus.ENDED, on=world.now.date()
    )
    assert (office.quote(sister).pool, office.quote(sister).own_fen) == (XIAMEN, 400_00)


def test_b_09_a_year_is_paid_once(world: World, office: Office, daughter: int, mother: int) -> None:
    world.share(daughter, mother, PARENT, 10_000_00)
    order = office.order(mother)
    with pytest.raises(PremiumUnknown):
        office.order(mother, key="2")
    office.paid(order)
    with pytest.raises(PremiumPaid):
        office.order(mother, key="2")
    assert office.order(mother, Scheme.LONG_TERM_CARE, key="3").state == "RESERVED"


def test_after_it_failed_it_may_be_ordered_again(world: World, office: Office, daughter: int, mother: int) -> None:
    world.share(daughter, mother, PARENT, 400_00)
    office.release(office.order(mother))
    assert office.paid(office.order(mother, key="2")).state == "PAID"


def test_the_same_order_told_twice_is_one(world: World, office: Office, daughter: int, mother: int) -> None:
    quota = world.share(daughter, mother, PARENT, 1_000_00)
    order = office.order(mother)
    assert office.order(mother) == order
    assert world.remaining(quota) == 600_00
    assert office.sent(order) == office.sent(order)
    paid = office.paid(order)
    again = contributions.paid(world.db, order_id=order.order_id, receipt="T1", now=world.now, by=CLOCK)
    assert (again, office.order(mother)) == (paid, paid)
    assert world.remaining(quota) == 600_00


def test_paid_under_another_receipt_or_after_release_is_a_conflict(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    world.share(daughter, mother, PARENT, 1_000_00)
    paid, failed = office.paid(office.order(mother)), office.order(mother, Scheme.LONG_TERM_CARE, key="2")
    office.release(failed)
    for order, receipt, state in ((paid, "T2", "PAID"), (failed, "T3", "FAILED")):
        with pytest.raises(PremiumStateConflict) as refused:
            contributions.paid(world.db, order_id=order.order_id, receipt=receipt, now=world.now, by=CLOCK)
        assert refused.value.state == state
    with pytest.raises(PremiumStateConflict):
        office.sent(paid)
    with pytest.raises(PremiumStateConflict):
        office.release(paid)


def test_an_order_nobody_has_is_unknown(world: World) -> None:
    with pytest.raises(PremiumOrderUnknown):
        contributions.require_order(world.db, order_id=1)


@pytest.mark.parametrize("now", ["2026-08-31 23:59", "2026-12-29 00:00", "2027-01-01 12:00"])
def test_b_02_outside_its_window_nothing_is_collected(office: Office, mother: int, now: str) -> None:
    office.world.now = datetime.fromisoformat(now).replace(tzinfo=BEIJING)
    with pytest.raises(PremiumWindowClosed) as refused:
        office.quote(mother)
    assert (refused.value.opens_on, refused.value.last_day) == (date(2026, 9, 1), date(2026, 12, 28))


@pytest.mark.parametrize("now", ["2026-09-01 00:00", "2026-12-28 23:59"])
def test_b_02_on_its_first_and_last_day_it_is(office: Office, mother: int, now: str) -> None:
    office.world.now = datetime.fromisoformat(now).replace(tzinfo=BEIJING)
    assert office.quote(mother).amount_fen == 400_00


@pytest.mark.parametrize(
    ("now", "is_open"),
    [("08:59", False), ("09:00", True), ("16:59", True), ("17:00", False), ("12:00 on the sixth", False)],
)
def test_b_02_a_pool_has_its_own_amount_hours_and_closed_days(
    world: World, office: Office, mother: int, now: str, is_open: bool
) -> None:
    world.policy = policy_of_pool(
        world,
        LANZHOU,
        """
        [values."premium.resident"]
        dated = [{ from = 2024-01-01, value = { 2027 = [{ bands = [{ amount_fen = 43_500 }], open_from = 2026-10-01,
            open_to = 2026-12-31, daily_hours = [9, 17], blackout_days = [2026-11-06] }] } }]
        """.replace(",\n            ", ", "),
    )
    day = 6 if "sixth" in now else 5
    world.now = world.now.replace(day=day, hour=int(now[:2]), minute=int(now[3:5]))
    if is_open:
        assert office.quote(mother).amount_fen == 435_00
    else:
        with pytest.raises(PremiumWindowClosed) as refused:
            office.quote(mother)
        assert refused.value.hours == "09:00–17:00"


def test_a_year_nobody_has_published_is_not_offered(office: Office, mother: int) -> None:
    with pytest.raises(PremiumNotOffered):
        office.quote(mother, year=2030)


def test_who_died_or_is_in_no_scheme_is_not_insured_by_a_premium(world: World, office: Office, mother: int) -> None:
    insured.record_death(world.db, person_id=mother, died_on=world.now.date())
    with pytest.raises(ReceiverNotInsured):
        office.quote(mother)
    with pytest.raises(ReceiverNotInsured):
        office.quote(1)


def test_q_21_a_quota_for_something_else_is_left_out_and_says_why(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    world.share(daughter, mother, PARENT, 1_000_00, uses=Use.PHARMACY | Use.LTC_CONTRIB)
    quoted = office.quote(mother)
    assert (quoted.skipped, quoted.cash_fen) == ([Skipped(XIAMEN, "QUOTA_USE_NOT_ALLOWED")], 400_00)


def test_b_05_a_pool_may_keep_premiums_to_relatives_nearby(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    world.share(daughter, mother, PARENT, 1_000_00)
    near = world.employee("陈二", pool=LANZHOU, account=150_00)
    world.share(near, mother, PARENT, 150_00)
    world.policy = policy_of_pool(
        world, LANZHOU, '[values."premium.reach"]\ndated = [{ from = 2024-01-01, value = 2 }]\n'
    )
    quoted = office.quote(mother)
    assert (quoted.aid_fen, [one.donor_pool for one in quoted.skipped]) == (150_00, [XIAMEN])


def test_s_13_a_pool_that_cannot_be_reached_is_skipped(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    world.share(daughter, mother, PARENT, 1_000_00)
    institutions.mark_unreachable(world.db, pool=XIAMEN, since=world.now)
    assert office.quote(mother).skipped == [Skipped(XIAMEN, "POOL_UNREACHABLE")]
    assert office.quote(daughter, Scheme.LONG_TERM_CARE).cash_fen == 30_00


def test_q_22_no_more_quotas_pay_than_are_allowed(world: World, office: Office, mother: int) -> None:
    for number in range(6):
        donor = world.employee(f"赵{number}", account=50_00)
        world.share(donor, mother, NearRelative.SIBLING, 50_00)
    assert office.quote(mother).cash_fen == 150_00


def test_the_place_of_use_of_a_wallet_does_not_bind_a_premium(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    world.share(daughter, mother, PARENT, 1_000_00)
    world.db.execute("update spender set wallet = 1, place_of_use = 610100 where person_id = %s", [mother])
    assert office.quote(mother).aid_fen == 400_00


def test_an_order_waits_until_it_is_decided_and_no_longer(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    world.share(daughter, mother, PARENT, 1_000_00)
    order = office.order(mother)

    def waiting(**ago: int) -> list[int]:
        return contributions.find_waiting(world.db, before=world.now - timedelta(**ago), after=0, limit=10)

    assert waiting() == []
    world.later(hours=1)
    assert waiting() == [order.order_id]
    assert waiting(hours=2) == []
    office.release(order, State.EXPIRED)
    assert waiting() == []


def test_a_quota_set_anew_is_not_charged_with_what_the_one_before_holds(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    before = world.share(daughter, mother, PARENT, 400_00)
    office.order(mother)
    mutual_aid.close_quota(world.db, quota_id=before.quota_id, now=world.now, policy=world.policy)
    asked = mutual_aid.QuotaAsked(before.relation_id, 300_00, "OPEN", mutual_aid.ALL_USES)
    again = mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy)
    office.paid(office.order(mother, Scheme.LONG_TERM_CARE, key="2"))
    with pytest.raises(mutual_aid.QuotaBelowUsed) as refused:
        mutual_aid.lower_quota(world.db, quota_id=again.quota_id, limit_fen=1, now=world.now, policy=world.policy)
    assert refused.value == mutual_aid.QuotaBelowUsed(used_fen=30_00, reserved_fen=0)


def test_orders_are_listed_oldest_first_and_go_on_after_one(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    world.share(daughter, mother, PARENT, 1_000_00)
    first, second = office.order(mother), office.order(mother, Scheme.LONG_TERM_CARE, key="2")
    assert contributions.list_orders(world.db, person_id=mother, after=0, limit=1) == [first]
    assert contributions.list_orders(world.db, person_id=mother, after=first.order_id, limit=9) == [second]
    assert (
        replace(first, told_key="1") == contributions.find_orders(world.db, order_ids=[first.order_id])[first.order_id]
    )
