"""Who may act for whom: family accounts, agents with paper, guardians (A-02 … A-07)."""

from datetime import date, timedelta

import pytest
from psycopg.errors import UniqueViolation

from gongji import delegation
from gongji.access import Scope, SecondPerson
from gongji.audit import By
from gongji.delegation import (
    FAMILY_SCOPE,
    CallBackMissing,
    ConsentByGiver,
    GuardianshipEnded,
    Mandate,
    MandateAsked,
    MandateCooling,
    MandateEnded,
    MandateExists,
    MandateIncomplete,
    MandateKind,
    MandateMissing,
    MandateUnconfirmed,
    MandateUnknown,
    NotGuardian,
    require_guardianship,
)
from gongji.ground.value import replace
from tests.world import NOON, XIAMEN, World

CLERK, COLLEAGUE = By(7, "counter", 70), By(8, "counter", 80)
PAPER = b"p" * 32
NEXT_YEAR = date(2027, 11, 5)
FAMILY, AGENT, GUARDIAN = MandateKind.FAMILY_ACCOUNT, MandateKind.AGENT, MandateKind.GUARDIAN


@pytest.fixture
def mother(world: World) -> int:
    return world.resident("李秀兰", born=date(1946, 3, 4))


@pytest.fixture
def son(world: World) -> int:
    return world.employee("陈一", sex=1)


def child_aged(world: World, years: int) -> int:
    return world.resident("陈小", born=NOON.date().replace(year=NOON.year - years))


def family(principal: int, agent: int) -> MandateAsked:
    return MandateAsked(principal, agent, FAMILY, FAMILY_SCOPE)


def agency(principal: int, agent: int, *scope: Scope) -> MandateAsked:
    return MandateAsked(principal, agent, AGENT, frozenset(scope or [Scope.RELATIONS]), NEXT_YEAR, PAPER)


def wardship(principal: int, agent: int) -> MandateAsked:
    return MandateAsked(principal, agent, GUARDIAN, frozenset({Scope.VIEW}), None, PAPER, is_parent=True)


def grant(world: World, asked: MandateAsked, *, by: By = CLERK) -> Mandate:
    return delegation.grant_mandate(world.db, asked=asked, now=world.now, policy=world.policy, pool=XIAMEN, by=by)


def confirm(world: World, mandate: Mandate, *, by: By = COLLEAGUE, called_back: bool = True) -> Mandate:
    return delegation.confirm_mandate(
        world.db, mandate_id=mandate.mandate_id, called_back=called_back, now=world.now, by=by
    )


def end(world: World, mandate: Mandate) -> Mandate:
    return delegation.end_mandate(
        world.db, mandate_id=mandate.mandate_id, reason="PRINCIPAL_REQUEST", now=world.now, by=CLERK
    )


def require(world: World, agent: int, principal: int, scope: Scope = Scope.VIEW, *, gains: int | None = None) -> int:
    found = delegation.require_mandate(
        world.db, agent_id=agent, principal_id=principal, scope=scope, now=world.now, gains_id=gains
    )
    return found.mandate_id


def test_o_29_a_son_let_in_by_his_mother_shows_her_code_and_moves_no_money(world: World, mother: int, son: int) -> None:
    granted = grant(world, family(mother, son), by=By(mother, "app"))
    assert granted.evidence_hash is None
    for scope in (Scope.SHOW_CODE, Scope.VIEW, Scope.WALLET):
        assert require(world, son, mother, scope) == granted.mandate_id
    for scope in (Scope.QUOTAS, Scope.RELATIONS, Scope.TRANSFERS, Scope.PREMIUMS):
        with pytest.raises(MandateMissing):
            require(world, son, mother, scope)
    with pytest.raises(MandateMissing):
        require(world, mother, son)


def test_o_30_an_agent_acts_once_a_second_clerk_has_seen_the_paper_and_called_back(
    world: World, mother: int, son: int
) -> None:
    mandate = grant(world, agency(mother, son))
    with pytest.raises(MandateUnconfirmed):
        require(world, son, mother, Scope.RELATIONS)
    with pytest.raises(SecondPerson):
        confirm(world, mandate, by=CLERK)
    with pytest.raises(CallBackMissing):
        confirm(world, mandate, called_back=False)
    confirmed = confirm(world, mandate)
    assert (confirmed.registered_by, confirmed.checked_by, confirmed.called_back_at) == (7, 8, world.now)
    assert require(world, son, mother, Scope.RELATIONS) == mandate.mandate_id
    acts = world.db.execute(
        "select kind, actor_id, authority_id from fact where subject_id = %s order by fact_id", [mandate.mandate_id]
    ).fetchall()
    assert acts == [(60, 7, 70), (61, 8, 80)]


