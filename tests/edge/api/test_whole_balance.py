"""A son in Guizhou lets his mother spend his whole account, through the API (R-22, N-05)."""

from datetime import timedelta

import pytest

from gongji import kinship
from gongji.access import Role
from gongji.kinship import FactKind, KinFact, Nature
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.mutual_aid.guizhou import GUIYANG, ZUNYI, in_guizhou
from tests.world import NOON, PILLS


@pytest.fixture
def son_id(house: House) -> int:
    in_guizhou(house.world)
    return house.world.employee("陈一鸣", pool=GUIYANG, account=30_000_00, sex=1)


@pytest.fixture
def son(house: House, son_id: int) -> Caller:
    return house.citizen(son_id)


@pytest.fixture
def mother_id(house: House) -> int:
    return house.world.resident("李秀兰", pool=ZUNYI)


@pytest.fixture
def mother(house: House, mother_id: int) -> Caller:
    return house.citizen(mother_id)


@pytest.fixture
def wanted(house: House, mother_id: int) -> Json:
    return {
        "beneficiary": house.certificate(mother_id),
        "relation": "02",
        "period": "WHOLE",
        "consent_text": "share-whole-1",
    }


@pytest.fixture(autouse=True)
def register(house: House, son_id: int, mother_id: int) -> None:
    """The register knows that she is his mother; only declared it would be under a ceiling (R-07)."""
    fact = KinFact(0, FactKind.PARENT, Nature.BIRTH, mother_id, son_id, "register", "x", NOON.date(), None, NOON)
    kinship.record_facts(house.world.db, facts=[fact], now=NOON, policy=house.world.policy, pool=GUIYANG)
    house.world.db.commit()


def test_she_is_told_that_it_is_the_whole_balance_and_never_how_much(
    house: House, son: Caller, mother: Caller, mother_id: int, wanted: Json
) -> None:
    invitation = son.did("/invitations", wanted)
    assert (invitation["period"], invitation["limit"]) == ("WHOLE", None)
    accepted = mother.did(f"/invitations/{invitation['invitation_id']}/acceptance", {"consent_text": "receive-1"})
    assert mother.sees("/wallet") == {
        "state": "active", "place_of_use": "520300", "available": "0.00", "whole_balance": True,
    }  # fmt: skip
    mother.good(mother.put("/wallet/place-of-use", {"place": "620102"}))
    house.world.settle(house.world.bill(mother_id, (PILLS, 12_00)))
    house.world.db.commit()
    (quota,) = mother.sees("/quotas")
    assert (quota["limit"], quota["used"], quota["remaining"]) == (None, "12.00", None)
    assert quota["quota_id"] == accepted["quota_id"]
    seen = son.sees("/account")
    assert (seen["available"], seen["set_aside"], seen["total"]) == ("29988.00", "0.00", "29988.00")
    path = f"/quotas/{accepted['quota_id']}/limit"
    assert refusal(son.put(path, {"limit": "100.00"})) == (409, "WHOLE_BALANCE_UNLIMITED")


@pytest.mark.parametrize("change", [{"limit": "5.00"}, {"period": "OPEN"}])
def test_a_limit_is_for_the_others_and_only_for_them(son: Caller, wanted: Json, change: Json) -> None:
    assert refusal(son.post("/invitations", wanted | change)) == (422, "AMOUNT_INVALID")


def test_across_provinces_it_is_refused_before_anybody_is_asked(house: House, son: Caller, wanted: Json) -> None:
    aunt = house.certificate(house.world.resident("李秀英"))
    assert refusal(son.post("/invitations", wanted | {"beneficiary": aunt, "declared": True})) == (
        409, "WHOLE_BALANCE_TOO_FAR",
    )  # fmt: skip


def test_a_clerk_does_it_only_with_a_colleague(house: House, son_id: int, wanted: Json) -> None:
    """A-05: without a limit is above any amount."""
    clerk = house.staff("gy-1", Role.CLERK, GUIYANG).serving(house.number(son_id))
    assert refusal(clerk.post("/invitations", wanted)) == (409, "SECOND_PERSON")


def test_the_donor_changes_what_a_quota_is_spent_on(house: House, son: Caller, mother: Caller, wanted: Json) -> None:
    """Q-21, Q-08."""
    invitation = son.did("/invitations", wanted | {"period": "OPEN", "limit": "100.00"})
    accepted = mother.did(f"/invitations/{invitation['invitation_id']}/acceptance", {"consent_text": "receive-1"})
    path = f"/quotas/{accepted['quota_id']}/uses"
    changed = son.good(son.put(path, {"uses": ["VISIT"]}))
    assert (changed["uses"], changed["remaining"]) == (["VISIT"], "100.00")
    assert refusal(mother.put(path, {"uses": ["PHARMACY"]})) == (403, "NOT_YOURS")
    assert refusal(son.put(path, {"uses": []}))[1] == "FIELD_INVALID"
    assert refusal(son.put("/quotas/1/uses", {"uses": ["VISIT"]})) == (404, "QUOTA_UNKNOWN")
    house.at(NOON + timedelta(minutes=5, seconds=1))
    assert refusal(son.put(path, {"uses": ["PHARMACY"]})) == (401, "STEP_UP_NEEDED")
