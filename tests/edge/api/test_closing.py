"""How a month really ends, through the API: provinces dispute and withdraw, the nation decides and closes."""

from datetime import date

import pytest

from gongji.access import Role
from gongji.kinship import NearRelative
from tests.clearing.month import Month, at
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.world import PILLS, XIAMEN

FUJIAN, GANSU, NATION = 350000, 620000, 0
BATCH, YEAR = "/clearing/batches/202611", "/clearing/years/2026"


@pytest.fixture
def nation(house: House) -> Caller:
    """November is filed and sorted, Xiamen's aid in Lanzhou was 218.50, and it is 22 December."""
    world = house.world
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    Month(world).file()
    house.at(at(date(2026, 12, 22)))
    nation = house.staff("national-1", Role.NATIONAL, NATION)
    nation.did(BATCH)
    return nation


def province(house: House, region: int) -> Caller:
    return house.staff(f"office-{region}-{next(house.numbers)}", Role.OPERATOR, region)


def dispute(by: int = FUJIAN, **changed: object) -> Json:
    asked = {"province": by, "payer": FUJIAN, "payee": GANSU, "reason": "药店已停业", "evidence_hash": "e" * 64}
    return asked | changed


def test_c_13_a_province_disputes_a_line_and_withdraws_and_both_sides_see_it(house: House, nation: Caller) -> None:
    fujian, gansu = province(house, FUJIAN), province(house, GANSU)
    line = {"payer": FUJIAN, "payee": GANSU, "items": 1, "amount": "218.50"}
    assert gansu.sees(f"{BATCH}/lines?region={GANSU}")["lines"] == [line | {"state": "PENDING"}]
    disputed = fujian.did(f"{BATCH}/disputes", dispute())
    assert (disputed["month"], disputed["red_on"], disputed["ending"]) == (202611, "2027-02-23", None)
    assert nation.sees(f"{BATCH}/lines?region={NATION}")["lines"] == [line | {"state": "DISPUTED"}]
    for caller, region in ((gansu, GANSU), (nation, NATION)):
        assert caller.sees(f"/clearing/disputes?region={region}") == {"disputes": [disputed], "after": None}
        assert caller.sees(f"/clearing/disputes?region={region}&red=true")["disputes"] == []
    withdrawal = f"/clearing/disputes/{disputed['dispute_id']}/withdrawal"
    assert refusal(gansu.post(withdrawal, {"note": "已核实"})) == (403, "NO_ROLE")
    assert fujian.did(withdrawal, {"note": "已核实"})["ending"] == "WITHDRAWN"
    assert refusal(fujian.post(withdrawal, {"note": "已核实"})) == (409, "DISPUTE_SOLVED")
    assert gansu.sees(f"{BATCH}/lines?region={GANSU}")["lines"] == [line | {"state": "CARRIED_OVER"}]


def test_c_13_nobody_disputes_for_another_or_what_is_not_theirs(house: House, nation: Caller) -> None:
    fujian, xiamen = province(house, FUJIAN), province(house, XIAMEN)
    for caller, asked, refused in (
        (xiamen, dispute(), (403, "NO_ROLE")),
        (fujian, dispute(GANSU), (403, "NO_ROLE")),
        (fujian, dispute(payer=110000), (404, "CLEARING_LINE_UNKNOWN")),
        (nation, dispute(110000), (409, "CLEARING_LINE_OF_OTHERS")),
    ):
        assert refusal(caller.post(f"{BATCH}/disputes", asked)) == refused
    fujian.did(f"{BATCH}/disputes", dispute())
    # It was the only line there is, so the batch waits for nobody.
    again = province(house, GANSU).post(f"{BATCH}/disputes", dispute(GANSU))
    assert refusal(again) == (409, "BATCH_NOT_READY")
    assert refusal(fujian.get(f"{BATCH}/lines?region={GANSU}")) == (403, "NO_ROLE")
    assert refusal(fujian.get(f"/clearing/disputes?region={NATION}")) == (403, "NO_ROLE")


def test_c_13_the_nation_decides_what_is_red_and_closes_the_month(house: House, nation: Caller) -> None:
    number = province(house, FUJIAN).did(f"{BATCH}/disputes", dispute())["dispute_id"]
    assert nation.did(f"{BATCH}/notices") == {"notices": 0}
    second = house.staff("national-2", Role.NATIONAL, NATION)
    assert second.did(f"{BATCH}/notices/release") == {"notices": 0}
    assert refusal(nation.post(f"{BATCH}/close")) == (409, "DISPUTES_OPEN")
    house.at(at(date(2027, 2, 23)))
    nation, fujian = house.staff("national-3", Role.NATIONAL, NATION), province(house, FUJIAN)
    (red,) = fujian.sees(f"/clearing/disputes?region={FUJIAN}&red=true")["disputes"]
    decision = f"/clearing/disputes/{red['dispute_id']}/decision"
    assert red["dispute_id"] == number
    assert refusal(fujian.post(decision, {"note": "按原额清算"})) == (403, "NO_ROLE")
    assert refusal(fujian.post(f"{BATCH}/close")) == (403, "NO_ROLE")
    assert nation.did(decision, {"note": "按原额清算"})["ending"] == "DECIDED"
    assert nation.did(f"{BATCH}/close")["state"] == "CLOSED"
    assert refusal(nation.post("/clearing/disputes/1/decision", {"note": "-"})) == (404, "DISPUTE_UNKNOWN")


def test_c_09_a_year_shows_what_is_open_and_is_closed_once_nothing_is(house: House, nation: Caller) -> None:
    shown = {"province": FUJIAN, "why": "NOT_CONFIRMED", "items": 1, "amount": "218.50"}
    fujian = province(house, FUJIAN)
    assert fujian.sees(f"{YEAR}?region={FUJIAN}") == {
        "year": 2026, "confirm_until": "2027-03-31", "closed_at": None, "open": [shown],
    }  # fmt: skip
    assert nation.sees(f"{YEAR}?region={NATION}")["open"] == [shown, shown | {"province": GANSU}]
    assert refusal(fujian.get(f"{YEAR}?region={NATION}")) == (403, "NO_ROLE")
    assert refusal(nation.post(f"{YEAR}/close")) == (404, "BATCH_UNKNOWN")
    Month(house.world).file(until=date(2026, 12, 31))
    house.at(at(date(2027, 1, 21)))
    nation = house.staff("national-4", Role.NATIONAL, NATION)
    nation.did("/clearing/batches/202612")
    assert refusal(nation.post(f"{YEAR}/close")) == (409, "CLEARING_YEAR_OPEN")
    for region in (FUJIAN, GANSU):
        province(house, region).did(f"{BATCH}/confirmations", {"province": region})
    assert refusal(province(house, FUJIAN).post(f"{YEAR}/close")) == (403, "NO_ROLE")
    assert nation.did(f"{YEAR}/close")["open"] == []
    assert refusal(nation.post(f"{YEAR}/close")) == (409, "CLEARING_YEAR_CLOSED")