def test_what_moves_no_money_needs_the_call_back_and_no_second_clerk(world: World, mother: int, son: int) -> None:
    mandate = grant(world, agency(mother, son, Scope.VIEW))
    with pytest.raises(MandateUnconfirmed):
        require(world, son, mother)
    assert confirm(world, mandate, by=CLERK).checked_by is None
    assert require(world, son, mother) == mandate.mandate_id


def test_the_principals_own_yes_is_worth_a_call_back(world: World, mother: int, son: int) -> None:
    mandate = grant(world, agency(mother, son))
    assert confirm(world, mandate, by=By(mother, "app"), called_back=False).checked_by is None
    with pytest.raises(MandateUnconfirmed):
        require(world, son, mother, Scope.RELATIONS)
    confirm(world, mandate, called_back=False)
    assert require(world, son, mother, Scope.RELATIONS) == mandate.mandate_id


def test_an_agent_waits_a_day_before_she_does_what_benefits_herself(world: World, mother: int, son: int) -> None:
    mandate = confirm(world, grant(world, agency(mother, son)))
    world.later(minutes=30)
    with pytest.raises(MandateCooling) as refused:
        require(world, son, mother, Scope.RELATIONS, gains=son)
    assert refused.value.hours == 24
    assert require(world, son, mother, Scope.RELATIONS, gains=mother) == mandate.mandate_id
    world.later(hours=23, minutes=30)
    assert require(world, son, mother, Scope.RELATIONS, gains=son) == mandate.mandate_id


def test_a_mandate_is_over_on_its_last_day_and_can_be_granted_again(world: World, mother: int, son: int) -> None:
    asked = replace(agency(mother, son, Scope.VIEW), valid_to=date(2026, 11, 6))
    mandate = confirm(world, grant(world, asked))
    with pytest.raises(MandateExists):
        grant(world, family(mother, son), by=By(mother, "app"))
    world.later(days=1)
    for act in (lambda: require(world, son, mother), lambda: confirm(world, mandate)):
        with pytest.raises(MandateEnded):
            act()
    again = grant(world, family(mother, son), by=By(mother, "app"))
    assert require(world, son, mother) == again.mandate_id
    old = delegation.find_mandates(world.db, mandate_ids=[mandate.mandate_id])[mandate.mandate_id]
    assert old.end_reason == "EXPIRED"


def test_what_was_ended_cannot_be_used_or_ended_again(world: World, mother: int, son: int) -> None:
    mandate = grant(world, family(mother, son), by=By(mother, "app"))
    end(world, mandate)
    with pytest.raises(MandateEnded):
        require(world, son, mother)
    with pytest.raises(MandateEnded):
        end(world, mandate)
    with pytest.raises(MandateUnknown):
        end(world, replace(mandate, mandate_id=1))


@pytest.mark.parametrize("dead", ["mother", "son"])
def test_a_mandate_ends_with_the_death_of_either(
    world: World, mother: int, son: int, dead: str, request: pytest.FixtureRequest
) -> None:
    grant(world, family(mother, son), by=By(mother, "app"))
    person = request.getfixturevalue(dead)
    world.db.execute("update spender set died_on = %s where person_id = %s", [NOON.date(), person])
    with pytest.raises(MandateEnded):
        require(world, son, mother)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"agent_id": None}, "agent"),
        ({"scope": frozenset()}, "scope"),
        ({"kind": FAMILY}, "scope"),
        ({"evidence_hash": None}, "evidence_hash"),
        ({"kind": GUARDIAN, "evidence_hash": None}, "evidence_hash"),
        ({"kind": FAMILY, "scope": FAMILY_SCOPE, "evidence_hash": None}, "evidence_hash"),
        ({"valid_to": None}, "valid_to"),
        ({"valid_to": NOON.date()}, "valid_to"),
    ],
)
def test_an_authority_without_all_its_parts_is_refused(
    world: World, mother: int, son: int, change: dict[str, object], missing: str
) -> None:
    if "agent_id" in change:
        change = {"agent_id": mother}
    with pytest.raises(MandateIncomplete) as refused:
        grant(world, replace(agency(mother, son), **change))
    assert refused.value.missing == missing


