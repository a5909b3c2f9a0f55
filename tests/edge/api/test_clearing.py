"""A month's clearing through the API: each region sees its own, two release, payers tell the bank's word."""

from datetime import date

import pytest

from gongji import clearing
from gongji.access import Role
from gongji.kinship import NearRelative
from tests.clearing.month import Month, at
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.world import LANZHOU, PILLS, XIAMEN, XIAN

FUJIAN, GANSU, NATION = 350000, 620000, 0
BATCH = "/clearing/batches/202611"


@pytest.fixture
def nation(house: House) -> Caller:
    """November is filed, Xiamen's aid in Lanzhou was 218.50, and it is 28 December."""
    world = house.world
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    Month(world).file()
    house.at(at(date(2026, 12, 28)))
    return house.staff("national-1", Role.NATIONAL, NATION)


def province(house: House, region: int) -> Caller:
    return house.staff(f"office-{region}", Role.OPERATOR, region)


def confirmed(house: House, nation: Caller) -> None:
    nation.did(BATCH)
    for region in (FUJIAN, GANSU):
        province(house, region).did(f"{BATCH}/confirmations", {"province": region})


def payment(notice: Json, **changed: object) -> Json:
    said = {key: notice[key] for key in ("payer", "payee", "amount")}
    return said | {"bank": "ICBC", "serial_no": notice["number"], "paid_on": "2027-01-08"} | changed


def test_a_month_goes_from_the_nation_through_the_provinces_to_the_banks(house: House, nation: Caller) -> None:
    batch = nation.did(BATCH)
    assert (batch["state"], batch["items"], batch["amount"], batch["waiting"]) == (
        "GENERATED", 1, "218.50", [FUJIAN, GANSU],
    )  # fmt: skip
    for region in (FUJIAN, GANSU):
        province(house, region).did(f"{BATCH}/confirmations", {"province": region})
    assert nation.sees(BATCH)["state"] == "CONFIRMED"
    assert nation.did(f"{BATCH}/notices") == {"notices": 3}
    second = house.staff("national-2", Role.NATIONAL, NATION)
    assert second.did(f"{BATCH}/notices/release") == {"notices": 3}
    fujian = province(house, FUJIAN)
    notices = {(one["level"], one["payer"]): one for one in fujian.sees(f"{BATCH}/notices?region={FUJIAN}")["notices"]}
    assert set(notices) == {("national", FUJIAN), ("collect", XIAMEN)}
    national = notices["national", FUJIAN]
    assert (national["amount"], national["state"]) == ("218.50", "RELEASED")
    paid = fujian.did(f"/clearing/notices/{national['number']}/payment", payment(national))
    assert paid["state"] == "PAID"
    assert nation.sees(BATCH)["state"] == "PAYING"


def test_e_32_a_payment_that_is_not_full_is_refused_and_changes_nothing(house: House, nation: Caller) -> None:
    confirmed(house, nation)
    nation.did(f"{BATCH}/notices")
    house.staff("national-2", Role.NATIONAL, NATION).did(f"{BATCH}/notices/release")
    xiamen = province(house, XIAMEN)
    (notice,) = xiamen.sees(f"{BATCH}/notices?region={XIAMEN}")["notices"]
    answer = xiamen.post(f"/clearing/notices/{notice['number']}/payment", payment(notice, amount="200.00"))
    assert refusal(answer) == (409, "PAYMENT_NOT_FULL")
    assert xiamen.sees(f"{BATCH}/notices?region={XIAMEN}")["notices"] == [notice]


def test_each_region_sees_its_own_and_no_other(house: House, nation: Caller) -> None:
    nation.did(BATCH)
    xiamen, gansu = province(house, XIAMEN), province(house, GANSU)
    page = xiamen.sees(f"{BATCH}/owed?region={XIAMEN}")
    assert page["payable"] == [
        {"payer": XIAMEN, "payee": LANZHOU, "business": "AID", "month": 202611, "items": 1, "amount": "218.50"}
    ]
    assert (page["payable_sum"], page["receivable"], page["receivable_sum"]) == ("218.50", [], "0.00")
    assert gansu.sees(f"{BATCH}/owed?region={GANSU}")["receivable_sum"] == "218.50"
    assert gansu.sees(f"{BATCH}/owed?region={LANZHOU}")["receivable_sum"] == "218.50"
    for caller, region in ((xiamen, FUJIAN), (xiamen, LANZHOU), (gansu, XIAN)):
        assert refusal(caller.get(f"{BATCH}/owed?region={region}")) == (403, "NO_ROLE")
    assert nation.sees(f"{BATCH}/national")["payable_sum"] == "218.50"
    assert refusal(gansu.get(f"{BATCH}/national")) == (403, "NO_ROLE")


def test_nobody_confirms_for_another_province_but_the_nation_with_a_reason_from_the_27th(
    house: House, nation: Caller
) -> None:
    nation.did(BATCH)
    gansu = province(house, GANSU)
    assert refusal(gansu.post(f"{BATCH}/confirmations", {"province": FUJIAN})) == (403, "NO_ROLE")
    silent = {"province": FUJIAN, "reason": "多次催办未答复"}
    assert refusal(gansu.post(f"{BATCH}/confirmations", silent)) == (403, "NO_ROLE")
    assert nation.did(f"{BATCH}/confirmations", silent) == {"month": 202611, "province": FUJIAN}
    assert nation.sees(BATCH)["waiting"] == [GANSU]
    again = nation.post(f"{BATCH}/confirmations", silent)
    assert refusal(again) == (409, "PROVINCE_HAS_CONFIRMED")


def test_who_drafted_notices_does_not_release_them_and_a_citizen_sees_nothing_of_clearing(
    house: House, nation: Caller
) -> None:
    confirmed(house, nation)
    nation.did(f"{BATCH}/notices")
    assert refusal(nation.post(f"{BATCH}/notices/release")) == (409, "SECOND_PERSON")
    citizen = house.citizen(house.world.resident("王五"))
    assert refusal(citizen.get(BATCH)) == (403, "NO_ROLE")


def test_e_33_a_silent_province_is_not_confirmed_for_before_the_27th(house: House, nation: Caller) -> None:
    house.at(at(date(2026, 12, 26)))
    caller = house.staff("national-3", Role.NATIONAL, NATION)
    caller.did(BATCH)
    silent = {"province": FUJIAN, "reason": "多次催办未答复"}
    assert refusal(caller.post(f"{BATCH}/confirmations", silent)) == (409, "SILENCE_TOO_SHORT")
    assert clearing.waiting_provinces(house.world.db, batch_month=202611) == [FUJIAN, GANSU]
    house.at(at(date(2026, 12, 27)))
    house.staff("national-4", Role.NATIONAL, NATION).did(f"{BATCH}/confirmations", silent)
    assert clearing.waiting_provinces(house.world.db, batch_month=202611) == [GANSU]


def test_a_month_nobody_sorted_is_unknown_and_one_too_early_is_refused(house: House, nation: Caller) -> None:
    assert refusal(nation.get("/clearing/batches/202610")) == (404, "BATCH_UNKNOWN")
    assert refusal(nation.post("/clearing/batches/202612")) == (409, "SORTING_TOO_EARLY")
