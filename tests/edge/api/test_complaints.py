"""Complaints through the API: filed by whom they concern, answered with a reason, reopened once (A-04, N-07, X-44)."""

from datetime import timedelta
from typing import Any

import pytest

from gongji.access import Role
from gongji.edge.jobs import JOBS, run
from gongji.kinship import NearRelative
from gongji.mutual_aid import Quota
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.world import LANZHOU, NOON, PILLS, XIAMEN

WORDS = "药店多收了我妈妈三十元，电话 13900000000"
NOTHING = {"about": "other", "text": "排队太久"}


@pytest.fixture
def daughter_id(house: House) -> int:
    return house.world.employee("陈静", account=30_000_00)


@pytest.fixture
def mother_id(house: House) -> int:
    return house.world.resident("李秀兰")


@pytest.fixture
def quota(house: House, daughter_id: int, mother_id: int) -> Quota:
    quota = house.world.share(daughter_id, mother_id, NearRelative.PARENT, 1_000_00)
    house.world.db.commit()
    return quota


@pytest.fixture
def payment(house: House, mother_id: int, quota: Quota) -> str:
    """What the mother bought in Lanzhou with her daughter's money."""
    bought = house.world.buy(mother_id, (PILLS, 218_50))
    house.world.db.commit()
    return str(bought.settlement.settlement_id)


@pytest.fixture
def mother(house: House, mother_id: int) -> Caller:
    return house.citizen(mother_id)


@pytest.fixture
def daughter(house: House, daughter_id: int) -> Caller:
    return house.citizen(daughter_id)


@pytest.fixture
def clerk(house: House) -> Caller:
    return house.staff("lz-1", Role.CLERK, LANZHOU)


@pytest.fixture
def colleague(house: House) -> Caller:
    return house.staff("lz-2", Role.CLERK, LANZHOU)


def answered(clerk: Caller, complaint: Json, outcome: str = "partly") -> Json:
    given = {"outcome": outcome, "text": "已核实，退回十五元"}
    shown: Json = clerk.did(f"/complaints/{complaint['complaint_id']}/answer", given)
    return shown


def path(complaint: Json, what: str = "") -> str:
    return f"/complaints/{complaint['complaint_id']}{what}"


def test_a_04_a_complaint_about_a_bill_is_answered_where_it_was_made_and_she_sees_the_reason(
    house: House, mother: Caller, clerk: Caller, payment: str
) -> None:
    filed = mother.did("/complaints", {"about": "payment", "about_id": payment, "text": f" {WORDS}\n"})
    # Fifteen working days after Thursday, 5 November: the end of 26 November.
    assert (filed["state"], filed["due_at"]) == ("open", "2026-11-27T00:00:00+08:00")
    (item,) = clerk.sees("/work-items?kind=COMPLAINT")["items"]
    assert (item["about"], item["due_at"]) == (filed["complaint_id"], filed["due_at"])
    assert item["detail"] == {"about": "payment", "about_id": payment, "named": ""}
    clerk.did(f"/work-items/{item['work_item_id']}/taking")
    assert clerk.sees(path(filed))["texts"][0]["text"] == WORDS
    done = answered(clerk, filed)
    assert (done["state"], done["outcome"]) == ("answered", "partly")
    assert clerk.sees("/work-items")["items"] == []
    read = mother.sees(path(filed))
    assert read["complaint"] == done == mother.sees("/complaints")["complaints"][0]
    told = [(one["kind"], one["outcome"], one["text"]) for one in read["texts"]]
    assert told == [("filed", None, WORDS), ("answer", "partly", "已核实，退回十五元")]


def test_nothing_personal_stands_in_clear_and_whoever_read_it_is_written_down(
    house: House, mother: Caller, mother_id: int, clerk: Caller
) -> None:
    filed = mother.did("/complaints", NOTHING | {"text": WORDS}, key="mine")
    answered(clerk, filed)
    clerk.sees(path(filed))
    db = house.world.db
    for table in ("complaint", "complaint_text", "work_item", "fact", "api_answer"):
        rows = db.execute(f"select t::text from {table} t".encode()).fetchall()
        assert rows
        assert not any("13900000000" in row[0] or "药店" in row[0] or "核实" in row[0] for row in rows), table
    looks = db.execute("select purpose from person_look where person_id = %s and actor_id <> %s", [mother_id] * 2)
    assert looks.fetchall() == [("complaint",)]


