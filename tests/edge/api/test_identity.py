"""A counter records who somebody is, finds her by an old certificate, and two counters merge her records."""

import pytest

from gongji.access import Role
from gongji.ground.identity_number import check_character
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.world import LANZHOU, PILLS, XIAMEN

PAPER = "e" * 64
PASSPORT = {"certificate_type": "03", "certificate_number": "E99900001"}


@pytest.fixture
def mother(house: House) -> int:
    return house.world.resident("李秀兰")


@pytest.fixture
def clerk(house: House, mother: int) -> Caller:
    return house.staff("lz-1", Role.CLERK, LANZHOU)


@pytest.fixture
def elsewhere(house: House) -> Caller:
    return house.staff("xm-1", Role.CLERK, XIAMEN)


def change(**new: object) -> Json:
    return {"told_key": "1", "on": "2026-11-05", "evidence_hash": PAPER} | new


def test_a_clerk_records_a_new_certificate_and_everybody_sees_it_masked(
    house: House, clerk: Caller, mother: int
) -> None:
    old = house.certificate(mother)["certificate_number"]
    serving = clerk.serving(house.number(mother))
    told = serving.did("/person/changes", change(certificate=PASSPORT, telephone="13899991234"))
    assert (told["state"], told["again"]) == ("done", False)
    shown = house.citizen(mother).sees("/person")
    number = f"…{house.number(mother)[-4:]}"
    assert shown["fields"] == {
        "name": "李*兰",
        "certificate_type": "03",
        "certificate_number": "*******01",
        "telephone": "138****1234",
        "person_number": number,
    }
    (former,) = shown["former"]
    assert former["fields"]["certificate_number"] == f"{old[:6]}********{old[-4:]}"
    assert former["until"] == "2026-11-05"


def test_an_old_certificate_leads_a_clerk_of_her_region_to_her(
    house: House, clerk: Caller, elsewhere: Caller, mother: int
) -> None:
    asked = {"by": "certificate", "purpose": "an old card"}
    old = asked | {"number": house.certificate(mother)["certificate_number"]}
    new = asked | {"number": PASSPORT["certificate_number"], "certificate_type": PASSPORT["certificate_type"]}
    clerk.serving(house.number(mother)).did("/person/changes", change(certificate=PASSPORT))
    assert [found["former_until"] for found in clerk.did("/people/lookups", old)] == ["2026-11-05"]
    assert [found["former_until"] for found in clerk.did("/people/lookups", new)] == [None]
    assert elsewhere.did("/people/lookups", old) == []
    assert refusal(house.citizen(mother).post("/people/lookups", old)) == (403, "NO_ROLE")
    looks = house.world.db.execute("select count(*) from person_look where purpose = 'an old card'").fetchall()
    assert looks == [(2,)]


def test_a_citizen_cannot_change_who_she_is(house: House, mother: int) -> None:
    citizen = house.citizen(mother)
    assert refusal(citizen.post("/person/changes", change(name="李秀岚"))) == (403, "NO_ROLE")


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ({"name": "李秀兰"}, "IDENTITY_UNCHANGED"),
        ({}, "IDENTITY_UNCHANGED"),
        ({"certificate": {"certificate_number": "999001195503040000"}}, "CERTIFICATE_INVALID"),
        ({"name": ""}, "FIELD_INVALID"),
        ({"telephone": "<1>"}, "FIELD_INVALID"),
        ({"evidence_hash": "x", "name": "李秀岚"}, "FIELD_INVALID"),
    ],
)
def test_a_wrong_change_is_refused_by_name(house: House, clerk: Caller, mother: int, new: Json, code: str) -> None:
    assert refusal(clerk.serving(house.number(mother)).post("/person/changes", change() | new))[1] == code