def test_a_parent_acts_for_a_child_until_it_comes_of_age(world: World, son: int) -> None:
    child = child_aged(world, 9)
    mandate = grant(world, wardship(child, son))
    assert (mandate.valid_to, mandate.agrees_from) == (date(2035, 11, 5), date(2031, 11, 5))
    assert require(world, son, child) == mandate.mandate_id


def test_from_14_the_minor_says_yes_too_also_where_it_began_before(world: World, son: int) -> None:
    child = child_aged(world, 13)
    mandate = grant(world, wardship(child, son))
    confirm(world, mandate)
    world.later(days=364)
    assert require(world, son, child) == mandate.mandate_id
    world.later(days=1)
    with pytest.raises(MandateUnconfirmed):
        require(world, son, child)
    confirm(world, mandate, by=By(child, "app"), called_back=False)
    assert require(world, son, child) == mandate.mandate_id
    world.now = NOON.replace(year=2031) - timedelta(days=1)
    assert require(world, son, child) == mandate.mandate_id
    world.now = NOON.replace(year=2031)
    with pytest.raises(MandateEnded):
        require(world, son, child)


def test_born_on_29_february_she_comes_of_age_on_1_march(world: World, son: int) -> None:
    child = world.resident("陈小", born=date(2012, 2, 29))
    assert grant(world, wardship(child, son)).valid_to == date(2030, 3, 1)


def test_nobody_is_guardian_by_saying_so_and_no_parent_of_a_grown_child_is(world: World, mother: int, son: int) -> None:
    child = child_aged(world, 9)
    with pytest.raises(NotGuardian):
        grant(world, replace(wardship(child, mother), is_parent=False))
    with pytest.raises(NotGuardian):
        grant(world, wardship(son, mother))
    named = grant(world, replace(wardship(son, mother), is_guardian=True))
    assert (named.valid_to, require(world, mother, son)) == (None, named.mandate_id)


@pytest.mark.parametrize(
    ("years", "is_parent", "is_guardian", "stands"),
    [
        (9, True, False, True),
        (9, False, True, True),
        (9, False, False, False),
        (71, False, True, True),
        (71, True, False, False),
        (71, False, False, False),
    ],
)
def test_a_06_a_guardians_mandate_is_worth_what_it_rests_on(
    world: World, son: int, years: int, is_parent: bool, is_guardian: bool, stands: bool
) -> None:
    ward = child_aged(world, years)
    mandate = grant(world, replace(wardship(ward, son), is_guardian=True))
    if stands:
        require_guardianship(mandate, is_parent=is_parent, is_guardian=is_guardian)
    else:
        with pytest.raises(GuardianshipEnded):
            require_guardianship(mandate, is_parent=is_parent, is_guardian=is_guardian)


def test_other_mandates_rest_on_no_kinship(world: World, mother: int, son: int) -> None:
    require_guardianship(grant(world, agency(mother, son)), is_parent=False, is_guardian=False)


@pytest.mark.parametrize(
    ("consenting", "is_guardian"), [("donor", True), ("beneficiary", False), ("somebody else", False)]
)
def test_who_may_consent_for_a_beneficiary(consenting: str, is_guardian: bool) -> None:
    consent(consenting, is_guardian=is_guardian)


def test_a_donor_consents_for_nobody_but_her_ward() -> None:
    with pytest.raises(ConsentByGiver):
        consent("donor", is_guardian=False)


def consent(consenting: str, *, is_guardian: bool) -> None:
    people = {"donor": 1, "beneficiary": 2, "somebody else": 3}
    delegation.require_no_conflict(
        donor_id=1, beneficiary_id=2, consenting_id=people[consenting], is_guardian=is_guardian
    )


def test_two_mandates_of_one_pair_cannot_stand(world: World, mother: int, son: int) -> None:
    grant(world, family(mother, son), by=By(mother, "app"))
    with pytest.raises(UniqueViolation), world.db.transaction():
        world.db.execute(
            """
            insert into mandate
            select cell, mandate_id + 1, principal_id, agent_id, kind, scope, granted_at, usable_from, valid_to,
                   agrees_from, evidence_hash, registered_by, checked_by, called_back_at, ended_at, end_reason
            from mandate
            """
        )
