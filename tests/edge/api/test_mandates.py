"""Acting for others through the API: on a mandate, as guardian, at the counter with a colleague."""

from datetime import date, datetime, timedelta

import pytest

from gongji import access, insured, kinship
from gongji.access import Agreed, Role
from gongji.audit import By
from gongji.kinship import FactKind, KinFact, Nature
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.world import LANZHOU, NOON, XIAMEN

PAPER = "ab" * 32


@pytest.fixture
def son_id(house: House) -> int:
    return house.world.employee("陈一鸣", account=30_000_00, sex=1)


@pytest.fixture
def mother_id(house: House) -> int:
    return house.world.resident("李秀兰", born=date(1946, 3, 4))


@pytest.fixture
def son(house: House, son_id: int) -> Caller:
    return house.citizen(son_id)


@pytest.fixture
def mother(house: House, mother_id: int) -> Caller:
    return house.citizen(mother_id)


@pytest.fixture
def clerk(house: House) -> Caller:
    return house.staff("lz-1", Role.CLERK, LANZHOU)


@pytest.fixture
def colleague(house: House) -> Caller:
    return house.staff("lz-2", Role.CHECKER, LANZHOU)


def family(house: House, agent: int) -> Json:
    return {"agent": house.certificate(agent), "kind": "family_account", "consent_text": "family-1"}


def agency(house: House, agent: int, *scope: str) -> Json:
    return {
        "agent": house.certificate(agent),
        "kind": "agent",
        "scope": list(scope),
        "valid_to": "2027-01-01",
        "evidence_hash": PAPER,
        "consent_text": "agent-1",
    }


def invitation(house: House, beneficiary: int, limit: str = "1000.00") -> Json:
    return {
        "beneficiary": house.certificate(beneficiary),
        "relation": "02",
        "limit": limit,
        "consent_text": "share-1",
        "declared": True,
    }


def record_parent(house: House, parent: int, child: int) -> None:
    """What a register said of the two."""
    world, born = house.world, insured.find_people(house.world.db, people=[child])[child].born_on
    fact = KinFact(0, FactKind.PARENT, Nature.BIRTH, parent, child, "register", "civil affairs", born, None, world.now)
    kinship.record_facts(world.db, facts=[fact], now=world.now, policy=world.policy, pool=XIAMEN)
    world.db.commit()


def help_with_thirty(house: House, person: int, *, at: datetime, purpose: str = "share") -> None:
    """The clerk of Lanzhou took thirty consents at a moment."""
    world, staff_id = house.world, access.enter_staff(house.world.db, login="lz-1")
    given = [Agreed(person, purpose, "receive-1", about, By(staff_id, "counter", 1)) for about in range(30)]
    access.give_consents(world.db, given=given, now=at)
    world.db.commit()


def with_second(second: Caller) -> dict[str, str]:
    return {"second-token": second.headers["authorization"].removeprefix("Bearer ")}


def with_agent(house: House, agent: int) -> dict[str, str]:
    return {"by-agent": house.number(agent)}


def grant(house: House, principal: int, wanted: Json, clerk: Caller, colleague: Caller) -> Json:
    """A mandate registered by one, looked at by another, who called back."""
    number = house.number(principal)
    granted = clerk.serving(number).did("/mandates", wanted)
    path = f"/mandates/{granted['mandate_id']}/confirmation"
    confirmed: Json = colleague.serving(number).did(path, {"called_back": True})
    return confirmed


def test_o_29_a_mother_lets_her_son_see_and_show_and_nothing_more(
    house: House, mother: Caller, son: Caller, mother_id: int, son_id: int
) -> None:
    granted = mother.did("/mandates", family(house, son_id))
    assert (granted["scope"], granted["valid_to"]) == (["show_code", "view", "wallet"], None)
    for_her = son.serving(house.number(mother_id))
    assert for_her.sees("/account")["total"] == "0.00"
    assert for_her.sees("/quotas") == []
    assert refusal(for_her.put("/preferences", {"aid_first": True})) == (403, "NOT_YOURS")
    assert refusal(for_her.post("/invitations", invitation(house, son_id))) == (403, "NOT_YOURS")
    looks = house.world.db.execute(
        "select distinct actor_id, authority_id from person_look where person_id = %s", [mother_id]
    ).fetchall()
    assert looks == [(son_id, int(granted["mandate_id"]))]


