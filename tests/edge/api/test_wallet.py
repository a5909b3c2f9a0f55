"""The wallet through the API: opened, moved, filled by the pilot's transfers where they are still made."""

from datetime import date, timedelta

import pytest

from gongji import delegation, kinship
from gongji.access import Role, Scope
from gongji.audit import By
from gongji.delegation import MandateAsked, MandateKind
from gongji.ground.policy import PolicySet
from gongji.ground.value import replace
from gongji.kinship import FactKind, KinFact, Nature, NearRelative
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.wallet.test_transfers import LEGACY
from tests.world import LANZHOU, NOON, XIAMEN


@pytest.fixture
def daughter_id(house: House) -> int:
    return house.world.employee("苏晓岚", account=5_000_00)


@pytest.fixture
def father_id(house: House, daughter_id: int) -> int:
    world = house.world
    father = world.resident("苏振海", sex=1)
    fact = KinFact(0, FactKind.PARENT, Nature.BIRTH, father, daughter_id, "register", "x", date(1985, 5, 6), None, NOON)
    kinship.record_facts(world.db, facts=[fact], now=NOON, policy=world.policy, pool=XIAMEN)
    world.db.commit()
    return father


@pytest.fixture
def daughter(house: House, daughter_id: int) -> Caller:
    return house.citizen(daughter_id)


@pytest.fixture
def father(house: House, father_id: int) -> Caller:
    return house.citizen(father_id)


@pytest.fixture
def pilot(house: House) -> None:
    files = house.office.policy.files | {f"pools/{pool}.toml": LEGACY for pool in (XIAMEN, LANZHOU)}
    house.office = replace(house.office, policy=PolicySet(files))
    house.at(NOON)


def test_o_01_a_wallet_is_opened_and_shows_what_relatives_set_aside(
    house: House, father: Caller, father_id: int, daughter_id: int
) -> None:
    assert father.sees("/wallet") == {
        "state": "not_opened",
        "place_of_use": None,
        "available": "0.00",
        "whole_balance": False,
    }
    assert father.did("/wallet", {}) == {
        "state": "active",
        "place_of_use": "620100",
        "available": "0.00",
        "whole_balance": False,
    }
    house.world.share(daughter_id, father_id, NearRelative.PARENT, 300_00)
    house.world.db.commit()
    assert father.sees("/wallet")["available"] == "300.00"


def test_o_32_the_place_of_use_is_moved_twice_a_month(father: Caller) -> None:
    assert refusal(father.put("/wallet/place-of-use", {"place": "610102"})) == (409, "WALLET_NOT_OPEN")
    father.did("/wallet", {})
    for place in ("610102", "620102"):
        assert father.good(father.put("/wallet/place-of-use", {"place": place}))["state"] == "active"
    assert refusal(father.put("/wallet/place-of-use", {"place": "610102"})) == (409, "PLACE_CHANGES_USED")


@pytest.mark.parametrize("place", ["999999", "62010", "6201020", "兰州"])
def test_a_place_that_is_none_is_refused(father: Caller, place: str) -> None:
    status, _ = refusal(father.post("/wallet", {"place": place}))
    assert status in (404, 409, 422)
    assert father.sees("/wallet")["state"] == "not_opened"


@pytest.mark.usefixtures("pilot")
def test_o_09_what_is_sent_is_the_fathers_when_he_accepts(
    house: House, daughter: Caller, father: Caller, father_id: int
) -> None:
    father.did("/wallet", {})
    wanted: Json = {"receiver": house.certificate(father_id), "amount": "1500.00"}
    transfer = daughter.did("/transfers", wanted)
    assert (transfer["state"], daughter.sees("/account")["available"]) == ("in_transit", "3500.00")
    (listed,) = father.sees("/transfers?side=received")["transfers"]
    assert listed == {"transfer": transfer, "with_whom": "苏*岚"}
    path = f"/transfers/{transfer['transfer_id']}"
    assert refusal(daughter.post(f"{path}/acceptance")) == (404, "TRSF_UNKNOWN")
    assert father.did(f"{path}/acceptance")["state"] == "accepted"
    assert refusal(daughter.post(f"{path}/revocation")) == (409, "TRSF_STATE_CONFLICT")
    assert father.sees("/wallet")["available"] == "1500.00"
    assert father.did(f"{path}/giving-back")["state"] == "given_back"
    assert daughter.sees("/account")["available"] == "5000.00"


def test_where_the_pilot_is_over_a_transfer_is_refused_with_what_to_do_instead(
    house: House, daughter: Caller, father: Caller, father_id: int
) -> None:
    father.did("/wallet", {})
    wanted: Json = {"receiver": house.certificate(father_id), "amount": "1.00"}
    answer = daughter.post("/transfers", wanted)
    assert refusal(answer) == (409, "TRSF_OFF")
    assert answer.json()["next"] == "给家人留额度"


