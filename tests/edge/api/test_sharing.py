"""A son shares with his mother through the API: invited, agreed, changed, ended."""

from datetime import timedelta

import pytest

from gongji.access import Role
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.world import LANZHOU, NOON, XIAMEN


@pytest.fixture
def son(house: House) -> Caller:
    return house.citizen(house.world.employee("陈一鸣", account=30_000_00, sex=1))


@pytest.fixture
def mother_id(house: House) -> int:
    return house.world.resident("李秀兰")


@pytest.fixture
def mother(house: House, mother_id: int) -> Caller:
    return house.citizen(mother_id)


@pytest.fixture
def wanted(house: House, mother_id: int) -> Json:
    return {
        "beneficiary": house.certificate(mother_id),
        "relation": "02",
        "limit": "1000.00",
        "consent_text": "share-1",
        "declared": True,
    }


def test_a_quota_stands_once_the_mother_agrees_and_each_sees_her_side(
    house: House, son: Caller, mother: Caller, wanted: Json
) -> None:
    invitation = son.did("/invitations", wanted)
    assert (invitation["state"], invitation["limit"]) == ("pending", "1000.00")
    assert son.sees("/account")["available"] == "30000.00"
    (listed,) = mother.sees("/invitations?side=received")["invitations"]
    assert listed == {"invitation": invitation, "with_whom": "陈*鸣"}
    accepted = mother.did(f"/invitations/{invitation['invitation_id']}/acceptance", {"consent_text": "receive-1"})
    account = son.sees("/account")
    assert (account["available"], account["set_aside"], account["total"]) == ("29000.00", "1000.00", "30000.00")
    (quota,) = mother.sees("/quotas")
    assert (quota["quota_id"], quota["remaining"], quota["used"]) == (accepted["quota_id"], "1000.00", "0.00")
    assert mother.sees("/wallet") == {
        "state": "active",
        "place_of_use": "620100",
        "available": "1000.00",
        "whole_balance": False,
    }
    (relation,) = son.sees("/relations?side=given")["relations"]
    assert (relation["with_whom"], relation["relation"]["state"]) == ("李*兰", "active")


def test_the_donor_changes_the_limit_and_either_side_ends_the_relation(
    house: House, son: Caller, mother: Caller, wanted: Json
) -> None:
    invitation = son.did("/invitations", wanted)
    accepted = mother.did(f"/invitations/{invitation['invitation_id']}/acceptance", {"consent_text": "receive-1"})
    quota = f"/quotas/{accepted['quota_id']}"
    assert son.good(son.put(f"{quota}/limit", {"limit": "1500.00"}))["remaining"] == "1500.00"
    assert son.good(son.put(f"{quota}/limit", {"limit": "200.00"}))["remaining"] == "200.00"
    assert refusal(mother.put(f"{quota}/limit", {"limit": "9.00"})) == (403, "NOT_YOURS")
    ended = mother.did(f"/relations/{accepted['relation_id']}/dissolution")
    assert (ended["state"], ended["end_reason"]) == ("dissolved", "BENEFICIARY_REQUEST")
    consents = house.world.db.execute("select withdrawn_at is not null from consent").fetchall()
    assert consents == [(True,), (True,)]
    assert son.sees("/account")["available"] == "30000.00"


def test_a_repeat_is_answered_as_before_and_does_nothing(house: House, son: Caller, wanted: Json) -> None:
    first = son.post("/invitations", wanted, key="once")
    again = son.post("/invitations", wanted, key="once")
    assert (again.status_code, again.json()) == (201, first.json())
    other = wanted | {"limit": "999.00"}
    assert refusal(son.post("/invitations", other, key="once")) == (409, "IDEMPOTENCY_KEY_USED")
    assert refusal(son.post("/invitations", wanted)) == (409, "INVITATION_EXISTS")