def test_each_step_is_a_fact_that_tells_who_and_on_what_authority(
    house: House, mother: Caller, mother_id: int, clerk: Caller, colleague: Caller
) -> None:
    filed = mother.did("/complaints", NOTHING)
    answered(clerk, filed, "rejected")
    mother.did(path(filed, "/reopening"), {"text": "还是太久"})
    answered(colleague, filed, "upheld")
    facts = house.world.db.execute(
        """
        select kind, actor_id = %s, authority_id <> 0, detail ->> 'outcome', detail ->> 'person_id'
        from fact
        where subject_id = %s
        order by fact_id
        """,
        [mother_id, int(filed["complaint_id"])],
    ).fetchall()
    assert facts == [
        (120, True, False, None, str(mother_id)),
        (121, False, True, "rejected", str(mother_id)),
        (122, True, False, None, str(mother_id)),
        (121, False, True, "upheld", str(mother_id)),
    ]
    house.world.require_books_agree()


def test_x_44_reopened_it_has_a_new_deadline_and_somebody_else_answers_for_good(
    house: House, mother: Caller, mother_id: int, clerk: Caller, colleague: Caller
) -> None:
    filed = mother.did("/complaints", NOTHING)
    assert refusal(mother.post(path(filed, "/reopening"), {"text": "?"})) == (409, "COMPLAINT_NOT_ANSWERED")
    answered(clerk, filed)
    house.at(NOON + timedelta(minutes=30))
    assert refusal(mother.post(path(filed, "/reopening"), {"text": " "})) == (422, "COMPLAINT_EMPTY")
    again = mother.did(path(filed, "/reopening"), {"text": "三十元都要退"})
    assert (again["state"], again["outcome"], again["reopened_at"] is None) == ("open", None, False)
    given = {"outcome": "rejected", "text": "不变"}
    assert refusal(clerk.post(path(filed, "/answer"), given)) == (409, "COMPLAINT_OWN_ANSWER")
    answered(colleague, filed, "upheld")
    assert refusal(mother.post(path(filed, "/reopening"), {"text": "?"})) == (409, "COMPLAINT_REOPENED_BEFORE")
    kinds = [(one["kind"], one["outcome"]) for one in mother.sees(path(filed))["texts"]]
    assert kinds == [("filed", None), ("answer", "partly"), ("reopened", None), ("answer", "upheld")]


def test_a_month_after_the_answer_it_is_too_late_to_reopen(
    house: House, mother: Caller, mother_id: int, clerk: Caller
) -> None:
    filed = mother.did("/complaints", NOTHING)
    answered(clerk, filed)
    house.at(NOON + timedelta(days=31))
    late = house.citizen(mother_id).post(path(filed, "/reopening"), {"text": "?"})
    assert refusal(late) == (409, "COMPLAINT_REOPENED_TOO_LATE")
    assert late.json()["facts"] == {"last_day": "2026-12-05"}
    house.at(NOON + timedelta(days=30))
    house.citizen(mother_id).did(path(filed, "/reopening"), {"text": "?"})


def test_a_complaint_is_answered_once_and_by_who_has_taken_it(mother: Caller, clerk: Caller, colleague: Caller) -> None:
    filed = mother.did("/complaints", NOTHING)
    clerk.did(f"/work-items/{filed['work_item_id']}/taking")
    given = {"outcome": "upheld", "text": "好"}
    assert refusal(colleague.post(path(filed, "/answer"), given)) == (409, "WORK_ITEM_TAKEN")
    answered(clerk, filed)
    assert refusal(clerk.post(path(filed, "/answer"), given)) == (409, "COMPLAINT_ANSWERED")


@pytest.mark.parametrize("text", ["", "  \n", "长" * 2_001])
def test_an_answer_needs_a_reason_that_can_be_kept(mother: Caller, clerk: Caller, text: str) -> None:
    filed = mother.did("/complaints", NOTHING)
    code = "COMPLAINT_TOO_LONG" if text.strip() else "COMPLAINT_EMPTY"
    assert refusal(clerk.post(path(filed, "/answer"), {"outcome": "rejected", "text": text})) == (422, code)
    assert mother.sees(path(filed))["complaint"]["state"] == "open"