@pytest.mark.usefixtures("pilot")
def test_e_20_what_was_received_cannot_be_passed_on(
    house: House, daughter: Caller, father: Caller, father_id: int
) -> None:
    wanted: Json = {"receiver": house.certificate(father_id), "amount": "1.00", "source": "wallet"}
    assert refusal(daughter.post("/transfers", wanted)) == (409, "ONWARD_TRANSFER_FORBIDDEN")


def test_staff_record_what_happened_and_what_follows_happens_with_it(
    house: House, daughter_id: int, father_id: int, father: Caller
) -> None:
    house.world.share(daughter_id, father_id, NearRelative.PARENT, 300_00)
    house.world.db.commit()
    clerk = house.staff("lz-1", Role.CLERK, LANZHOU)
    serving = clerk.serving(house.number(father_id))
    news: Json = {"kind": "NOT_RENEWED", "told_key": "2027-1", "on": "2026-11-05", "scheme": 390}
    assert refusal(father.post("/life-events", news)) == (403, "NO_ROLE")
    assert refusal(clerk.post("/life-events", news)) == (403, "NO_ROLE")
    assert refusal(
        house.staff("xm-1", Role.CLERK, XIAMEN).serving(house.number(father_id)).post("/life-events", news)
    ) == (403, "NOT_YOURS")
    assert serving.did("/life-events", news) == {"dissolved": 0, "suspended": 1, "resumed": 0, "again": False}
    assert serving.did("/life-events", news)["again"] is True
    assert refusal(serving.post("/life-events", news | {"scheme": 310, "told_key": "x"})) == (409, "NOT_INSURED_THERE")
    assert refusal(serving.post("/life-events", news | {"kind": "LOTTERY"}))[0] == 422


def test_a_divorce_ends_what_spouses_share(house: House, daughter_id: int, daughter: Caller) -> None:
    husband = house.world.employee("叶文川", account=100_00, born=date(1984, 1, 1), sex=1)
    house.world.share(daughter_id, husband, NearRelative.SPOUSE, 900_00)
    house.world.db.commit()
    clerk = house.staff("xm-1", Role.CLERK, XIAMEN).serving(house.number(daughter_id))
    told: Json = {"spouse": house.certificate(husband), "on": "2026-11-05"}
    assert clerk.did("/divorces", told)["dissolved"] == 1
    assert daughter.sees("/account")["available"] == "5000.00"


def agent_of(house: House, principal: int, agent: int, scope: Scope) -> Caller:
    """An agent whose mandate was confirmed just now."""
    world = house.world
    asked = MandateAsked(principal, agent, MandateKind.AGENT, frozenset({scope}), date(2027, 5, 1), b"x" * 32)
    granted = delegation.grant_mandate(
        world.db, asked=asked, now=world.now, policy=world.policy, pool=XIAMEN, by=By(7, "counter", 8)
    )
    delegation.confirm_mandate(
        world.db, mandate_id=granted.mandate_id, called_back=True, now=world.now, by=By(9, "counter", 8)
    )
    world.db.commit()
    return house.citizen(agent).serving(house.number(principal))


@pytest.mark.usefixtures("pilot")
def test_a_05_an_agent_waits_a_day_before_she_sends_to_herself_or_takes_back_what_she_sent(
    house: House, daughter: Caller, daughter_id: int, father: Caller, father_id: int
) -> None:
    father.did("/wallet", {})
    wanted: Json = {"receiver": house.certificate(father_id), "amount": "500.00"}
    for_her = agent_of(house, daughter_id, father_id, Scope.TRANSFERS)
    assert refusal(for_her.post("/transfers", wanted)) == (403, "MANDATE_COOLING")
    path = f"/transfers/{daughter.did('/transfers', wanted)['transfer_id']}"
    for_him = agent_of(house, father_id, daughter_id, Scope.TRANSFERS)
    assert refusal(for_him.post(f"{path}/rejection")) == (403, "MANDATE_COOLING")
    assert for_him.did(f"{path}/acceptance")["state"] == "accepted"
    assert refusal(for_him.post(f"{path}/giving-back")) == (403, "MANDATE_COOLING")
    house.at(NOON + timedelta(hours=24))
    late = house.citizen(daughter_id).serving(house.number(father_id))
    assert late.did(f"{path}/giving-back")["state"] == "given_back"


@pytest.mark.usefixtures("pilot")
def test_i_2_what_is_on_its_way_is_still_in_the_senders_account(
    house: House, daughter: Caller, father: Caller, father_id: int
) -> None:
    father.did("/wallet", {})
    daughter.did("/transfers", {"receiver": house.certificate(father_id), "amount": "1500.00"})
    assert daughter.sees("/account") == {
        "available": "3500.00", "set_aside": "0.00", "in_transit": "1500.00", "held": "0.00", "total": "5000.00",
    }  # fmt: skip
