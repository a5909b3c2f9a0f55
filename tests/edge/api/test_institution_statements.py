"""An institution sees and confirms its own statement, its pool pays it, and nobody else sees either."""

from datetime import date

import pytest

from gongji.access import Role
from gongji.clearing.institution_day import days_of_statement
from gongji.clearing.institution_statement import list_statements
from gongji.kinship import NearRelative
from tests.clearing.month import Month, at
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.world import HOSPITAL, LANZHOU, PHARMACY, PILLS, XIAMEN

STATEMENTS = "/clearing/months/202611/statements"
OWN = f"/clearing/institutions/{PHARMACY}/statements"


@pytest.fixture
def pool(house: House) -> Caller:
    """Lanzhou's office in December. In November its pharmacy sold for 218.50 and 31.50, and took the latter back."""
    world = house.world
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    undone = world.buy(mother, (PILLS, 31_50))
    world.done(world.cancel(undone))
    Month(world).file()
    house.at(at(date(2026, 12, 2)))
    return house.staff("lz-1", Role.OPERATOR, LANZHOU)


@pytest.fixture
def pharmacy(house: House, pool: Caller) -> Caller:
    return house.institution("shop-1", PHARMACY)


def drafted(pool: Caller) -> str:
    """The path of the pharmacy's statement."""
    assert pool.did(STATEMENTS, {"pool": LANZHOU}) == {"statements": 1}
    (statement,) = pool.sees(f"{STATEMENTS}?region={LANZHOU}")["statements"]
    return f"/clearing/statements/{statement['statement_id']}"


def payment(**changed: object) -> Json:
    said = {"bank": "ICBC", "serial_no": "77", "paid_on": "2026-12-05", "payer": LANZHOU, "payee": PHARMACY}
    return said | {"amount": "218.50"} | changed


def test_a_pharmacy_confirms_two_people_of_its_pool_pay_it_and_it_sees_every_day(
    house: House, pool: Caller, pharmacy: Caller
) -> None:
    path = drafted(pool)
    assert pool.did(STATEMENTS, {"pool": LANZHOU}) == {"statements": 0}
    (own,) = pharmacy.sees(OWN)["statements"]
    assert (own["institution"], own["bills"], own["amount"], own["payable"], own["state"]) == (
        PHARMACY, 3, "218.50", "218.50", "DRAFTED",
    )  # fmt: skip
    assert pharmacy.sees(path)["days"] == [{"day": "2026-11-05", "bills": 3, "amount": "218.50"}]
    assert refusal(pool.post(f"{path}/release")) == (409, "STATEMENT_NOT_READY")
    assert pharmacy.did(f"{path}/confirmation")["state"] == "CONFIRMED"
    assert refusal(pool.post(f"{path}/release")) == (409, "SECOND_PERSON")
    second = house.staff("lz-2", Role.CHECKER, LANZHOU)
    assert second.did(f"{path}/release")["state"] == "RELEASED"
    for changed, code in (({"amount": "218.49"}, "PAYMENT_NOT_FULL"), ({"payee": HOSPITAL}, "PAYMENT_OF_OTHERS")):
        assert refusal(pool.post(f"{path}/payment", payment(**changed))) == (409, code)
    assert pool.did(f"{path}/payment", payment())["state"] == "PAID"
    assert pharmacy.sees(path)["statement"]["paid_on"] == "2026-12-05"


def test_what_an_institution_objects_to_is_settled_by_a_deduction_it_confirms(pool: Caller, pharmacy: Caller) -> None:
    path = drafted(pool)
    assert pharmacy.did(f"{path}/objection", {"objection": "多记一笔"})["objection"] == "多记一笔"
    for amount, status, code in (("218.51", 409, "DEDUCTION_TOO_LARGE"), ("0.00", 422, "AMOUNT_INVALID")):
        assert refusal(pool.post(f"{path}/deduction", {"amount": amount, "reason": "超限价"})) == (status, code)
    deducted = pool.did(f"{path}/deduction", {"amount": "18.50", "reason": "超限价"})
    assert (deducted["state"], deducted["payable"], deducted["deduction_reason"]) == ("DRAFTED", "200.00", "超限价")
    assert pharmacy.did(f"{path}/confirmation")["payable"] == "200.00"
    assert refusal(pharmacy.post(f"{path}/objection", {"objection": "再议"})) == (409, "STATEMENT_NOT_READY")