def test_the_donor_and_the_beneficiary_can_complain_and_nobody_else(
    house: House, mother: Caller, daughter: Caller, quota: Quota, payment: str
) -> None:
    about: list[Json] = [
        {"about": "payment", "about_id": payment},
        {"about": "quota", "about_id": str(quota.quota_id)},
        {"about": "relation", "about_id": str(quota.relation_id)},
    ]
    stranger = house.citizen(house.world.resident("王五"))
    for one in about:
        assert refusal(stranger.post("/complaints", one | {"text": "?"})) == (403, "COMPLAINT_NOT_YOURS")
        for concerned in (mother, daughter):
            assert concerned.did("/complaints", one | {"text": "不对"})["about"] == one["about"]
    assert stranger.sees("/complaints") == {"complaints": [], "after": None}


def test_a_complaint_about_a_relation_is_answered_where_she_is_insured(
    house: House, daughter: Caller, clerk: Caller, quota: Quota
) -> None:
    filed = daughter.did("/complaints", {"about": "quota", "about_id": str(quota.quota_id), "text": "额度不对"})
    given = {"outcome": "upheld", "text": "好"}
    assert refusal(clerk.get(path(filed))) == (403, "NO_ROLE")
    assert refusal(clerk.post(path(filed, "/answer"), given)) == (403, "NO_ROLE")
    assert refusal(daughter.post(path(filed, "/answer"), given)) == (403, "NO_ROLE")
    assert answered(house.staff("xm-1", Role.CLERK, XIAMEN), filed)["state"] == "answered"


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"about": "refusal", "refusal": "QUOTA_BELOW_USED"}, "QUOTA_BELOW_USED"),
        ({"about": "refusal", "refusal": "QUOTA_EXPIRED"}, "QUOTA_EXPIRED"),
        ({"about": "personal_data", "wish": "correct"}, "correct"),
    ],
)
def test_n_07_a_refusal_and_her_own_data_are_named_by_a_code(mother: Caller, named: Json, told: str) -> None:
    assert mother.did("/complaints", named | {"text": "请解释"})["named"] == told


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        ({"about": "payment", "about_id": "1", "text": "x"}, (404, "COMPLAINT_SUBJECT_UNKNOWN")),
        ({"about": "payment", "text": "x"}, (404, "COMPLAINT_SUBJECT_UNKNOWN")),
        ({"about": "relation", "about_id": "1", "text": "x"}, (404, "COMPLAINT_SUBJECT_UNKNOWN")),
        ({"about": "quota", "about_id": "1", "text": "x"}, (404, "COMPLAINT_SUBJECT_UNKNOWN")),
        ({"about": "premium", "about_id": "1", "text": "x"}, (404, "COMPLAINT_SUBJECT_UNKNOWN")),
        ({"about": "transfer", "about_id": "1", "text": "x"}, (404, "COMPLAINT_SUBJECT_UNKNOWN")),
        ({"about": "refusal", "refusal": "NO_SUCH_CODE", "text": "x"}, (404, "COMPLAINT_SUBJECT_UNKNOWN")),
        ({"about": "refusal", "text": "x"}, (404, "COMPLAINT_SUBJECT_UNKNOWN")),
        ({"about": "personal_data", "text": "x"}, (404, "COMPLAINT_SUBJECT_UNKNOWN")),
        ({"about": "other", "text": "  \n"}, (422, "COMPLAINT_EMPTY")),
        ({"about": "other", "text": "长" * 2_001}, (422, "COMPLAINT_TOO_LONG")),
        ({"about": "other", "text": "长" * 20_001}, (422, "FIELD_INVALID")),
        ({"about": "weather", "text": "x"}, (422, "FIELD_INVALID")),
        ({"about": "other"}, (422, "FIELD_INVALID")),
        ({"about": "personal_data", "wish": "sell", "text": "x"}, (422, "FIELD_INVALID")),
        (rb'{"about": "other", "text": "\ud800"}', (422, "FIELD_INVALID")),
    ],
)
def test_a_complaint_that_makes_no_sense_is_refused_by_name_and_leaves_nothing(
    mother: Caller, wanted: Any, refused: tuple[int, str]
) -> None:
    assert refusal(mother.post("/complaints", wanted)) == refused
    assert mother.sees("/complaints")["complaints"] == []


