"""What a premium costs by age, kind of resident and subsidised group (B-01)."""

from datetime import date

import pytest

from gongji.contributions import (
    PremiumAmountChanged,
    PremiumFullySubsidised,
    PremiumGroupNotTold,
    PremiumNotOffered,
    Scheme,
)
from gongji.contributions.bands import Band, Covered, require_band
from gongji.kinship import NearRelative
from tests.contributions.conftest import GROUPS, Office, policy_of_pool
from tests.world import LANZHOU, XIAMEN, World

BEIJING_POOL, SHANGHAI_POOL = 110000, 310000


@pytest.mark.parametrize(
    ("pool", "born", "sex", "band", "fen"),
    [
        (BEIJING_POOL, date(2009, 1, 2), 2, "STUDENT_OR_CHILD", 435_00),
        (BEIJING_POOL, date(2009, 1, 1), 2, "WORKING_AGE", 795_00),
        (BEIJING_POOL, date(1977, 1, 2), 2, "WORKING_AGE", 795_00),
        (BEIJING_POOL, date(1977, 1, 1), 2, "OLD", 460_00),
        (BEIJING_POOL, date(1977, 1, 1), 1, "WORKING_AGE", 795_00),
        (BEIJING_POOL, date(1967, 1, 1), 1, "OLD", 460_00),
        (SHANGHAI_POOL, date(2010, 6, 1), 1, "STUDENT_OR_CHILD", 400_00),
        (SHANGHAI_POOL, date(1990, 6, 1), 1, "AGE_19_TO_59", 1_040_00),
        (SHANGHAI_POOL, date(1967, 1, 1), 1, "AGE_60_TO_69", 870_00),
        (SHANGHAI_POOL, date(1957, 1, 1), 1, "AGE_70_AND_OVER", 700_00),
        (LANZHOU, date(1957, 1, 1), 1, "", 400_00),
    ],
)
def test_b_01_the_age_on_new_year_says_what_she_pays(
    world: World, office: Office, pool: int, born: date, sex: int, band: str, fen: int
) -> None:
    quoted = office.quote(world.resident("王五", pool=pool, born=born, sex=sex))
    assert (quoted.terms.band, quoted.amount_fen, quoted.cash_fen) == (band, fen, fen)


def test_b_01_a_student_of_22_pays_as_a_child(world: World, office: Office) -> None:
    student = world.resident("王五", pool=BEIJING_POOL, born=date(2004, 6, 1))
    world.db.execute("update insured_relation set person_type = '1404' where person_id = %s", [student])
    order = office.order(student, cash=435_00)
    assert (order.band, order.amount_fen, order.cover_from) == ("STUDENT_OR_CHILD", 435_00, date(2027, 1, 1))


def test_b_01_two_premiums_of_one_pool_are_two_amounts_from_one_quota(
    world: World, office: Office, daughter: int
) -> None:
    mother = world.resident("李秀兰", pool=XIAMEN)
    child = world.resident("陈小", pool=XIAMEN, born=date(2016, 6, 1))
    world.policy = policy_of_pool(world, XIAMEN, CHILDREN)
    for person, fen in ((mother, 400_00), (child, 380_00)):
        assert office.paid(office.order(person, cash=fen, key=str(person)), receipt=str(person)).amount_fen == fen


def test_b_01_of_groups_the_tax_office_names_one_pays_half_and_one_nothing(
    world: World, office: Office, mother: int
) -> None:
    world.policy = policy_of_pool(world, LANZHOU, GROUPS)
    assert (office.quote(mother, group="").amount_fen, office.quote(mother, group="").terms.band) == (400_00, "")
    quoted = office.quote(mother, group="LOW_INCOME")
    assert (quoted.amount_fen, quoted.terms.band) == (200_00, "LOW_INCOME")
    for attempt in (office.quote, office.order):
        with pytest.raises(PremiumFullySubsidised) as refused:
            attempt(mother, group="EXTREME_POVERTY")
        assert refused.value.year == 2027


def test_b_01_a_group_the_pool_has_no_band_for_pays_what_all_pay(world: World, office: Office, mother: int) -> None:
    world.policy = policy_of_pool(world, LANZHOU, GROUPS)
    assert office.quote(mother, group="VETERAN").amount_fen == 400_00


def test_b_01_without_knowing_her_group_nothing_is_quoted_where_it_matters(
    world: World, office: Office, mother: int
) -> None:
    world.policy = policy_of_pool(world, LANZHOU, GROUPS)
    for attempt in (office.quote, office.order):
        with pytest.raises(PremiumGroupNotTold):
            attempt(mother)
    assert office.quote(mother, Scheme.LONG_TERM_CARE).amount_fen == 30_00


def test_b_01_what_costs_another_amount_than_was_shown_is_not_taken(
    world: World, office: Office, daughter: int, mother: int
) -> None:
    quota = world.share(daughter, mother, NearRelative.PARENT, 1_000_00)
    with pytest.raises(PremiumAmountChanged) as refused:
        office.order(mother, amount=200_00)
    assert (refused.value.amount_fen, world.remaining(quota)) == (400_00, 1_000_00)
    assert office.order(mother, amount=400_00).amount_fen == 400_00


def test_b_01_the_first_band_that_fits_decides_and_where_none_does_it_is_not_offered() -> None:
    young = Band(100, "YOUNG", ages=(0, 18))
    woman = Band(200, "WOMAN", sex=2)
    girl = Covered(date(2020, 2, 29), 2, "15", None)
    new_year = date(2027, 1, 1)
    assert require_band([young, woman], girl, year=2027, age_on=new_year) is young
    assert require_band([woman, young], girl, year=2027, age_on=new_year) is woman
    with pytest.raises(PremiumNotOffered):
        require_band([young, woman], Covered(date(1980, 1, 1), 1, "15", None), year=2027, age_on=new_year)


def test_b_01_on_the_day_before_a_birthday_she_is_a_year_younger_and_before_birth_nought() -> None:
    leapling = Covered(date(2008, 2, 29), 1, "15", "")
    assert [leapling.age_on(day) for day in (date(2026, 2, 28), date(2026, 3, 1), date(2007, 1, 1))] == [17, 18, 0]


CHILDREN = """
[[values."premium.resident".dated]]
from = 2024-01-01

[[values."premium.resident".dated.value.2027]]
open_from = 2026-09-01
open_to = 2026-12-31
bands = [{ name = "CHILD", ages = [0, 18], amount_fen = 38_000 }, { amount_fen = 40_000 }]
"""
