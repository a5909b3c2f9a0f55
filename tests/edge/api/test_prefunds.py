"""Provinces see how far their prefunds were used, ask, and tell what was paid; the nation sizes and agrees."""

from datetime import date

import pytest

from gongji.access import Role
from gongji.kinship import NearRelative
from tests.clearing.month import Month, at
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.world import LANZHOU, PILLS

FUJIAN, GANSU, SHAANXI, NATION = 350000, 620000, 610000, 0
PREFUNDS = "/clearing/batches/202611/prefunds"
CHANGES = "/clearing/prefund-changes"
URGENT = {"payer": FUJIAN, "payee": GANSU, "month": "202611", "reason": "使用率超过九成"}


@pytest.fixture
def nation(house: House) -> Caller:
    """November is sorted, Xiamen's aid in Lanzhou was 218.50, and it is 11 January."""
    world = house.world
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    month = Month(world)
    month.file()
    month.generate()
    world.db.commit()
    house.at(at(date(2027, 1, 11)))
    return house.staff("national-1", Role.NATIONAL, NATION)


def province(house: House, region: int) -> Caller:
    return house.staff(f"office-{region}", Role.OPERATOR, region)


def paid(change: Json, **changed: object) -> Json:
    said = {"bank": "ICBC", "serial_no": "5", "paid_on": "2027-02-01", "payer": FUJIAN, "payee": GANSU}
    return said | {"amount": change["amount"]} | changed


def test_c_23_a_province_sees_what_it_holds_and_what_it_advanced_with_rate_and_colour(
    house: House, nation: Caller
) -> None:
    red = {"cleared": "218.50", "held": "0.00", "use_rate": "1.0000", "alarm": "RED"}
    pair = {"payer": FUJIAN, "payee": GANSU} | red
    total = {"payer": None, "payee": GANSU} | red
    assert province(house, GANSU).sees(f"{PREFUNDS}?region={GANSU}")["held"] == [total, pair]
    advanced = province(house, FUJIAN).sees(f"{PREFUNDS}?region={FUJIAN}")["advanced"]
    assert advanced == [{"payer": FUJIAN, "payee": None} | red, pair]
    assert nation.sees(f"{PREFUNDS}/national") == {"held": [total], "advanced": []}


def test_c_22_the_nation_sizes_the_year_a_second_agrees_and_the_paying_province_tells_the_banks_word(
    house: House, nation: Caller
) -> None:
    assert nation.did("/clearing/prefund-years/2027") == {"changes": 1}
    assert nation.did("/clearing/prefund-years/2027") == {"changes": 0}
    fujian, gansu = province(house, FUJIAN), province(house, GANSU)
    (change,) = gansu.sees(f"{CHANGES}?region={GANSU}")["changes"]
    assert (change["kind"], change["size"], change["state"], change["due_on"]) == ("yearly", "145.67", "ASKED", None)
    assert fujian.sees(f"{CHANGES}?region={FUJIAN}&side=payer")["changes"] == [change]
    assert fujian.sees(f"{CHANGES}?region={FUJIAN}")["changes"] == []
    path = f"{CHANGES}/{change['change_id']}"
    assert refusal(nation.post(f"{path}/approval")) == (409, "SECOND_PERSON")
    assert refusal(fujian.post(f"{path}/payment", paid(change))) == (409, "PREFUND_CHANGE_NOT_READY")
    second = house.staff("national-2", Role.NATIONAL, NATION)
    assert second.did(f"{path}/approval")["due_on"] == "2027-02-01"
    for changed, code in (({"amount": "145.66"}, "PAYMENT_NOT_FULL"), ({"payee": SHAANXI}, "PAYMENT_OF_OTHERS")):
        assert refusal(fujian.post(f"{path}/payment", paid(change, **changed))) == (409, code)
    assert refusal(gansu.post(f"{path}/payment", paid(change))) == (403, "NO_ROLE")
    assert fujian.did(f"{path}/payment", paid(change))["state"] == "PAID"
    assert gansu.sees(f"{PREFUNDS}?region={GANSU}")["held"][0]["held"] == "145.67"


