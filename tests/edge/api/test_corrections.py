"""Corrections of money through the API: a clerk proposes, a checker of the same pool confirms (S-23, W-26)."""

from typing import Any

import pytest

from gongji import corrections
from gongji.access import Role
from gongji.edge.jobs import JOBS, run
from tests.corrections.desk import Desk
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.world import LANZHOU, XIAMEN

PAPER = {"kind": "certificate", "hash": "ab" * 32}


@pytest.fixture
def heir(house: House) -> int:
    return house.world.employee("赵小")


@pytest.fixture
def wanted(house: House, heir: int) -> Json:
    """What waits for the heir of a donor."""
    item = Desk(house.world).suspend()
    house.world.db.commit()
    source, target = {"kind": "suspense", "pool": XIAMEN}, {"kind": "account", "person": house.certificate(heir)}
    return {
        "pool": XIAMEN,
        "corrects": "suspense",
        "corrects_id": str(item.work_item_id),
        "moves": [{"source": source, "target": target, "amount": "100.00"}],
        "reason": "certificate of inheritance",
        "evidence": PAPER,
    }


@pytest.fixture
def clerk(house: House) -> Caller:
    return house.staff("xm-1", Role.CLERK, XIAMEN)


@pytest.fixture
def checker(house: House) -> Caller:
    return house.staff("xm-2", Role.CHECKER, XIAMEN)


def test_s_23_what_waits_in_suspense_reaches_the_heir_by_two_people(
    house: House, clerk: Caller, checker: Caller, heir: int, wanted: Json
) -> None:
    proposed = clerk.did("/corrections", wanted)
    items = {item["kind"]: item for item in checker.sees("/work-items")["items"]}
    assert items["CORRECTION"]["about"] == proposed["correction_id"]
    assert items["CORRECTION"]["due_at"] == proposed["expires_at"]
    assert checker.sees(f"/corrections/{proposed['correction_id']}") == proposed
    booked = checker.did(f"/corrections/{proposed['correction_id']}/confirmation", key="once")
    assert (booked["state"], booked["moves"]) == ("booked", proposed["moves"])
    assert checker.did(f"/corrections/{proposed['correction_id']}/confirmation", key="once") == booked
    assert house.citizen(heir).sees("/account")["available"] == "100.00"
    assert checker.sees("/work-items")["items"] == []
    authorities = house.world.db.execute(
        "select kind, authority_id in (select grant_id from staff_grant) from fact where subject_id = %s order by 1",
        [int(proposed["correction_id"])],
    ).fetchall()
    assert authorities == [(125, True), (126, True)]
    house.world.require_books_agree()


def test_it_takes_another_person_with_the_right_role_of_the_same_pool(
    house: House, clerk: Caller, checker: Caller, wanted: Json
) -> None:
    confirmation = f"/corrections/{checker.did('/corrections', wanted)['correction_id']}/confirmation"
    assert refusal(checker.post(confirmation)) == (409, "SECOND_PERSON")
    assert refusal(clerk.post(confirmation)) == (403, "NO_ROLE")
    assert refusal(house.staff("lz-2", Role.CHECKER, LANZHOU).post(confirmation)) == (403, "NO_ROLE")
    province = house.staff("fj-1", Role.CHECKER, 350000)
    assert province.did(confirmation)["state"] == "booked"


def test_citizens_and_staff_elsewhere_propose_and_see_nothing(
    house: House, clerk: Caller, heir: int, wanted: Json
) -> None:
    for other in (house.citizen(heir), house.staff("lz-1", Role.CLERK, LANZHOU)):
        assert refusal(other.post("/corrections", wanted)) == (403, "NO_ROLE")
    seen = f"/corrections/{clerk.did('/corrections', wanted)['correction_id']}"
    for other in (house.citizen(heir), house.staff("lz-1", Role.CLERK, LANZHOU)):
        assert refusal(other.get(seen)) == (403, "NO_ROLE")
        assert refusal(other.post(f"{seen}/refusal", {"note": "x"})) == (403, "NO_ROLE")
    assert refusal(clerk.get("/corrections/1")) == (404, "CORRECTION_UNKNOWN")


def test_who_proposed_takes_it_back_and_proposes_it_right(clerk: Caller, checker: Caller, wanted: Json) -> None:
    first = clerk.did("/corrections", wanted)
    assert refusal(clerk.post("/corrections", wanted)) == (409, "CORRECTION_WAITING")
    back = clerk.did(f"/corrections/{first['correction_id']}/refusal", {"note": "wrong heir"})
    assert (back["state"], back["note"]) == ("refused", "wrong heir")
    assert refusal(checker.post(f"/corrections/{first['correction_id']}/confirmation")) == (409, "CORRECTION_DECIDED")
    assert clerk.did("/corrections", wanted)["state"] == "proposed"