def test_w_06_a_son_opens_the_wallet_of_his_mother_who_let_him_in(
    house: House, mother: Caller, son: Caller, mother_id: int, son_id: int
) -> None:
    for_her = son.serving(house.number(mother_id))
    assert refusal(for_her.post("/wallet", {})) == (403, "NOT_YOURS")
    mandate = mother.did("/mandates", family(house, son_id))
    for_her.did("/wallet", {})
    opened = house.world.db.execute(
        "select actor_id, authority_id from fact where subject_id = %s and kind = 40", [mother_id]
    ).fetchall()
    assert opened == [(son_id, int(mandate["mandate_id"]))]


def test_both_see_the_mandate_and_either_ends_it(
    house: House, mother: Caller, son: Caller, mother_id: int, son_id: int
) -> None:
    mandate_id = mother.did("/mandates", family(house, son_id))["mandate_id"]
    (hers,), (his,) = mother.sees("/mandates")["mandates"], son.sees("/mandates")["mandates"]
    assert (hers["side"], hers["with_whom"]) == ("principal", "陈*鸣")
    assert (his["side"], his["with_whom"]) == ("agent", "李*兰")
    assert mother.sees("/mandates?limit=1")["after"] == mandate_id
    assert mother.sees(f"/mandates?limit=1&after={mandate_id}") == {"mandates": [], "after": None}
    assert refusal(son.post("/mandates/1/end")) == (404, "MANDATE_UNKNOWN")
    stranger = house.citizen(house.world.resident("王五"))
    assert refusal(stranger.post(f"/mandates/{mandate_id}/end")) == (404, "MANDATE_UNKNOWN")
    assert son.did(f"/mandates/{mandate_id}/end")["end_reason"] == "AGENT_REQUEST"
    assert refusal(son.serving(house.number(mother_id)).get("/account")) == (403, "MANDATE_ENDED")
    consents = house.world.db.execute("select purpose, text_version, withdrawn_at from consent").fetchall()
    assert consents == [("family_account", "family-1", NOON)]


def test_who_acts_for_somebody_lets_nobody_else_in_and_confirms_nothing(
    house: House, mother: Caller, son: Caller, mother_id: int, son_id: int
) -> None:
    mandate_id = mother.did("/mandates", family(house, son_id))["mandate_id"]
    friend = house.world.resident("王五")
    for_her = son.serving(house.number(mother_id))
    assert refusal(for_her.post("/mandates", family(house, friend))) == (403, "NOT_YOURS")
    assert refusal(for_her.post(f"/mandates/{mandate_id}/confirmation", {})) == (403, "NOT_YOURS")
    assert refusal(son.post(f"/mandates/{mandate_id}/confirmation", {})) == (404, "MANDATE_UNKNOWN")


def test_a_citizen_registers_no_agent_and_a_clerk_none_elsewhere(
    house: House, mother: Caller, mother_id: int, son_id: int
) -> None:
    wanted = agency(house, son_id, "quotas")
    assert refusal(mother.post("/mandates", wanted)) == (403, "NO_ROLE")
    elsewhere = house.staff("xm-1", Role.CLERK, XIAMEN).serving(house.number(mother_id))
    assert refusal(elsewhere.post("/mandates", wanted)) == (403, "NOT_YOURS")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"evidence_hash": None}, 422, "MANDATE_INCOMPLETE"),
        ({"evidence_hash": "AB"}, 422, "FIELD_INVALID"),
        ({"scope": []}, 422, "MANDATE_INCOMPLETE"),
        ({"scope": ["everything"]}, 422, "FIELD_INVALID"),
        ({"valid_to": "2026-11-05"}, 422, "MANDATE_INCOMPLETE"),
        ({"kind": "guardian"}, 409, "NOT_GUARDIAN"),
        ({"consent_text": ""}, 422, "FIELD_INVALID"),
    ],
)
def test_a_wrong_authority_is_refused_by_name_and_leaves_nothing(
    house: House, clerk: Caller, mother_id: int, son_id: int, change: Json, status: int, code: str
) -> None:
    serving = clerk.serving(house.number(mother_id))
    assert refusal(serving.post("/mandates", agency(house, son_id, "view") | change)) == (status, code)
    assert serving.sees("/mandates")["mandates"] == []