def test_o_28_a_province_in_the_red_asks_for_more_and_once_it_is_paid_has_enough(house: House, nation: Caller) -> None:
    fujian, gansu = province(house, FUJIAN), province(house, GANSU)
    change = gansu.did(CHANGES, URGENT)
    assert (change["kind"], change["size"], change["reason"]) == ("urgent", "10000.00", "使用率超过九成")
    assert refusal(gansu.post(CHANGES, URGENT)) == (409, "PREFUND_CHANGE_WAITS")
    nation.did(f"{CHANGES}/{change['change_id']}/approval")
    fujian.did(f"{CHANGES}/{change['change_id']}/payment", paid(change))
    assert refusal(gansu.post(CHANGES, URGENT)) == (409, "PREFUND_SUFFICES")


def test_changes_come_page_by_page(house: House, nation: Caller) -> None:
    nation.did("/clearing/prefund-years/2027")
    gansu = province(house, GANSU)
    page = gansu.sees(f"{CHANGES}?region={GANSU}&limit=1")
    assert page["after"] == page["changes"][0]["change_id"]
    rest = gansu.sees(f"{CHANGES}?region={GANSU}&limit=1&after={page['after']}")
    assert rest == {"changes": [], "after": None}


def test_each_province_sees_and_asks_for_its_own_and_only_the_nation_agrees(house: House, nation: Caller) -> None:
    fujian, lanzhou = province(house, FUJIAN), province(house, LANZHOU)
    for caller in (fujian, lanzhou):
        assert refusal(caller.get(f"{PREFUNDS}?region={GANSU}")) == (403, "NO_ROLE")
        assert refusal(caller.get(f"{CHANGES}?region={GANSU}")) == (403, "NO_ROLE")
        assert refusal(caller.post(CHANGES, URGENT)) == (403, "NO_ROLE")
    change = province(house, GANSU).did(CHANGES, URGENT)
    for caller in (fujian, province(house, GANSU)):
        assert refusal(caller.post(f"{CHANGES}/{change['change_id']}/approval")) == (403, "NO_ROLE")
        assert refusal(caller.get(f"{PREFUNDS}/national")) == (403, "NO_ROLE")
        assert refusal(caller.post("/clearing/prefund-years/2027")) == (403, "NO_ROLE")
    assert refusal(nation.post(f"{CHANGES}/1/approval")) == (404, "PREFUND_CHANGE_UNKNOWN")
    assert refusal(nation.get("/clearing/batches/202610/prefunds/national")) == (404, "BATCH_UNKNOWN")


def test_the_nation_sees_how_long_every_prefund_would_last_and_a_province_its_own(house: House, nation: Caller) -> None:
    gansu = province(house, GANSU)
    own = gansu.sees(f"/clearing/projection?region={GANSU}&growth_percent=20&prefund_months=2")
    assert (own["month"], own["replayed"], own["advanced"]) == (202612, [202611], [])
    assert own["held"] == [
        {
            "province": GANSU, "prefund": "437.00", "cleared": "262.20", "use_rate": "0.6000", "alarm": "NONE",
            "days_under": 0, "days": 30, "missing": "0.00", "pairs_under": 0,
        }
    ]  # fmt: skip
    whole = nation.sees("/clearing/projection?quota_ceiling_yuan=100")
    assert [(one["province"], one["missing"], one["days_under"]) for one in whole["held"]] == [(GANSU, "100.00", 26)]
    assert [one["province"] for one in whole["advanced"]] == [FUJIAN]
    for path in ("/clearing/projection", f"/clearing/projection?region={FUJIAN}"):
        assert refusal(gansu.get(path)) == (403, "NO_ROLE")
    assert refusal(nation.get("/clearing/projection?growth_percent=-100"))[0] in (400, 422)


def test_where_no_month_was_filed_nothing_is_projected(house: House) -> None:
    nation = house.staff("national-1", Role.NATIONAL, NATION)
    assert refusal(nation.get("/clearing/projection")) == (409, "DAYS_MISSING")