def test_a_write_without_a_key_is_refused(son: Caller, wanted: Json) -> None:
    assert refusal(son.post("/invitations", wanted, key=" ")) == (409, "IDEMPOTENCY_KEY_MISSING")


def test_who_has_no_token_or_an_old_one_is_refused(house: House, son: Caller) -> None:
    assert refusal(house.stranger().get("/account")) == (401, "SIGNED_OUT")
    house.at(NOON + timedelta(hours=1))
    assert refusal(son.get("/account")) == (401, "SIGNED_OUT")


def test_money_needs_a_proof_not_older_than_five_minutes(house: House, son: Caller, wanted: Json) -> None:
    house.at(NOON + timedelta(minutes=5, seconds=1))
    assert refusal(son.post("/invitations", wanted)) == (401, "STEP_UP_NEEDED")


def test_nobody_sees_or_touches_what_is_between_two_others(
    house: House, son: Caller, mother: Caller, wanted: Json
) -> None:
    stranger = house.citizen(house.world.resident("王五"))
    invitation = son.did("/invitations", wanted)
    path = f"/invitations/{invitation['invitation_id']}"
    assert refusal(stranger.get(path)) == (404, "INVITATION_UNKNOWN")
    assert refusal(stranger.post(f"{path}/acceptance", {"consent_text": "x"})) == (404, "INVITATION_UNKNOWN")
    accepted = mother.did(f"{path}/acceptance", {"consent_text": "receive-1"})
    assert refusal(stranger.get(f"/quotas/{accepted['quota_id']}")) == (404, "QUOTA_UNKNOWN")
    assert refusal(stranger.get(f"/relations/{accepted['relation_id']}")) == (404, "RELATION_UNKNOWN")
    assert refusal(stranger.post(f"/relations/{accepted['relation_id']}/dissolution")) == (404, "RELATION_UNKNOWN")


def test_a_citizen_cannot_act_for_somebody_by_naming_her(house: House, son: Caller, mother_id: int) -> None:
    assert refusal(son.serving(house.number(mother_id)).get("/account")) == (403, "NOT_YOURS")


def test_a_name_that_is_not_the_certificates_finds_nobody(son: Caller, wanted: Json) -> None:
    wrong = wanted | {"beneficiary": wanted["beneficiary"] | {"name": "李秀英"}}
    assert refusal(son.post("/invitations", wrong)) == (404, "PERSON_UNKNOWN")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"relation": "09"}, "KIN_NOT_ELIGIBLE"),
        ({"relation": "2"}, "FIELD_INVALID"),
        ({"limit": "10.001"}, "FIELD_INVALID"),
        ({"limit": "0.00"}, "AMOUNT_INVALID"),
        ({"limit": "-5.00"}, "AMOUNT_INVALID"),
        ({"limit": 1000}, "FIELD_INVALID"),
        ({"limit": "1e3"}, "FIELD_INVALID"),
        ({"period": "FOREVER"}, "FIELD_INVALID"),
        ({"uses": ["GROCERIES"]}, "FIELD_INVALID"),
        ({"consent_text": ""}, "FIELD_INVALID"),
        ({"beneficiary": None}, "FIELD_INVALID"),
        ({"declared": False}, "KIN_UNKNOWN"),
    ],
)
def test_a_wrong_wish_is_refused_by_name_and_leaves_nothing(son: Caller, wanted: Json, change: Json, code: str) -> None:
    status, found = refusal(son.post("/invitations", wanted | change))
    assert (found, status < 500) == (code, True)
    assert son.sees("/invitations?side=given")["invitations"] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"limit": NaN}'])
def test_a_body_that_is_no_wish_is_a_problem_and_no_fault(son: Caller, body: bytes) -> None:
    assert refusal(son.post("/invitations", body))[0] in (400, 422)


def test_problems_are_worded_in_the_callers_language(house: House, son: Caller) -> None:
    path = "/quotas/1"
    assert son.get(path).json()["detail"] != son.get(path, **{"accept-language": "en"}).json()["detail"]