def test_o_30_an_agent_opens_relation_and_quota_at_the_counter_and_both_are_on_record(
    house: House, clerk: Caller, colleague: Caller, son: Caller, mother_id: int, son_id: int
) -> None:
    neighbour = house.world.resident("张秀英")
    number = house.number(mother_id)
    granted = clerk.serving(number).did("/mandates", agency(house, neighbour, "relations", "view"))
    confirmation = f"/mandates/{granted['mandate_id']}/confirmation"
    invited = son.did("/invitations", invitation(house, mother_id, "2000.00"))
    accept, yes = f"/invitations/{invited['invitation_id']}/acceptance", {"consent_text": "receive-1"}
    by_her = with_agent(house, neighbour)
    assert refusal(clerk.serving(number).post(accept, yes, **by_her)) == (403, "MANDATE_UNCONFIRMED")
    assert refusal(clerk.serving(number).post(confirmation, {"called_back": True})) == (409, "SECOND_PERSON")
    assert refusal(colleague.serving(number).post(confirmation, {})) == (409, "CALL_BACK_MISSING")
    confirmed = colleague.serving(number).did(confirmation, {"called_back": True})
    assert confirmed["checked"]
    assert confirmed["called_back_at"]
    accepted = clerk.serving(number).did(accept, yes, **by_her)
    assert son.sees("/account")["set_aside"] == "2000.00"
    acts = house.world.db.execute(
        "select channel, authority_id from fact where subject_id = %s and kind = 17", [int(invited["invitation_id"])]
    ).fetchall()
    assert acts == [("counter", int(granted["mandate_id"]))]
    assert accepted["quota_id"]


def test_an_agent_before_the_clerk_needs_a_mandate_that_covers_it(
    house: House, clerk: Caller, colleague: Caller, mother_id: int, son_id: int
) -> None:
    serving = clerk.serving(house.number(mother_id))
    assert refusal(serving.get("/quotas", **with_agent(house, son_id))) == (403, "MANDATE_MISSING")
    assert refusal(serving.get("/quotas", **{"by-agent": "nobody"})) == (403, "MANDATE_MISSING")
    grant(house, mother_id, agency(house, son_id, "relations"), clerk, colleague)
    assert refusal(serving.get("/quotas", **with_agent(house, son_id))) == (403, "NOT_YOURS")
    assert refusal(serving.post("/mandates", agency(house, son_id, "view"), **with_agent(house, son_id))) == (
        403,
        "NOT_YOURS",
    )


def test_who_gives_cannot_say_yes_for_who_receives(
    house: House, son: Caller, clerk: Caller, colleague: Caller, mother_id: int, son_id: int
) -> None:
    grant(house, mother_id, agency(house, son_id, "relations"), clerk, colleague)
    invited = son.did("/invitations", invitation(house, mother_id))
    path, yes = f"/invitations/{invited['invitation_id']}/acceptance", {"consent_text": "receive-1"}
    assert refusal(son.serving(house.number(mother_id)).post(path, yes)) == (409, "CONSENT_BY_GIVER")
    at_the_counter = clerk.serving(house.number(mother_id))
    assert refusal(at_the_counter.post(path, yes, **with_agent(house, son_id))) == (409, "CONSENT_BY_GIVER")
    assert at_the_counter.did(path, yes)["quota_id"]