def test_an_institution_sees_its_own_statement_and_no_other_and_confirms_no_other(
    house: House, pool: Caller, pharmacy: Caller
) -> None:
    path = drafted(pool)
    hospital, xiamen = house.institution("doctor-1", HOSPITAL), house.staff("xm-1", Role.OPERATOR, XIAMEN)
    for caller in (hospital, xiamen, house.citizen(house.world.resident("王五"))):
        for seen in (path, OWN, f"{path}/papers/statement.pdf", f"{STATEMENTS}?region={LANZHOU}"):
            assert refusal(caller.get(seen)) == (403, "NO_ROLE"), seen
        assert refusal(caller.post(f"{path}/confirmation")) == (403, "NO_ROLE")
    assert hospital.sees(f"/clearing/institutions/{HOSPITAL}/statements") == {"statements": [], "after": None}
    # Who is paid does not pay, and who pays does not confirm for her.
    assert refusal(pool.post(f"{path}/confirmation")) == (403, "NO_ROLE")
    for deed, body in (("deduction", {"amount": "1.00", "reason": "x"}), ("release", None), ("payment", payment())):
        assert refusal(pharmacy.post(f"{path}/{deed}", body)) == (403, "NO_ROLE")
    assert house.staff("gs-1", Role.OPERATOR, 620000).sees(path) == pharmacy.sees(path)


def test_who_speaks_for_an_institution_is_no_staff_of_its_pool(house: House, pharmacy: Caller) -> None:
    for path in ("/work-items", f"/clearing/batches/202611/owed?region={LANZHOU}", f"{STATEMENTS}?region={LANZHOU}"):
        assert refusal(pharmacy.get(path))[0] == 403, path
    mother = house.number(house.world.resident("王五"))
    assert refusal(pharmacy.serving(mother).get("/wallet")) == (403, "NOT_YOURS")


def test_statements_come_page_by_page_the_institutions_own_newest_first(pool: Caller, house: House) -> None:
    path = drafted(pool)
    first = pool.sees(f"{STATEMENTS}?region={LANZHOU}&limit=1")
    assert path.endswith(first["after"])
    assert pool.sees(f"{STATEMENTS}?region={LANZHOU}&limit=1&after={first['after']}")["statements"] == []
    own = pool.sees(f"{OWN}?limit=1")
    assert (own["statements"], pool.sees(f"{OWN}?after={own['after']}")["statements"]) == (first["statements"], [])


def test_what_nobody_knows_is_unknown_and_a_month_that_is_not_filed_is_not_written(pool: Caller) -> None:
    assert refusal(pool.get("/clearing/statements/1")) == (404, "STATEMENT_UNKNOWN")
    assert refusal(pool.get("/clearing/institutions/P99999999999/statements")) == (404, "INSTITUTION_UNKNOWN")
    wanted = {"pool": LANZHOU}
    assert refusal(pool.post("/clearing/months/202612/statements", wanted)) == (409, "DAYS_MISSING")


def test_one_payment_pays_one_statement(house: House, pool: Caller, pharmacy: Caller) -> None:
    world = house.world
    path = drafted(pool)
    pharmacy.did(f"{path}/confirmation")
    second = house.staff("lz-2", Role.CHECKER, LANZHOU)
    second.did(f"{path}/release")
    pool.did(f"{path}/payment", payment())
    son, mother = world.employee("马一", account=3_000_00, sex=1), world.resident("马兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    Month(world).file(until=date(2026, 12, 31))
    house.at(at(date(2027, 1, 4)))
    pool = house.staff("lz-1", Role.OPERATOR, LANZHOU)
    assert pool.did("/clearing/months/202612/statements", {"pool": LANZHOU}) == {"statements": 1}
    (later,) = list_statements(world.db, pool=LANZHOU, month=202612)
    assert [day.amount_fen for day in days_of_statement(world.db, statement=later)] == [218_50]
    world.db.commit()
    path = f"/clearing/statements/{later.statement_id}"
    house.institution("shop-1", PHARMACY).did(f"{path}/confirmation")
    house.staff("lz-2", Role.CHECKER, LANZHOU).did(f"{path}/release")
    assert refusal(pool.post(f"{path}/payment", payment())) == (409, "PAYMENT_KNOWN")
