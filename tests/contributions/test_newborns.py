"""A child is insured from birth: for 90 days its premium is taken outside the window, or it is free (B-04)."""

from datetime import date, datetime

import pytest

from gongji.contributions import PremiumFreeForNewborn, PremiumNoRefund, PremiumWindowClosed, Scheme
from gongji.ground.calendar import BEIJING
from gongji.kinship import NearRelative
from tests.contributions.conftest import Office, policy_of_pool
from tests.world import LANZHOU, World

FREE = """
[values."premium.newborn"]
dated = [{ from = 2024-01-01, value = { RESIDENT = { days = 90, free = true } } }]
"""
GUIYANG = 520100


def at(world: World, moment: str) -> None:
    world.now = datetime.fromisoformat(moment).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("born", "now", "year", "cover_from"),
    [
        (date(2026, 5, 10), "2026-05-10 03:00", 2026, date(2026, 5, 10)),
        (date(2026, 5, 10), "2026-08-08 23:59", 2026, date(2026, 5, 10)),
        # The year after is taken, too, once it has begun.
        (date(2026, 11, 20), "2026-12-30 12:00", 2026, date(2026, 11, 20)),
        (date(2026, 11, 20), "2027-02-18 12:00", 2026, date(2026, 11, 20)),
        (date(2026, 11, 20), "2027-02-18 12:00", 2027, date(2027, 1, 1)),
    ],
)
def test_b_04_within_90_days_it_is_ordered_outside_the_window_and_covers_from_birth(
    world: World, office: Office, daughter: int, born: date, now: str, year: int, cover_from: date
) -> None:
    at(world, now)
    child = world.resident("陈小", born=born)
    quota = world.share(daughter, child, NearRelative.CHILD, 1_000_00)
    order = office.paid(office.order(child, year=year))
    assert (order.amount_fen, order.wait_months, order.cover_from) == (400_00, None, cover_from)
    assert world.remaining(quota) == 600_00


@pytest.mark.parametrize(
    ("born", "now", "year"),
    [
        (date(2026, 5, 10), "2026-08-09 00:00", 2026),
        (date(2026, 5, 10), "2026-05-11 12:00", 2027),
        (date(2026, 12, 29), "2026-12-30 12:00", 2027),
        (date(2027, 1, 2), "2027-01-03 12:00", 2026),
    ],
)
def test_b_04_on_day_91_or_for_another_year_the_window_counts_again(
    world: World, office: Office, born: date, now: str, year: int
) -> None:
    child = world.resident("陈小", born=born)
    at(world, now)
    with pytest.raises(PremiumWindowClosed):
        office.quote(child, year=year)


def test_b_04_in_a_late_window_a_newborn_pays_what_the_first_one_asked(world: World, office: Office) -> None:
    child, mother = world.resident("陈小", pool=GUIYANG, born=date(2026, 4, 1)), world.resident("杨梅", pool=GUIYANG)
    at(world, "2026-06-30 12:00")
    assert office.quote(mother, year=2026).amount_fen == 1_100_00
    quoted = office.quote(child, year=2026)
    assert (quoted.amount_fen, quoted.terms.cover_from) == (400_00, date(2026, 4, 1))


def test_b_04_in_the_window_of_the_next_year_a_newborn_is_ordered_like_anybody(world: World, office: Office) -> None:
    quoted = office.quote(world.resident("陈小", born=date(2026, 11, 1)))
    assert (quoted.amount_fen, quoted.terms.cover_from) == (400_00, date(2027, 1, 1))


def test_b_04_where_the_year_of_birth_is_free_no_order_is_needed(world: World, office: Office) -> None:
    child = world.resident("陈小", born=date(2026, 11, 1))
    world.policy = policy_of_pool(world, LANZHOU, FREE)
    for attempt in (office.quote, office.order):
        with pytest.raises(PremiumFreeForNewborn) as refused:
            attempt(child, year=2026)
        assert refused.value.year == 2026
    assert office.quote(child, year=2027).amount_fen == 400_00


def test_b_04_long_term_care_knows_no_newborns(world: World, office: Office) -> None:
    child = world.resident("陈小", born=date(2026, 11, 1))
    with pytest.raises(PremiumWindowClosed):
        office.quote(child, Scheme.LONG_TERM_CARE, year=2026)


def test_b_04_b_10_cover_that_began_with_birth_is_not_taken_back(world: World, office: Office) -> None:
    child = world.resident("陈小", born=date(2026, 11, 1))
    order = office.paid(office.order(child, year=2026, cash=400_00))
    with pytest.raises(PremiumNoRefund):
        office.ask_refund(order)
