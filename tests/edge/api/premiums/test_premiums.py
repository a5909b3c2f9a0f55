"""Premiums through the API; the tax office, over real HTTP, is slow, wrong, down or undecided (B-07 … B-10)."""

from datetime import datetime, timedelta

import pytest

from gongji import contributions
from gongji.access import Role, Scope
from gongji.audit import By
from gongji.contributions import Scheme
from gongji.edge.jobs.premiums import Settled, settle_waiting_premiums
from gongji.edge.partners import Tax
from gongji.edge.partners.stand_in import Behaviour, StandIn
from gongji.ground.calendar import BEIJING
from gongji.ground.value import replace
from gongji.mutual_aid import Quota
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.edge.api.premiums.conftest import CARE, ORDERED, WANTED, certificate, remaining
from tests.edge.api.test_wallet import agent_of
from tests.world import LANZHOU, NOON


def later(house: House, **delta: int) -> Settled:
    """What the job finds when time has passed; callers sign in again."""
    house.at(house.world.now + timedelta(**delta))
    return settle_waiting_premiums(house.office, house.world.now)


def test_o_17_the_quote_is_what_is_paid(house: House, tax: StandIn, mother: Caller, quota: Quota) -> None:
    quoted = mother.good(mother.post("/premiums/quotes", WANTED))
    part = {"quota_id": str(quota.quota_id), "transfer_id": None, "amount": "400.00"}
    assert quoted == WANTED | {
        "amount": "400.00",
        "own": "0.00",
        "aid": [part],
        "cash": "0.00",
        "left_out": [],
        "cover_from": "2027-01-01",
        "cover_to": "2027-12-31",
        "band": "",
        "wait_months": None,
    }
    paid = mother.did("/premiums", ORDERED)
    assert (paid["state"], paid["aid"], paid["receipt"]) == ("PAID", [part], f"T{paid['order_id']}")
    assert remaining(house, quota) == 600_00
    (booked,) = tax.tax.orders.values()
    assert (booked["scheme"], booked["year"], booked["amount"], booked["cash"]) == (390, 2027, "400.00", "0.00")
    assert mother.sees(f"/premiums/{paid['order_id']}") == paid
    assert mother.sees("/premiums") == {"premiums": [paid], "after": None}


def test_a_page_of_premiums_goes_on_where_the_last_one_ended(mother: Caller) -> None:
    first = mother.did("/premiums", ORDERED)
    second = mother.did("/premiums", CARE)
    page = mother.sees("/premiums?limit=1")
    assert (page["premiums"], page["after"]) == ([first], first["order_id"])
    assert mother.sees(f"/premiums?limit=1&after={page['after']}")["premiums"] == [second]


def test_a_repeat_pays_nothing_twice(house: House, tax: StandIn, mother: Caller, quota: Quota) -> None:
    first = mother.post("/premiums", ORDERED, key="once")
    again = mother.post("/premiums", ORDERED, key="once")
    assert (again.status_code, again.json()) == (201, first.json())
    assert (remaining(house, quota), len(tax.tax.orders)) == (600_00, 1)
    assert refusal(mother.post("/premiums", ORDERED)) == (409, "PREMIUM_PAID")


def test_b_08_other_cash_than_was_shown_is_refused(house: House, tax: StandIn, mother: Caller, quota: Quota) -> None:
    assert refusal(mother.post("/premiums", ORDERED | {"cash": "1.00"})) == (409, "SPLIT_CHANGED")
    assert (remaining(house, quota), tax.tax.orders) == (1_000_00, {})


def test_e_35_what_the_tax_office_knows_to_be_insured_twice_is_refused_and_the_hold_released(
    house: House, tax: StandIn, mother: Caller, mother_id: int, quota: Quota
) -> None:
    tax.tax.refused[certificate(house, mother_id)] = "DUPLICATE_INSURANCE"
    assert refusal(mother.post("/premiums", ORDERED, key="once")) == (409, "DUPLICATE_INSURANCE")
    assert remaining(house, quota) == 1_000_00
    (failed,) = mother.sees("/premiums")["premiums"]
    assert (failed["state"], failed["reason"]) == ("FAILED", "DUPLICATE_INSURANCE")
    assert refusal(mother.post("/premiums", ORDERED, key="once")) == (409, "DUPLICATE_INSURANCE")


def test_what_the_tax_office_refuses_otherwise_is_given_back_too(
    house: House, tax: StandIn, mother: Caller, mother_id: int, quota: Quota
) -> None:
    tax.tax.refused[certificate(house, mother_id)] = ""
    assert refusal(mother.post("/premiums", ORDERED)) == (409, "PREMIUM_REFUSED")
    assert remaining(house, quota) == 1_000_00
    tax.tax.refused.clear()
    assert mother.did("/premiums", ORDERED)["state"] == "PAID"


