"""What staff see of people, and what people see of staff (N-02, N-03, N-06, N-07)."""

from datetime import timedelta

import pytest

from gongji import access, insured
from gongji.access import Role
from gongji.audit import By
from gongji.ground.identifiers import cell_of
from gongji.ground.value import replace
from gongji.insured.find import KeyKind, telephone_index
from gongji.kinship import NearRelative
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.world import LANZHOU, XIAMEN

TELEPHONE = "13800001234"


@pytest.fixture
def mother_id(house: House) -> int:
    """She has a telephone."""
    world = house.world
    mother = world.resident("李秀兰")
    row = insured.find_people(world.db, people=[mother])[mother]
    assert row.wrapped_key is not None
    key = world.keys.unwrap(row.wrapped_key, master_key_id=row.master_key_id)
    sealed = replace(row.personal_fields(world.keys), telephone=TELEPHONE).sealed(key=key, person_id=mother)
    world.db.execute(
        "update person set sealed = %s where cell = %s and person_id = %s", [sealed, cell_of(mother), mother]
    )
    world.db.execute(
        "insert into person_key (kind, blind_index, person_id) values (%s, %s, %s)",
        [KeyKind.TELEPHONE.value, telephone_index(world.keys, TELEPHONE), mother],
    )
    world.db.commit()
    return mother


@pytest.fixture
def clerk(house: House, mother_id: int) -> Caller:
    return house.staff("lz-1", Role.CLERK, LANZHOU)


def lookup(by: str, number: str, purpose: str = "counter visit") -> Json:
    return {"by": by, "number": number, "purpose": purpose}


def looks(house: House, person: int) -> list[Json]:
    """What she sees of who looked, without numbers and moments."""
    seen = house.citizen(person).sees("/looks")["looks"]
    return [{name: fact for name, fact in one.items() if name not in ("look_id", "at")} for one in seen]


@pytest.mark.parametrize("by", ["person_number", "certificate", "telephone"])
def test_n_03_a_clerk_finds_a_person_masked_and_the_person_sees_that(
    house: House, clerk: Caller, mother_id: int, by: str
) -> None:
    number, certificate = house.number(mother_id), house.certificate(mother_id)["certificate_number"]
    numbers = {"person_number": number, "certificate": certificate, "telephone": TELEPHONE}
    (found,) = clerk.good(clerk.post("/people/lookups", lookup(by, numbers[by])))
    assert found == {
        "person_id": str(mother_id), "name": "李*兰", "person_number": f"…{number[-4:]}", "certificate_type": "01",
        "certificate_number": f"{certificate[:6]}********{certificate[-4:]}", "telephone": "138****1234",
        "insured": [{"scheme": 390, "pool": LANZHOU, "status": 1}],
        "former_until": None,
    }  # fmt: skip
    assert looks(house, mother_id) == [
        {"role": "clerk", "body": "兰州市", "channel": "counter", "purpose": "counter visit"}
    ]


def test_n_03_a_look_without_a_purpose_is_refused_by_name(house: House, clerk: Caller, mother_id: int) -> None:
    number = house.number(mother_id)
    assert refusal(clerk.post("/people/lookups", lookup("person_number", number, " "))) == (422, "PURPOSE_MISSING")
    with pytest.raises(access.PurposeMissing):
        access.record_looks(house.world.db, people=[mother_id], purpose="", now=house.world.now, by=By(1, "counter"))
    house.world.db.rollback()
    assert looks(house, mother_id) == []


def test_who_is_insured_elsewhere_is_not_found_and_citizens_find_nobody(
    house: House, clerk: Caller, mother_id: int
) -> None:
    asked = lookup("telephone", TELEPHONE)
    assert clerk.did("/people/lookups", lookup("telephone", "13999999999")) == []
    assert house.staff("xm-1", Role.CLERK, XIAMEN).did("/people/lookups", asked) == []
    assert len(house.staff("gs-1", Role.OPERATOR, 620000).did("/people/lookups", asked)) == 1
    assert refusal(house.citizen(mother_id).post("/people/lookups", asked)) == (403, "NO_ROLE")
    assert refusal(clerk.post("/people/lookups", {"by": "name", "number": "李秀兰", "purpose": "x"}))[0] == 422
    assert [(one["role"], one["body"]) for one in looks(house, mother_id)] == [("operator", "甘肃省")]