def test_what_nobody_confirmed_is_over_in_the_night_after_its_days(house: House, clerk: Caller, wanted: Json) -> None:
    proposed = clerk.did("/corrections", wanted)
    (waiting,) = corrections.find_corrections(house.world.db, correction_ids=[int(proposed["correction_id"])]).values()
    house.world.db.commit()
    assert run(house.office, JOBS["corrections"], now=waiting.expires_at) == 1
    assert run(house.office, JOBS["corrections"], now=waiting.expires_at) == 0
    assert clerk.sees(f"/corrections/{proposed['correction_id']}")["state"] == "expired"


def change(wanted: Json, **move: Any) -> Json:
    return wanted | {"moves": [wanted["moves"][0] | move]}


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"moves": []}, (422, "FIELD_INVALID")),
        ({"evidence": None}, (422, "FIELD_INVALID")),
        ({"evidence": PAPER | {"kind": "hearsay"}}, (422, "FIELD_INVALID")),
        ({"evidence": PAPER | {"hash": "ab"}}, (422, "FIELD_INVALID")),
        ({"reason": ""}, (422, "FIELD_INVALID")),
        ({"corrects": "weather"}, (422, "FIELD_INVALID")),
        ({"corrects_id": "1"}, (404, "WORK_ITEM_UNKNOWN")),
        ({"corrects": "settlement"}, (404, "CORRECTION_SUBJECT_UNKNOWN")),
        ({"move": {"amount": "99.00"}}, (409, "SUSPENSE_NOT_WHOLE")),
        ({"move": {"amount": "0.00"}}, (422, "AMOUNT_INVALID")),
        ({"move": {"amount": "-1.00"}}, (422, "AMOUNT_INVALID")),
        ({"move": {"amount": "1e2"}}, (422, "FIELD_INVALID")),
        ({"move": {"target": {"kind": "suspense", "pool": XIAMEN}}}, (409, "CORRECTION_MOVE_NOT_ALLOWED")),
        ({"move": {"target": {"kind": "fund", "pool": 1}}}, (422, "FIELD_INVALID")),
        ({"move": {"target": {"kind": "pocket"}}}, (422, "FIELD_INVALID")),
        ({"move": {"source": {"kind": "fund", "pool": LANZHOU}}}, (409, "CORRECTION_OF_OTHER_POOL")),
        ({"move": {"target": {"kind": "institution", "code": "P1"}}}, (404, "INSTITUTION_UNKNOWN")),
    ],
)
def test_a_wrong_correction_is_refused_by_name_and_leaves_nothing(
    clerk: Caller, wanted: Json, changed: Json, refused: tuple[int, str]
) -> None:
    asked = change(wanted, **changed["move"]) if "move" in changed else wanted | changed
    assert refusal(clerk.post("/corrections", asked)) == refused
    assert [item["kind"] for item in clerk.sees("/work-items")["items"]] == ["REFUND_WITHOUT_ACCOUNT"]


def test_staff_list_the_corrections_of_a_pool_newest_first_by_state(
    house: House, clerk: Caller, checker: Caller, wanted: Json
) -> None:
    proposed = []
    for line in range(3):
        item = Desk(house.world).suspend()
        house.world.db.commit()
        proposed.append(clerk.did("/corrections", wanted | {"corrects_id": str(item.work_item_id)}))
        assert proposed[-1]["moves"] != [], line
    refused = clerk.did(f"/corrections/{proposed[1]['correction_id']}/refusal", {"note": "the wrong heir"})
    path = f"/corrections?pool={XIAMEN}"
    first = checker.sees(f"{path}&limit=2")
    rest = checker.sees(f"{path}&limit=2&after={first['after']}")
    assert first["corrections"] + rest["corrections"] == [proposed[2], refused, proposed[0]]
    assert rest["after"] is None
    assert checker.sees(f"{path}&state=proposed")["corrections"] == [proposed[2], proposed[0]]
    assert checker.sees(f"{path}&state=booked")["corrections"] == []


def test_no_other_pool_sees_that_list_and_no_citizen(house: House, heir: int) -> None:
    path = f"/corrections?pool={XIAMEN}"
    assert refusal(house.staff("lz-1", Role.CLERK, LANZHOU).get(path)) == (403, "NO_ROLE")
    assert refusal(house.citizen(heir).get(path)) == (403, "NO_ROLE")
    assert refusal(house.staff("xm-1", Role.CLERK, XIAMEN).get(f"{path}&state=lost")) == (422, "FIELD_INVALID")