@pytest.mark.parametrize("how", [Behaviour.SLOW, Behaviour.WRONG, Behaviour.DOWN])
def test_without_an_answer_the_money_is_held_and_the_job_asks_again(
    house: House, tax: StandIn, mother: Caller, quota: Quota, how: Behaviour
) -> None:
    tax.behaviour = how
    order = mother.did("/premiums", ORDERED, key="once")
    assert (order["state"], remaining(house, quota)) == ("SENT_TO_TAX", 600_00)
    assert refusal(mother.post("/premiums", ORDERED)) == (409, "PREMIUM_UNKNOWN")
    if how is not Behaviour.SLOW:
        assert later(house, minutes=5) == Settled(decided=0, waiting=1)
    tax.behaviour = Behaviour.WELL
    assert later(house, minutes=5) == Settled(decided=1, waiting=0)
    assert mother.did("/premiums", ORDERED, key="once")["state"] == "PAID"
    assert (remaining(house, quota), len(tax.tax.orders)) == (600_00, 1)
    assert later(house, minutes=5) == Settled(decided=0, waiting=0)


def test_what_the_tax_office_has_not_decided_is_released_after_a_day(
    house: House, tax: StandIn, mother: Caller, mother_id: int, quota: Quota
) -> None:
    tax.tax.undecided.add(certificate(house, mother_id))
    assert mother.did("/premiums", ORDERED)["state"] == "SENT_TO_TAX"
    assert later(house, hours=23, minutes=59) == Settled(decided=0, waiting=1)
    assert remaining(house, quota) == 600_00
    assert later(house, minutes=1) == Settled(decided=1, waiting=0)
    assert remaining(house, quota) == 1_000_00


def test_what_it_decided_just_before_its_time_was_over_counts(
    house: House, tax: StandIn, mother: Caller, mother_id: int, quota: Quota
) -> None:
    tax.tax.undecided.add(certificate(house, mother_id))
    mother.did("/premiums", ORDERED)
    tax.tax.decide()
    assert later(house, hours=24) == Settled(decided=1, waiting=0)
    assert remaining(house, quota) == 600_00


def test_an_order_left_behind_by_a_crash_is_paid_by_the_job(
    house: House, tax: StandIn, mother: Caller, mother_id: int, quota: Quota
) -> None:
    world = house.world
    order = contributions.reserve(
        world.db,
        person_id=mother_id,
        scheme=Scheme.RESIDENT,
        year=2027,
        cash_fen=0,
        payer_id=mother_id,
        told_key="1",
        now=world.now,
        policy=world.policy,
        by=By(mother_id, "app"),
    )
    world.db.commit()
    # A caller may still be at work on it.
    assert later(house, seconds=59) == Settled(decided=0, waiting=0)
    assert later(house, seconds=2) == Settled(decided=1, waiting=0)
    assert mother.sees(f"/premiums/{order.order_id}")["state"] == "PAID"
    assert remaining(house, quota) == 600_00


def test_an_order_whose_time_is_over_is_not_sent_any_more(
    house: House, tax: StandIn, mother: Caller, quota: Quota
) -> None:
    tax.behaviour = Behaviour.DOWN
    mother.did("/premiums", ORDERED)
    tax.behaviour = Behaviour.WELL
    assert later(house, days=2) == Settled(decided=1, waiting=0)
    assert (remaining(house, quota), tax.tax.orders) == (1_000_00, {})


def test_without_a_tax_office_nothing_is_ordered(house: House, mother: Caller, quota: Quota) -> None:
    house.office = replace(house.office, tax=Tax(""))
    house.at(NOON)
    assert refusal(mother.post("/premiums", ORDERED)) == (409, "PREMIUM_NOT_OFFERED")
    assert remaining(house, quota) == 1_000_00


def test_e_36_a_premium_is_taken_back_before_cover_begins_and_not_after(
    house: House, tax: StandIn, mother: Caller, mother_id: int, quota: Quota
) -> None:
    resident = f"/premiums/{mother.did('/premiums', ORDERED)['order_id']}/refund"
    care = f"/premiums/{mother.did('/premiums', CARE)['order_id']}/refund"
    assert remaining(house, quota) == 570_00
    house.at(datetime(2026, 12, 20, 10, 0, tzinfo=BEIJING))
    mother = house.citizen(mother_id)
    back = mother.did(resident, {"reason": "MISTAKE"})
    assert (back["state"], back["reason"], remaining(house, quota)) == ("REFUNDED", "MISTAKE", 970_00)
    house.at(datetime(2027, 1, 10, 10, 0, tzinfo=BEIJING))
    mother = house.citizen(mother_id)
    assert refusal(mother.post(care, {"reason": "MISTAKE"})) == (409, "PREMIUM_NO_REFUND")
    assert remaining(house, quota) == 970_00


