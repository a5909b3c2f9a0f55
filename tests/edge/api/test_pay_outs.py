"""Pay-outs through the API: at the counter, by two, and nobody sees more of the payee than a clerk needs."""

from datetime import datetime, timedelta

import pytest

from gongji import insured
from gongji.access import Role
from gongji.audit import By
from gongji.ground.calendar import BEIJING
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.world import LANZHOU, NOON, XIAMEN

HASH = "ab" * 32
WANTED = {
    "kind": "HEIRS",
    "payee_name": "陈小一",
    "bank_account": "6222000011112222333",
    "evidence_kind": "notarised inheritance",
    "evidence_hash": HASH,
}
DEATH = {"kind": "DIED", "told_key": "1", "on": "2026-11-04", "scheme": 310}


@pytest.fixture
def son(house: House) -> int:
    return house.world.employee("陈一", account=30_000_00, sex=1)


@pytest.fixture
def clerk(house: House) -> Caller:
    return house.staff("xm-1", Role.CLERK, XIAMEN)


@pytest.fixture
def second(house: House) -> Caller:
    return house.staff("xm-2", Role.CHECKER, XIAMEN)


@pytest.fixture
def proposed(house: House, son: int, clerk: Caller) -> Json:
    serving = clerk.serving(house.number(son))
    serving.did("/life-events", DEATH)
    found: Json = serving.did("/pay-outs", WANTED)
    return found


def test_one_clerk_proposes_and_another_confirms_from_the_queue(
    house: House, son: int, clerk: Caller, second: Caller, proposed: Json
) -> None:
    assert (proposed["state"], proposed["amount"]) == ("PROPOSED", None)
    (item,) = second.sees("/work-items?kind=PAY_OUT_REVIEW")["items"]
    assert (item["work_item_id"], item["about"]) == (proposed["work_item_id"], proposed["pay_out_id"])
    path = f"/pay-outs/{item['about']}"
    seen = second.sees(path)
    assert (seen["payee_name"], seen["bank_account_ends"]) == ("陈*一", "2333")
    assert refusal(clerk.post(f"{path}/confirmation")) == (409, "SECOND_PERSON")
    confirmed = second.did(f"{path}/confirmation")
    assert (confirmed["state"], confirmed["amount"]) == ("CONFIRMED", "30000.00")
    assert refusal(second.post(f"{path}/confirmation")) == (409, "PAY_OUT_STATE_CONFLICT")
    assert second.did(f"{path}/payment", {"bank_reference": "B-1"})["bank_reference"] == "B-1"
    serving = clerk.serving(house.number(son))
    assert [one["pay_out"]["state"] for one in serving.sees("/pay-outs")["pay_outs"]] == ["CONFIRMED"]
    assert serving.sees("/account")["total"] == "0.00"
    house.world.require_books_agree()


def test_a_refused_one_keeps_its_reason(second: Caller, proposed: Json) -> None:
    refused = second.did(f"/pay-outs/{proposed['pay_out_id']}/refusal", {"reason": "no certificate"})
    assert (refused["state"], refused["reason"], refused["amount"]) == ("REFUSED", "no certificate", None)


def test_only_staff_of_the_pool_see_or_decide_it(house: House, son: int, proposed: Json) -> None:
    path = f"/pay-outs/{proposed['pay_out_id']}"
    citizen, elsewhere = house.citizen(son), house.staff("lz-1", Role.CLERK, LANZHOU)
    operator = house.staff("xm-3", Role.OPERATOR, XIAMEN)
    for other in (citizen, elsewhere, operator):
        assert refusal(other.get(path)) == (403, "NO_ROLE")
        assert refusal(other.post(f"{path}/confirmation")) == (403, "NO_ROLE")
        assert refusal(other.post(f"{path}/refusal", {"reason": "x"})) == (403, "NO_ROLE")
        assert refusal(other.post(f"{path}/payment", {"bank_reference": "x"})) == (403, "NO_ROLE")
    assert refusal(citizen.post("/pay-outs", WANTED)) == (403, "NO_ROLE")
    assert refusal(citizen.get("/pay-outs")) == (403, "NO_ROLE")


def test_nothing_of_the_payee_is_kept_in_answers_or_the_queue(house: House, proposed: Json) -> None:
    kept = house.world.db.execute("select convert_from(answer, 'UTF8') from api_answer").fetchall()
    kept += house.world.db.execute("select detail::text from work_item").fetchall()
    assert len(kept) == 3
    assert not any(word in row for (row,) in kept for word in ("陈小一", "2333"))


def test_whoever_looks_is_written_down(house: House, son: int, second: Caller, proposed: Json) -> None:
    second.sees(f"/pay-outs/{proposed['pay_out_id']}")
    looks = house.world.db.execute("select person_id, purpose from person_look").fetchall()
    assert (son, "pay-out") in looks


@pytest.mark.parametrize(
    "change",
    [{"kind": "GIFT"}, {"payee_name": ""}, {"bank_account": "12 34"}, {"evidence_hash": "ab"}, {"evidence_kind": None}],
)
def test_a_wrong_wish_is_refused_by_its_field(house: House, son: int, clerk: Caller, change: Json) -> None:
    serving = clerk.serving(house.number(son))
    assert refusal(serving.post("/pay-outs", WANTED | change)) == (422, "FIELD_INVALID")
    assert refusal(serving.post("/pay-outs", WANTED)) == (409, "DEATH_NOT_RECORDED")
    assert refusal(clerk.get("/pay-outs/12")) == (404, "PAY_OUT_UNKNOWN")


def test_the_account_tells_what_it_earned_and_is_earning(house: House, son: int) -> None:
    world = house.world
    running = {
        "from_day": "2026-11-05",
        "to_day": "2026-12-05",
        "amount": "16.25",
        "day_basis": 360,
        "rates": [{"from_day": "2026-11-05", "to_day": "2026-12-05", "current": 5, "carried": 65}],
    }
    caller = house.citizen(son)
    assert caller.sees("/account/interest") == {"credited": [], "running": None}
    house.at(NOON + timedelta(days=30))
    assert house.citizen(son).sees("/account/interest") == {"credited": [], "running": running}
    house.at(datetime(2027, 1, 1, 0, 45, tzinfo=BEIJING))
    insured.credit_interest(world.db, people=[son], now=world.now, policy=world.policy, by=By(0, "job"))
    world.db.commit()
    told = house.citizen(son).sees("/account/interest")
    assert [(one["to_day"], one["amount"]) for one in told["credited"]] == [("2027-01-01", "30.88")]
    assert told["running"] is None