def test_five_wait_at_a_time_and_a_page_goes_on_where_the_last_ended(mother: Caller, clerk: Caller) -> None:
    filed = [mother.did("/complaints", NOTHING) for _ in range(5)]
    assert refusal(mother.post("/complaints", NOTHING)) == (409, "COMPLAINTS_WAITING")
    answered(clerk, filed[0])
    filed.append(mother.did("/complaints", NOTHING))
    first = mother.sees("/complaints?limit=4")
    rest = mother.sees(f"/complaints?limit=4&after={first['after']}")
    assert [one["complaint_id"] for one in first["complaints"] + rest["complaints"]] == [
        one["complaint_id"] for one in filed
    ]
    assert rest["after"] is None


def test_a_repeat_files_nothing_twice(mother: Caller) -> None:
    first = mother.post("/complaints", NOTHING, key="once")
    assert mother.post("/complaints", NOTHING, key="once").json() == first.json()
    assert len(mother.sees("/complaints")["complaints"]) == 1


def test_a_04_a_clerk_files_at_the_counter_for_whom_she_serves(
    house: House, mother: Caller, mother_id: int, clerk: Caller
) -> None:
    at_counter = clerk.serving(house.number(mother_id))
    filed = at_counter.did("/complaints", NOTHING)
    assert mother.sees("/complaints")["complaints"] == [filed]
    assert at_counter.sees(path(filed))["complaint"] == filed
    elsewhere = house.staff("xm-1", Role.CLERK, XIAMEN)
    assert refusal(elsewhere.serving(house.number(mother_id)).post("/complaints", NOTHING)) == (403, "NOT_YOURS")


def test_an_agent_complains_where_her_authority_says_so(
    house: House, mother: Caller, mother_id: int, daughter: Caller, daughter_id: int, clerk: Caller
) -> None:
    number = house.number(mother_id)
    assert refusal(daughter.serving(number).post("/complaints", NOTHING)) == (403, "NOT_YOURS")
    authority = {
        "agent": house.certificate(daughter_id), "kind": "agent", "scope": ["complaints"], "valid_to": "2027-01-01",
        "evidence_hash": "ab" * 32, "consent_text": "agent-1",
    }  # fmt: skip
    granted = clerk.serving(number).did("/mandates", authority)
    house.staff("lz-9", Role.CHECKER, LANZHOU).serving(number).did(
        f"/mandates/{granted['mandate_id']}/confirmation", {"called_back": True}
    )
    filed = daughter.serving(number).did("/complaints", NOTHING)
    assert mother.sees("/complaints")["complaints"] == [filed]
    assert refusal(daughter.get(path(filed))) == (404, "COMPLAINT_UNKNOWN")


def test_nobody_else_reads_or_reopens_it(house: House, mother: Caller, daughter: Caller) -> None:
    filed = mother.did("/complaints", NOTHING)
    assert refusal(daughter.get(path(filed))) == (404, "COMPLAINT_UNKNOWN")
    assert refusal(daughter.post(path(filed, "/reopening"), {"text": "?"})) == (404, "COMPLAINT_UNKNOWN")
    assert refusal(mother.get("/complaints/1")) == (404, "COMPLAINT_UNKNOWN")
    assert refusal(house.staff("lz-1", Role.CLERK, LANZHOU).get("/complaints/1")) == (404, "COMPLAINT_UNKNOWN")


def test_a_complaint_nobody_answers_goes_up_and_keeps_its_deadline(house: House, mother: Caller) -> None:
    filed = mother.did("/complaints", NOTHING)
    levels = []
    for days in (14, 16, 21, 22):
        run(house.office, JOBS["overdue"], now=NOON + timedelta(days=days))
        (item,) = house.staff("lz-1", Role.CLERK, LANZHOU).sees("/work-items")["items"]
        levels.append(item["level"])
        assert item["due_at"] == filed["due_at"]
    assert levels == ["pool", "province", "province", "nation"]
