"""Who comes late pays another amount, waits for cover, or both (B-03); what has not begun can be taken back (B-10)."""

from datetime import date, datetime

import pytest

from gongji.contributions import PremiumNoRefund, PremiumWindowClosed, Reason
from gongji.ground.calendar import BEIJING
from tests.contributions.conftest import Office, policy_of_pool
from tests.world import LANZHOU, World

XINING, GUIYANG = 630100, 520100


def at(world: World, moment: str) -> None:
    world.now = datetime.fromisoformat(moment).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("pool", "now", "fen", "wait", "cover_from"),
    [
        (XINING, "2026-12-31 23:59", 400_00, None, date(2027, 1, 1)),
        (XINING, "2027-03-01 00:00", 400_00, 3, date(2027, 6, 1)),
        (XINING, "2027-03-31 12:00", 400_00, 3, date(2027, 6, 30)),
        (XINING, "2027-06-30 23:59", 400_00, 3, date(2027, 9, 30)),
        (XINING, "2027-07-01 00:00", 1_100_00, 0, date(2027, 7, 1)),
        (GUIYANG, "2027-03-01 00:00", 1_100_00, 0, date(2027, 3, 1)),
        (GUIYANG, "2027-12-31 23:59", 1_100_00, 0, date(2027, 12, 31)),
    ],
)
def test_b_03_each_window_has_its_amount_and_its_wait(
    world: World, office: Office, pool: int, now: str, fen: int, wait: int | None, cover_from: date
) -> None:
    person = world.resident("马兰", pool=pool)
    at(world, now)
    quoted = office.quote(person)
    assert (quoted.amount_fen, quoted.terms.wait_months, quoted.terms.cover_from) == (fen, wait, cover_from)
    order = office.order(person, cash=fen)
    assert (order.amount_fen, order.wait_months, order.cover_from) == (fen, wait, cover_from)


@pytest.mark.parametrize(
    ("now", "opens_on"), [("2027-02-28 23:59", date(2027, 3, 1)), ("2028-01-01 00:00", date(2027, 7, 1))]
)
def test_b_03_between_windows_the_next_one_is_told_and_after_the_last_the_last(
    world: World, office: Office, now: str, opens_on: date
) -> None:
    person = world.resident("马兰", pool=XINING)
    at(world, now)
    with pytest.raises(PremiumWindowClosed) as refused:
        office.quote(person)
    assert refused.value.opens_on == opens_on


def test_b_03_nobody_pays_for_cover_that_would_begin_after_its_year(world: World, office: Office) -> None:
    person = world.resident("马兰")
    world.policy = policy_of_pool(world, LANZHOU, UNTIL_NEW_YEAR)
    at(world, "2027-09-30 12:00")
    assert office.quote(person).terms.cover_from == date(2027, 12, 30)
    at(world, "2027-10-01 12:00")
    with pytest.raises(PremiumWindowClosed):
        office.quote(person)


def test_b_03_b_10_until_the_wait_is_over_it_is_taken_back_and_then_no_more(world: World, office: Office) -> None:
    person = world.resident("马兰", pool=XINING)
    at(world, "2027-04-01 10:00")
    order = office.paid(office.order(person, cash=400_00))
    at(world, "2027-07-01 00:00")
    for reason in Reason:
        with pytest.raises(PremiumNoRefund):
            office.ask_refund(order, reason)
    at(world, "2027-06-30 23:59")
    assert office.refund(order).state == "REFUNDED"


def test_b_03_b_10_where_cover_begins_at_once_there_is_nothing_to_take_back(world: World, office: Office) -> None:
    person = world.resident("杨梅", pool=GUIYANG)
    at(world, "2027-04-01 10:00")
    order = office.paid(office.order(person, cash=1_100_00))
    with pytest.raises(PremiumNoRefund):
        office.ask_refund(order)


UNTIL_NEW_YEAR = """
[[values."premium.resident".dated]]
from = 2024-01-01

[[values."premium.resident".dated.value.2027]]
open_from = 2027-03-01
open_to = 2027-12-31
wait_months = 3
bands = [{ amount_fen = 40_000 }]
"""