def test_n_03_a_field_is_shown_in_full_for_a_reason_the_person_sees(
    house: House, clerk: Caller, mother_id: int
) -> None:
    path = f"/people/{mother_id}/unmasking"
    wanted = {"fields": ["telephone", "name"], "purpose": "call-back", "reason": "asked to be called"}
    assert clerk.good(clerk.post(path, wanted)) == {"name": "李秀兰", "telephone": TELEPHONE}
    assert looks(house, mother_id) == [
        {
            "role": "clerk", "body": "兰州市", "channel": "counter", "purpose": "call-back",
            "unmasked": ["name", "telephone"], "reason": "asked to be called",
        }
    ]  # fmt: skip
    assert refusal(clerk.post(path, wanted | {"reason": ""}))[0] == 422
    assert refusal(clerk.post(path, wanted | {"purpose": ""})) == (422, "PURPOSE_MISSING")
    assert refusal(clerk.post(path, wanted | {"fields": ["diagnosis"]}))[0] == 422
    elsewhere = house.staff("xm-1", Role.CLERK, XIAMEN)
    assert refusal(elsewhere.post(path, wanted)) == (404, "PERSON_UNKNOWN")
    assert refusal(clerk.post("/people/1/unmasking", wanted)) == (404, "PERSON_UNKNOWN")
    assert refusal(house.citizen(mother_id).post(path, wanted)) == (403, "NO_ROLE")
    house.at(house.world.now + timedelta(minutes=6))
    assert refusal(clerk.post(path, wanted)) == (401, "STEP_UP_NEEDED")


def test_n_07_whoever_acts_for_her_is_in_the_list_whichever_door_they_use(
    house: House, clerk: Caller, mother_id: int
) -> None:
    number = house.number(mother_id)
    paths = ("/account", "/wallet", "/quotas", "/relations?side=given", "/records", "/premiums", "/consents")
    for path in paths:
        clerk.serving(number).sees(path)
    seen = looks(house, mother_id)
    assert [one["purpose"] for one in seen] == [
        "consents", "premiums", "records", "relations", "quotas", "wallet", "account",
    ]  # fmt: skip
    assert {(one["role"], one["body"]) for one in seen} == {("clerk", "兰州市")}
    # Of herself she is told nothing.
    house.citizen(mother_id).sees("/account")
    assert len(looks(house, mother_id)) == len(paths)


def test_n_07_a_relative_who_named_her_is_shown_masked_and_pages_go_on(house: House, mother_id: int) -> None:
    son = house.world.employee("陈一鸣", account=30_000_00, sex=1)
    house.world.db.commit()
    wanted = {
        "beneficiary": house.certificate(mother_id), "relation": "02", "limit": "100.00", "consent_text": "share-1",
        "declared": True,
    }  # fmt: skip
    house.citizen(son).did("/invitations", wanted)
    mother = house.citizen(mother_id)
    first = mother.sees("/looks?limit=1")
    (look,) = first["looks"]
    assert (look["role"], look["who"], look["purpose"]) == ("citizen", "陈*鸣", "invite")
    rest = mother.sees(f"/looks?after={first['after']}")
    assert [one["purpose"] for one in rest["looks"]] == ["invite"]
    assert house.citizen(son).sees("/looks")["looks"] == []


def test_n_02_she_reads_what_she_agreed_to_in_its_wording_and_that_it_was_withdrawn(
    house: House, mother_id: int
) -> None:
    son = house.world.employee("陈一鸣", account=30_000_00, sex=1)
    house.world.db.commit()
    wanted = {
        "beneficiary": house.certificate(mother_id), "relation": "02", "limit": "100.00", "consent_text": "share-1",
        "declared": True,
    }  # fmt: skip
    invited, mother = house.citizen(son).did("/invitations", wanted)["invitation_id"], house.citizen(mother_id)
    accept = f"/invitations/{invited}/acceptance"
    assert refusal(mother.post(accept, {"consent_text": "no-such"})) == (404, "CONSENT_TEXT_UNKNOWN")
    relation = mother.did(accept, {"consent_text": "receive-1"})["relation_id"]
    (given,) = mother.sees("/consents")["consents"]
    assert (given["purpose"], given["about"], given["text_version"], given["channel"], given["withdrawn_at"]) == (
        "share", invited, "receive-1", "app", None,
    )  # fmt: skip
    assert mother.sees("/consent-texts/receive-1")["text"].startswith("我同意使用家人留给我的额度")
    assert refusal(house.stranger().get("/consent-texts/no-such")) == (404, "CONSENT_TEXT_UNKNOWN")
    mother.did(f"/relations/{relation}/dissolution")
    assert mother.sees("/consents")["consents"][0]["withdrawn_at"] is not None


def test_i_2_the_account_shows_every_fen_wherever_it_lies(house: House, mother_id: int) -> None:
    son = house.world.employee("陈一鸣", account=30_000_00, sex=1)
    house.world.share(son, mother_id, NearRelative.PARENT, 1_000_00)
    house.world.db.commit()
    assert house.citizen(son).sees("/account") == {
        "available": "29000.00", "set_aside": "1000.00", "in_transit": "0.00", "held": "0.00", "total": "30000.00",
    }  # fmt: skip