def test_an_agent_waits_a_day_before_she_gives_herself_of_what_is_not_hers(
    house: House, mother_id: int, son_id: int
) -> None:
    clerk, colleague = house.staff("xm-1", Role.CLERK, XIAMEN), house.staff("xm-2", Role.CLERK, XIAMEN)
    grant(house, son_id, agency(house, mother_id, "relations", "quotas"), clerk, colleague)
    number, another = house.number(son_id), house.world.resident("张秀英")
    for_him = house.citizen(mother_id).serving(number)
    assert refusal(for_him.post("/invitations", invitation(house, mother_id))) == (403, "MANDATE_COOLING")
    assert for_him.did("/invitations", invitation(house, another))["state"] == "pending"
    relation = house.world.relate(son_id, mother_id, kinship.NearRelative.PARENT)
    house.world.db.commit()
    wanted = {"relation_id": str(relation), "limit": "100.00"}
    assert refusal(for_him.post("/quotas", wanted)) == (403, "MANDATE_COOLING")
    quota = house.citizen(son_id).did("/quotas", wanted)
    limit = f"/quotas/{quota['quota_id']}/limit"
    assert refusal(for_him.put(limit, {"limit": "200.00"})) == (403, "MANDATE_COOLING")
    house.at(NOON + timedelta(hours=24))
    for_him = house.citizen(mother_id).serving(number)
    assert for_him.good(for_him.put(limit, {"limit": "200.00"}))["limit"] == "200.00"


def test_e_45_a_father_who_gives_says_yes_as_guardian_of_his_child_of_nine(
    house: House, clerk: Caller, colleague: Caller, son: Caller, son_id: int
) -> None:
    child_id = house.world.resident("陈小", born=date(2017, 1, 2))
    number = house.number(child_id)
    wanted = agency(house, son_id, "relations", "view") | {"kind": "guardian", "consent_text": "guardian-1"}
    del wanted["valid_to"]
    assert refusal(clerk.serving(number).post("/mandates", wanted)) == (409, "NOT_GUARDIAN")
    record_parent(house, son_id, child_id)
    granted = grant(house, child_id, wanted, clerk, colleague)
    assert granted["valid_to"] == "2035-01-02"
    invited = son.did("/invitations", invitation(house, child_id) | {"relation": "03"})
    path = f"/invitations/{invited['invitation_id']}/acceptance"
    accepted = son.serving(number).did(path, {"consent_text": "receive-for-my-child-1"})
    assert accepted["quota_id"]
    consents = house.world.db.execute(
        """
        select person_id, purpose, text_version, actor_id = %s, authority_id
        from consent
        where person_id = %s
        order by consent_id
        """,
        [son_id, child_id],
    ).fetchall()
    assert [row[:4] for row in consents] == [
        (child_id, "guardian", "guardian-1", False),
        (child_id, "share", "receive-for-my-child-1", True),
    ]
    assert consents[1][4] == int(granted["mandate_id"])


def test_a_06_a_guardian_stops_acting_when_the_fact_it_rests_on_ends(
    house: House, clerk: Caller, colleague: Caller, son: Caller, son_id: int
) -> None:
    child_id = house.world.resident("陈小", born=date(2017, 1, 2))
    number = house.number(child_id)
    record_parent(house, son_id, child_id)
    wanted = agency(house, son_id, "view") | {"kind": "guardian", "consent_text": "guardian-1"}
    del wanted["valid_to"]
    grant(house, child_id, wanted, clerk, colleague)
    assert son.serving(number).good(son.serving(number).get("/quotas")) == []
    (fact,) = kinship.find_facts(house.world.db, people=[child_id])
    kinship.end_facts(house.world.db, fact_ids=[fact.fact_id], on=house.world.now.date())
    house.world.db.commit()
    assert refusal(son.serving(number).get("/quotas")) == (403, "GUARDIANSHIP_ENDED")
    at_the_counter = clerk.serving(number).get("/quotas", **with_agent(house, son_id))
    assert refusal(at_the_counter) == (403, "GUARDIANSHIP_ENDED")