def test_a_refund_the_tax_office_has_not_answered_is_finished_by_the_job(
    house: House, tax: StandIn, mother: Caller, quota: Quota
) -> None:
    order = mother.did("/premiums", ORDERED)
    tax.behaviour = Behaviour.DOWN
    asked = mother.did(f"/premiums/{order['order_id']}/refund", {"reason": "DUPLICATE"})
    assert (asked["state"], remaining(house, quota)) == ("REFUNDING", 600_00)
    tax.behaviour = Behaviour.WELL
    assert later(house, minutes=5) == Settled(decided=1, waiting=0)
    assert remaining(house, quota) == 1_000_00


def test_what_the_tax_office_does_not_give_back_stays_paid(
    house: House, tax: StandIn, mother: Caller, quota: Quota
) -> None:
    order = mother.did("/premiums", ORDERED)
    tax.tax.no_refunds = True
    refused = mother.post(f"/premiums/{order['order_id']}/refund", {"reason": "MISTAKE"})
    assert refusal(refused) == (409, "PREMIUM_REFUND_REFUSED")
    assert (mother.sees(f"/premiums/{order['order_id']}")["state"], remaining(house, quota)) == ("PAID", 600_00)


def test_a_clerk_pays_at_the_counter_for_whom_she_serves(
    house: House, tax: StandIn, mother: Caller, mother_id: int, quota: Quota
) -> None:
    clerk = house.staff("lz-1", Role.CLERK, LANZHOU).serving(house.number(mother_id))
    paid = clerk.did("/premiums", ORDERED)
    assert (paid["state"], remaining(house, quota)) == ("PAID", 600_00)
    assert mother.sees(f"/premiums/{paid['order_id']}") == paid


def test_nobody_sees_or_takes_back_another_persons_premium(house: House, mother: Caller, daughter_id: int) -> None:
    path = f"/premiums/{mother.did('/premiums', ORDERED)['order_id']}"
    daughter = house.citizen(daughter_id)
    assert refusal(daughter.get(path)) == (404, "PREMIUM_ORDER_UNKNOWN")
    assert refusal(daughter.post(f"{path}/refund", {"reason": "MISTAKE"})) == (404, "PREMIUM_ORDER_UNKNOWN")
    assert daughter.sees("/premiums")["premiums"] == []


def test_paying_needs_a_fresh_proof(house: House, mother: Caller, quota: Quota) -> None:
    house.at(NOON + timedelta(minutes=6))
    assert refusal(mother.post("/premiums", ORDERED)) == (401, "STEP_UP_NEEDED")
    assert remaining(house, quota) == 1_000_00


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"scheme": "PENSION"}, (422, "FIELD_INVALID")),
        ({"year": "next"}, (422, "FIELD_INVALID")),
        ({"year": 2030}, (409, "PREMIUM_NOT_OFFERED")),
        ({"year": 2026}, (409, "PREMIUM_WINDOW_CLOSED")),
        ({"cash": "0.001"}, (422, "FIELD_INVALID")),
        ({"cash": None}, (422, "FIELD_INVALID")),
    ],
)
def test_a_wrong_wish_is_refused_by_name_and_leaves_nothing(
    tax: StandIn, mother: Caller, change: Json, refused: tuple[int, str]
) -> None:
    assert refusal(mother.post("/premiums", ORDERED | change)) == refused
    assert (mother.sees("/premiums")["premiums"], tax.tax.orders) == ([], {})


def test_i_2_what_an_order_holds_is_still_in_the_donors_account(
    house: House, tax: StandIn, mother: Caller, daughter_id: int
) -> None:
    tax.behaviour = Behaviour.DOWN
    amount = mother.did("/premiums", ORDERED)["amount"]
    left = f"{1_000 - float(amount):.2f}"
    assert house.citizen(daughter_id).sees("/account") == {
        "available": "29000.00", "set_aside": left, "in_transit": "0.00", "held": amount, "total": "30000.00",
    }  # fmt: skip


def test_a_05_an_agent_whose_quota_paid_waits_a_day_before_she_asks_it_back(
    house: House, mother: Caller, mother_id: int, daughter_id: int
) -> None:
    order = mother.did("/premiums", ORDERED)["order_id"]
    for_her = agent_of(house, mother_id, daughter_id, Scope.PREMIUMS)
    assert refusal(for_her.post(f"/premiums/{order}/refund", {"reason": "MISTAKE"})) == (403, "MANDATE_COOLING")
    house.at(NOON + timedelta(hours=24))
    for_her = house.citizen(daughter_id).serving(house.number(mother_id))
    assert for_her.did(f"/premiums/{order}/refund", {"reason": "MISTAKE"})["state"] == "REFUNDED"