def test_staff_decide_a_doubtful_kinship_in_their_own_region_only(house: House, son: Caller, wanted: Json) -> None:
    young = house.world.resident("李小", born=house.world.now.date().replace(year=1972))
    house.world.db.commit()
    invitation = son.did("/invitations", wanted | {"beneficiary": house.certificate(young)})
    assert invitation["state"] == "kin_check"
    clerk, elsewhere = house.staff("xm-1", Role.CLERK, XIAMEN), house.staff("lz-1", Role.CLERK, LANZHOU)
    (item,) = clerk.sees("/work-items")["items"]
    assert (item["kind"], item["about"]) == ("KINSHIP_REVIEW", invitation["invitation_id"])
    assert elsewhere.sees("/work-items")["items"] == []
    decision = f"/work-items/{item['work_item_id']}/kinship-decision"
    body = {"confirmed": True, "note": "household register seen"}
    assert refusal(elsewhere.post(decision, body)) == (403, "NO_ROLE")
    assert refusal(son.post(decision, body)) == (403, "NO_ROLE")
    assert refusal(son.get("/work-items")) == (403, "NOT_YOURS")
    assert clerk.did(decision, body)["state"] == "pending"
    assert refusal(clerk.post(decision, body)) == (409, "WORK_ITEM_CLOSED")


def test_a_clerk_does_at_the_counter_what_the_citizen_would_do(house: House, mother_id: int, wanted: Json) -> None:
    son_id = house.world.employee("陈大", account=5_000_00, sex=1)
    clerk = house.staff("xm-1", Role.CLERK, XIAMEN).serving(house.number(son_id))
    invitation = clerk.did("/invitations", wanted)
    serving_her = house.staff("lz-1", Role.CLERK, LANZHOU).serving(house.number(mother_id))
    serving_her.did(f"/invitations/{invitation['invitation_id']}/acceptance", {"consent_text": "receive-1"})
    acts = house.world.db.execute(
        "select actor_id = %s, channel, authority_id <> 0 from fact where subject_id = %s and kind = 16",
        [son_id, int(invitation["invitation_id"])],
    ).fetchall()
    assert acts == [(False, "counter", True)]


def test_a_pool_that_has_not_begun_says_so(house: House, mother_id: int, wanted: Json) -> None:
    ulanqab = house.world.employee("陈二", pool=150100, account=100_00)
    donor = house.citizen(ulanqab)
    status, code = refusal(donor.post("/invitations", wanted | {"limit": "1.00"}))
    assert (status, code) == (409, "POOL_NOT_ENABLED")


def test_the_document_of_the_api_names_every_door(house: House) -> None:
    document = house.ask("GET", "/api/openapi.json", {}, None).json()
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/invitations/{invitation_id}/acceptance" in document["paths"]


def test_a_work_item_is_taken_by_one_clerk_at_a_time_and_given_back_by_her_alone(
    house: House, son: Caller, wanted: Json
) -> None:
    young = house.world.resident("李小", born=house.world.now.date().replace(year=1972))
    house.world.db.commit()
    son.did("/invitations", wanted | {"beneficiary": house.certificate(young)})
    first, second = house.staff("xm-1", Role.CLERK, XIAMEN), house.staff("xm-2", Role.CLERK, XIAMEN)
    (item,) = first.sees("/work-items")["items"]
    path = f"/work-items/{item['work_item_id']}"
    assert first.did(f"{path}/taking")["taken_by"] is not None
    assert refusal(second.post(f"{path}/taking")) == (409, "WORK_ITEM_TAKEN")
    assert refusal(second.post(f"{path}/release")) == (409, "WORK_ITEM_TAKEN")
    assert first.did(f"{path}/release")["taken_by"] is None
    assert second.did(f"{path}/taking")["taken_by"] is not None
    assert refusal(first.post("/work-items/1/taking")) == (404, "WORK_ITEM_UNKNOWN")