def test_above_5000_yuan_a_clerk_needs_a_colleague_of_the_region_who_is_written_down(
    house: House, son_id: int, mother_id: int
) -> None:
    number = house.number(son_id)
    clerk = house.staff("xm-1", Role.CLERK, XIAMEN)
    serving = clerk.serving(number)
    relation = house.world.relate(son_id, mother_id, kinship.NearRelative.PARENT)
    house.world.db.commit()
    wanted = {"relation_id": str(relation), "limit": "5000.01"}
    second = with_second(house.staff("xm-2", Role.CHECKER, XIAMEN))
    for wrong in (
        {},
        with_second(clerk),
        with_second(house.staff("lz-9", Role.CLERK, LANZHOU)),
        with_second(house.staff("xm-3", Role.OPERATOR, XIAMEN)),
        with_second(house.citizen(mother_id)),
        {"second-token": "made up"},
    ):
        assert refusal(serving.post("/quotas", wanted, **wrong)) == (409, "SECOND_PERSON")
    quota = serving.did("/quotas", wanted | {"limit": "5000.00"})
    limit = f"/quotas/{quota['quota_id']}/limit"
    assert refusal(serving.put(limit, {"limit": "5000.01"})) == (409, "SECOND_PERSON")
    assert serving.good(serving.put(limit, {"limit": "6000.00"}, **second))["limit"] == "6000.00"
    assert serving.good(serving.put(limit, {"limit": "5500.00"}))["limit"] == "5500.00"
    signed = house.world.db.execute(
        """
        select login, detail
        from fact
        join staff on staff_id = actor_id
        where kind = 63
        and subject_id = %s
        """,
        [int(quota["quota_id"])],
    ).fetchall()
    assert signed == [("xm-2", {"limit_fen": 600_000})]


def test_above_5000_yuan_a_clerk_neither_invites_nor_accepts_alone(
    house: House, clerk: Caller, colleague: Caller, son: Caller, son_id: int, mother_id: int
) -> None:
    record_parent(house, mother_id, son_id)
    at_xiamen = house.staff("xm-1", Role.CLERK, XIAMEN).serving(house.number(son_id))
    wanted = invitation(house, mother_id, "6000.00")
    assert refusal(at_xiamen.post("/invitations", wanted)) == (409, "SECOND_PERSON")
    assert son.sees("/invitations?side=given")["invitations"] == []
    invited = son.did("/invitations", wanted)
    path, yes = f"/invitations/{invited['invitation_id']}/acceptance", {"consent_text": "receive-1"}
    serving = clerk.serving(house.number(mother_id))
    assert refusal(serving.post(path, yes)) == (409, "SECOND_PERSON")
    assert serving.did(path, yes, **with_second(colleague))["quota_id"]


def test_e_46_the_31st_relation_of_a_clerks_day_needs_a_second_clerk(
    house: House, clerk: Caller, colleague: Caller, son: Caller, mother_id: int
) -> None:
    help_with_thirty(house, mother_id, at=NOON - timedelta(hours=11))
    invited = son.did("/invitations", invitation(house, mother_id))
    path, yes = f"/invitations/{invited['invitation_id']}/acceptance", {"consent_text": "receive-1"}
    serving = clerk.serving(house.number(mother_id))
    assert refusal(serving.post(path, yes)) == (409, "SECOND_PERSON")
    assert serving.did(path, yes, **with_second(colleague))["quota_id"]


def test_yesterdays_relations_and_todays_mandates_do_not_count(
    house: House, clerk: Caller, son: Caller, mother_id: int
) -> None:
    help_with_thirty(house, mother_id, at=NOON - timedelta(hours=12, seconds=1))
    help_with_thirty(house, mother_id, at=NOON, purpose="agent")
    invited = son.did("/invitations", invitation(house, mother_id))
    path = f"/invitations/{invited['invitation_id']}/acceptance"
    assert clerk.serving(house.number(mother_id)).did(path, {"consent_text": "receive-1"})["quota_id"]
