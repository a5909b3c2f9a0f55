"""Two records of one person became one: the living one shows the histories of both, and says which is which (W-03)."""

from contextlib import closing
from decimal import Decimal

import pytest

from gongji import contributions
from gongji.access import Role
from gongji.audit import By
from gongji.contributions import PremiumOrder, Scheme
from gongji.edge.jobs.notices import write_notices
from gongji.edge.partners import Tax
from gongji.edge.partners.stand_in import Register, StandIn
from gongji.ground.money import fen_of
from gongji.ground.value import replace
from gongji.kinship import NearRelative
from tests.edge.api.conftest import Caller, House, refusal
from tests.world import LANZHOU, NOON, PILLS


@pytest.fixture
def son_id(house: House) -> int:
    return house.world.employee("陈一鸣", account=30_000_00, sex=1)


@pytest.fixture
def former_id(house: House, son_id: int) -> int:
    """The record under which she was insured first, with a quota of her son's."""
    former = house.world.resident("李秀兰")
    house.world.share(son_id, former, NearRelative.PARENT, 1_000_00)
    return former


@pytest.fixture
def mother_id(house: House) -> int:
    return house.world.resident("李秀兰")


def merged(house: House, former_id: int, mother_id: int) -> Caller:
    """The mother, who has one record now."""
    house.world.merge(former_id, into=mother_id)
    house.world.db.commit()
    write_notices(house.office)
    return house.citizen(mother_id)


def test_her_relations_and_her_history_are_those_of_both_records(
    house: House, son_id: int, former_id: int, mother_id: int
) -> None:
    house.world.buy(former_id, (PILLS, 200_00))
    mother = merged(house, former_id, mother_id)
    house.world.share(son_id, mother_id, NearRelative.PARENT, 300_00)
    house.world.buy(mother_id, (PILLS, 100_00))
    house.world.db.commit()
    write_notices(house.office)
    relations = mother.sees("/relations?side=received")["relations"]
    assert [(one["relation"]["state"], one["former_record"]) for one in relations] == [
        ("dissolved", True), ("active", False),
    ]  # fmt: skip
    assert mother.sees(f"/relations/{relations[0]['relation']['relation_id']}") == relations[0]["relation"]
    first = mother.sees("/records?limit=2")
    rest = mother.sees(f"/records?limit=9&after={first['after']}")
    found = [(one["what"], one.get("former_record", False)) for one in first["records"] + rest["records"]]
    assert found == [
        ("SETTLED", False), ("QUOTA_SET", False), ("QUOTA_CLOSED", True), ("SETTLED", True), ("QUOTA_SET", True),
    ]  # fmt: skip
    assert rest["records"][1]["bill"]["total"] == "200.00"


def test_a_dissolved_relation_of_the_former_record_cannot_be_dissolved_again(
    house: House, former_id: int, mother_id: int
) -> None:
    mother = merged(house, former_id, mother_id)
    (one,) = mother.sees("/relations?side=received")["relations"]
    dissolution = f"/relations/{one['relation']['relation_id']}/dissolution"
    assert refusal(mother.post(dissolution)) == (409, "RELATION_NOT_ACTIVE")
    assert refusal(house.citizen(house.world.resident("王五")).post(dissolution)) == (404, "RELATION_UNKNOWN")


def paid(house: House, person_id: int) -> PremiumOrder:
    world, by = house.world, By(person_id, "app")
    order = contributions.reserve(
        world.db, person_id=person_id, scheme=Scheme.RESIDENT, year=2027, cash_fen=0, payer_id=person_id, told_key="1",
        now=world.now, policy=world.policy, by=by,
    )  # fmt: skip
    contributions.sent(world.db, order_id=order.order_id, now=world.now, by=by)
    contributions.paid(world.db, order_id=order.order_id, receipt="T1", now=world.now, by=by)
    return order


def test_a_premium_paid_under_the_former_record_is_hers(house: House, former_id: int, mother_id: int) -> None:
    order = paid(house, former_id)
    mother = merged(house, former_id, mother_id)
    (shown,) = mother.sees("/premiums")["premiums"]
    assert (shown["order_id"], shown["state"], shown["former_record"]) == (str(order.order_id), "PAID", True)
    assert mother.sees(f"/premiums/{order.order_id}") == shown
    stranger = house.citizen(house.world.resident("王五"))
    assert refusal(stranger.get(f"/premiums/{order.order_id}")) == (404, "PREMIUM_ORDER_UNKNOWN")


def test_b_10_she_takes_back_what_was_paid_under_the_former_record_and_it_returns_to_her_son(
    house: House, son_id: int, former_id: int, mother_id: int
) -> None:
    house.world.db.commit()
    with StandIn(Register()).serving() as partners, closing(Tax(partners.url, seconds=5)) as tax:
        house.office = replace(house.office, tax=tax)
        house.at(NOON)
        ordered = {"scheme": "RESIDENT", "year": 2027, "amount": "400.00", "cash": "0.00"}
        order = house.citizen(former_id).did("/premiums", ordered)
        mother = merged(house, former_id, mother_id)
        assert house.world.own(son_id) == 30_000_00 - fen_of(Decimal(order["amount"]), field="amount")
        refund = mother.did(f"/premiums/{order['order_id']}/refund", {"reason": "MISTAKE"})
    assert (refund["state"], refund["former_record"]) == ("REFUNDED", True)
    assert house.world.own(son_id) == 30_000_00


def test_her_complaints_of_before_are_read_and_reopened_and_what_concerned_that_record_concerns_her(
    house: House, former_id: int, mother_id: int
) -> None:
    bill = house.world.buy(former_id, (PILLS, 200_00)).settlement.settlement_id
    about = {"about": "payment", "about_id": str(bill), "text": "药店多收了钱"}
    filed = house.citizen(former_id).did("/complaints", about)
    path = f"/complaints/{filed['complaint_id']}"
    house.staff("lz-1", Role.CLERK, LANZHOU).did(f"{path}/answer", {"outcome": "rejected", "text": "没有多收"})
    mother = merged(house, former_id, mother_id)
    assert [one["complaint_id"] for one in mother.sees("/complaints")["complaints"]] == [filed["complaint_id"]]
    assert [one["text"] for one in mother.sees(path)["texts"]] == ["药店多收了钱", "没有多收"]
    assert mother.did(f"{path}/reopening", {"text": "有收据"})["state"] == "open"
    again = mother.did("/complaints", about)
    assert [one["complaint_id"] for one in mother.sees("/complaints")["complaints"]] == [
        filed["complaint_id"], again["complaint_id"],
    ]  # fmt: skip
    stranger = house.citizen(house.world.resident("王五"))
    assert refusal(stranger.get(path)) == (404, "COMPLAINT_UNKNOWN")
    assert refusal(stranger.post("/complaints", about)) == (403, "COMPLAINT_NOT_YOURS")
