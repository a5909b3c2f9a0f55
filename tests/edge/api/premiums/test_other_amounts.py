"""Premiums of other amounts through the API: by the group the tax office names, late, of newborns (B-01 … B-04)."""

from datetime import date, datetime

import pytest

from gongji.edge.partners.stand_in import Behaviour, StandIn
from gongji.ground.calendar import BEIJING
from gongji.ground.value import replace
from gongji.mutual_aid import Quota
from tests.contributions.conftest import GROUPS, policy_of_pool
from tests.contributions.test_newborns import FREE
from tests.edge.api.conftest import Caller, House, refusal
from tests.edge.api.premiums.conftest import ORDERED, WANTED, certificate, remaining
from tests.world import LANZHOU

HALF = ORDERED | {"amount": "200.00"}
XINING = 630100


def ruled(house: House, toml: str) -> None:
    """From now on Lanzhou has values of its own."""
    house.office = replace(house.office, policy=policy_of_pool(house.world, LANZHOU, toml))


@pytest.fixture
def groups(house: House, mother: Caller) -> None:
    """Lanzhou helps two groups."""
    ruled(house, GROUPS)


def test_b_01_the_tax_office_says_whose_group_it_is_and_she_pays_half(
    house: House, tax: StandIn, groups: None, mother: Caller, mother_id: int, quota: Quota
) -> None:
    tax.tax.groups[certificate(house, mother_id)] = "LOW_INCOME"
    quoted = mother.good(mother.post("/premiums/quotes", WANTED))
    assert (quoted["amount"], quoted["band"]) == ("200.00", "LOW_INCOME")
    assert refusal(mother.post("/premiums", ORDERED)) == (409, "PREMIUM_AMOUNT_CHANGED")
    paid = mother.did("/premiums", HALF)
    assert (paid["state"], paid["amount"], paid["band"]) == ("PAID", "200.00", "LOW_INCOME")
    assert remaining(house, quota) == 800_00
    (booked,) = tax.tax.orders.values()
    assert booked["amount"] == "200.00"


def test_b_01_who_is_in_no_group_pays_all_and_whose_group_pays_nothing_needs_no_order(
    house: House, tax: StandIn, groups: None, mother: Caller, mother_id: int, quota: Quota
) -> None:
    assert mother.good(mother.post("/premiums/quotes", WANTED))["amount"] == "400.00"
    tax.tax.groups[certificate(house, mother_id)] = "EXTREME_POVERTY"
    assert refusal(mother.post("/premiums/quotes", WANTED)) == (409, "PREMIUM_FULLY_SUBSIDISED")
    assert refusal(mother.post("/premiums", ORDERED)) == (409, "PREMIUM_FULLY_SUBSIDISED")
    assert (remaining(house, quota), tax.tax.orders) == (1_000_00, {})


@pytest.mark.parametrize("how", [Behaviour.SLOW, Behaviour.WRONG, Behaviour.DOWN])
def test_b_01_without_an_answer_about_her_group_nothing_is_told_or_taken(
    house: House, tax: StandIn, groups: None, mother: Caller, quota: Quota, how: Behaviour
) -> None:
    tax.behaviour = how
    assert refusal(mother.post("/premiums/quotes", WANTED)) == (409, "PREMIUM_GROUP_NOT_TOLD")
    assert refusal(mother.post("/premiums", ORDERED)) == (409, "PREMIUM_GROUP_NOT_TOLD")
    assert remaining(house, quota) == 1_000_00


def test_b_01_a_repeat_is_answered_though_the_office_says_nothing_of_her_group_any_more(
    house: House, tax: StandIn, groups: None, mother: Caller, mother_id: int, quota: Quota
) -> None:
    tax.tax.groups[certificate(house, mother_id)] = "LOW_INCOME"
    first = mother.did("/premiums", HALF, key="once")
    tax.behaviour = Behaviour.DOWN
    assert mother.did("/premiums", HALF, key="once") == first
    assert remaining(house, quota) == 800_00


def test_b_01_where_the_office_asks_another_amount_everything_goes_back(
    house: House, tax: StandIn, mother: Caller, mother_id: int, quota: Quota
) -> None:
    tax.tax.owed[certificate(house, mother_id)] = "180.00"
    assert refusal(mother.post("/premiums", ORDERED)) == (409, "PREMIUM_AMOUNT_DIFFERS")
    assert remaining(house, quota) == 1_000_00
    (failed,) = mother.sees("/premiums")["premiums"]
    assert (failed["state"], failed["reason"]) == ("FAILED", "PREMIUM_AMOUNT_DIFFERS")


def test_b_03_who_comes_late_sees_the_wait_and_the_day_cover_begins(house: House, tax: StandIn) -> None:
    person = house.world.resident("马兰", pool=XINING)
    house.world.db.commit()
    house.at(datetime(2027, 4, 1, 10, 0, tzinfo=BEIJING))
    caller = house.citizen(person)
    quoted = caller.good(caller.post("/premiums/quotes", WANTED))
    cover = {"cover_from": "2027-07-01", "cover_to": "2027-12-31", "wait_months": 3}
    assert cover.items() <= quoted.items()
    paid = caller.did("/premiums", ORDERED | {"cash": "400.00"})
    assert cover.items() <= paid.items()
    assert caller.sees(f"/premiums/{paid['order_id']}") == paid


def test_b_04_a_newborns_cover_is_back_dated_and_where_it_is_free_the_door_says_so(house: House, tax: StandIn) -> None:
    child = house.world.resident("陈小", born=date(2026, 10, 20))
    house.world.db.commit()
    caller = house.citizen(child)
    this_year = WANTED | {"year": 2026}
    assert caller.good(caller.post("/premiums/quotes", this_year))["cover_from"] == "2026-10-20"
    ruled(house, FREE)
    ordered = ORDERED | {"year": 2026, "cash": "400.00"}
    for refused in (caller.post("/premiums/quotes", this_year), caller.post("/premiums", ordered)):
        assert refusal(refused) == (409, "PREMIUM_FREE_FOR_NEWBORN")