def test_a_colleague_decides_a_certificate_with_another_birth_date(
    house: House, clerk: Caller, elsewhere: Caller, mother: int
) -> None:
    first = "99999819560304002"
    card = {"certificate_number": first + check_character(first)}
    told = clerk.serving(house.number(mother)).did("/person/changes", change(certificate=card))
    assert told["state"] == "waiting"
    colleague = house.staff("lz-2", Role.CHECKER, LANZHOU)
    (item,) = colleague.sees("/work-items?kind=IDENTITY_REVIEW")["items"]
    path = f"/work-items/{item['work_item_id']}"
    seen = colleague.sees(f"{path}/identity-change")
    assert (seen["born_on"], seen["told_born_on"]) == ("1955-03-04", "1956-03-04")
    decision = {"confirmed": True, "note": "household register seen"}
    assert refusal(clerk.post(f"{path}/identity-decision", decision)) == (409, "SECOND_PERSON")
    assert refusal(elsewhere.post(f"{path}/identity-decision", decision)) == (403, "NO_ROLE")
    assert refusal(colleague.post(f"{path}/merge-decision", decision)) == (404, "WORK_ITEM_UNKNOWN")
    assert colleague.did(f"{path}/identity-decision", decision)["state"] == "done"
    assert refusal(colleague.post(f"{path}/identity-decision", decision)) == (409, "WORK_ITEM_CLOSED")


def test_two_records_are_merged_by_the_counters_of_both_pools(house: House, elsewhere: Caller, mother: int) -> None:
    world = house.world
    employee = world.employee("李秀兰", account=1_000_00, born=world.now.date().replace(year=1955))
    bought = world.buy(mother, (PILLS, 30_00))
    world.db.commit()
    numbers = house.number(employee), house.number(mother)
    asked = {"absorbed_number": numbers[1], "evidence_hash": PAPER}
    proposed = elsewhere.serving(numbers[0]).did("/merges", asked)
    assert proposed["state"] == "proposed"
    assert refusal(elsewhere.serving(numbers[0]).post("/merges", asked)) == (409, "MERGE_PROPOSED")
    checker = house.staff("lz-2", Role.CHECKER, LANZHOU)
    path = f"/work-items/{proposed['work_item_id']}"
    assert checker.sees(f"{path}/merge")["kept"]["fields"]["name"] == "李*兰"
    decision = {"confirmed": True, "note": "both cards seen"}
    assert refusal(elsewhere.post(f"{path}/merge-decision", decision)) == (403, "NO_ROLE")
    assert checker.did(f"{path}/merge-decision", decision)["state"] == "merged"
    hers = house.citizen(employee).sees("/person")
    assert [one["until"] for one in hers["former"]] == [None]
    # The old number serves her now, and is one record with the other.
    assert checker.serving(numbers[1]).sees("/person")["fields"] == hers["fields"]
    assert refusal(elsewhere.serving(numbers[0]).post("/merges", asked)) == (409, "MERGE_OF_ONE")
    world.done(world.cancel(bought, person_id=employee))


def test_a_premium_or_visit_that_is_not_settled_stops_a_merge(house: House, elsewhere: Caller, mother: int) -> None:
    world = house.world
    employee = world.employee("李秀兰", account=1_000_00)
    world.db.execute(
        """
        insert into visit
            (cell, visit_id, person_id, institution_no, scheme, case_no, department_code, department_name,
             registered_at)
        select cell, person_id, person_id, 1, 390, 'OP1', '0301', '内科', %s
        from person
        where person_id = %s
        """,
        [world.now, mother],
    )
    world.db.commit()
    asked = {"absorbed_number": house.number(mother), "evidence_hash": PAPER}
    proposed = elsewhere.serving(house.number(employee)).did("/merges", asked)
    checker = house.staff("lz-2", Role.CHECKER, LANZHOU)
    path = f"/work-items/{proposed['work_item_id']}/merge-decision"
    assert refusal(checker.post(path, {"confirmed": True, "note": "x"})) == (409, "MERGE_WAITS")
    assert checker.did(path, {"confirmed": False, "note": "x"})["state"] == "refused"
