"""Aid relations: both agreed, both are insured, they are near relatives (R-01 … R-09, R-15)."""

from datetime import date, timedelta
from typing import Any

import pytest

from gongji import institutions, insured, mutual_aid
from gongji.audit import Happening
from gongji.ground.identifiers import cell_of
from gongji.ground.refusal import Refusal
from gongji.ground.value import replace
from gongji.insured import EMPLOYEE, Enrolment, NoPersonalAccount
from gongji.kinship import KinContradiction, NearRelative
from gongji.mutual_aid import (
    AidRelation,
    ConsentMissing,
    PoolNotEnabled,
    ReceiverNotInsured,
    RelationAsked,
    RelationExists,
    RelationLimit,
)
from tests.mutual_aid.books import happened, policy_of_pool
from tests.world import FUZHOU, LANZHOU, XIAMEN, World

NORMAL, PAUSED, ENDED = 1, 2, 4
NOBODY = 1
PARENT, CHILD, SPOUSE, SIBLING = NearRelative.PARENT, NearRelative.CHILD, NearRelative.SPOUSE, NearRelative.SIBLING


def asked(world: World, donor: int, beneficiary: int, relation: NearRelative = PARENT, /, **more: Any) -> RelationAsked:
    return replace(RelationAsked(donor, beneficiary, relation, "verified", world.now, world.now), **more)


def create(world: World, *wishes: RelationAsked) -> list[AidRelation | Refusal]:
    return mutual_aid.create_relations(world.db, asked=wishes, now=world.now, policy=world.policy)


def set_status(world: World, person: int, status: int, scheme: int = EMPLOYEE) -> None:
    world.db.execute(
        "update insured_relation set status = %s where person_id = %s and scheme = %s", [status, person, scheme]
    )


def test_a_son_and_his_mother_agree_and_the_relation_is_active_at_once(world: World) -> None:
    son, mother = world.employee("陈一", sex=1), world.resident("林二")
    yesterday = world.now - timedelta(days=1)
    (relation,) = create(world, asked(world, son, mother, beneficiary_consented_at=yesterday, evidence="declared"))
    assert isinstance(relation, AidRelation)
    assert (relation.donor_id, relation.beneficiary_id, relation.relation) == (son, mother, PARENT)
    assert (relation.state, relation.evidence, relation.activated_at) == ("active", "declared", world.now)
    assert (relation.donor_consented_at, relation.beneficiary_consented_at) == (world.now, yesterday)
    assert mutual_aid.find_relation_between(world.db, donor_id=son, beneficiary_id=mother) == relation
    assert happened(world, relation.relation_id) == [Happening.RELATION_CREATED]


def test_the_relation_lies_in_the_beneficiarys_cell_and_is_listed_in_the_donors(world: World) -> None:
    son, mother = world.employee("陈一"), world.resident("林二")
    relation_id = world.relate(son, mother, PARENT)
    assert cell_of(relation_id) == cell_of(mother)
    listed = world.db.execute(
        "select cell, relation_id, beneficiary_id, relation, active from donor_relation where donor_id = %s", [son]
    ).fetchall()
    assert listed == [(cell_of(son), relation_id, mother, PARENT, True)]


def test_a_resident_cannot_give(world: World) -> None:
    """R-01."""
    father, mother = world.resident("陈一", sex=1), world.resident("林二")
    assert create(world, asked(world, father, mother, SPOUSE)) == [NoPersonalAccount()]


def test_an_employee_without_an_account_cannot_give(world: World) -> None:
    """P-03."""
    son, mother = world.employee("陈一"), world.resident("林二")
    world.db.execute("update account set closed_at = %s where subject_id = %s", [world.now, son])
    assert create(world, asked(world, son, mother)) == [NoPersonalAccount()]


@pytest.mark.parametrize("status", [0, 3, ENDED])
def test_who_is_no_longer_insured_as_an_employee_cannot_give(world: World, status: int) -> None:
    son, mother = world.employee("陈一"), world.resident("林二")
    set_status(world, son, status)
    assert create(world, asked(world, son, mother)) == [NoPersonalAccount()]


def test_whose_contributions_pause_may_still_give(world: World) -> None:
    """R-13: a paused donor keeps what she has; only quotas cannot grow."""
    son, mother = world.employee("陈一"), world.resident("林二")
    set_status(world, son, PAUSED)
    assert isinstance(create(world, asked(world, son, mother))[0], AidRelation)


def test_people_nobody_knows_are_neither_donors_nor_beneficiaries(world: World) -> None:
    son, mother = world.employee("陈一"), world.resident("林二")
    assert create(world, asked(world, NOBODY, mother), asked(world, son, NOBODY)) == [
        NoPersonalAccount(),
        ReceiverNotInsured(),
    ]


@pytest.mark.parametrize("status", [0, PAUSED, 3, ENDED])
def test_who_is_not_normally_insured_cannot_receive(world: World, status: int) -> None:
    """R-02."""
    son, sister = world.employee("陈一"), world.employee("陈二", pool=FUZHOU)
    set_status(world, sister, status)
    assert create(world, asked(world, son, sister, SIBLING)) == [ReceiverNotInsured()]


def test_one_normal_scheme_is_enough_to_receive(world: World) -> None:
    son, sister = world.employee("陈一"), world.employee("陈二", pool=FUZHOU)
    set_status(world, sister, ENDED)
    fields = insured.find_people(world.db, people=[sister])[sister].personal_fields(world.keys)
    as_resident = Enrolment(
        fields=fields, born_on=date(1985, 5, 6), sex=2, scheme=390, person_type="15", division=str(LANZHOU),
        status=NORMAL, insured_from=date(2026, 1, 1), opening_fen=None,
    )  # fmt: skip
    assert insured.enrol(world.db, world.keys, people=[as_resident], now=world.now) == [sister]
    assert isinstance(create(world, asked(world, son, sister, SIBLING))[0], AidRelation)


@pytest.mark.parametrize("pool", [XIAMEN, LANZHOU])
@pytest.mark.parametrize("since", [None, date(2026, 11, 6)])
def test_e_22_both_pools_have_the_wallet_on(world: World, pool: int, since: date | None) -> None:
    son, mother = world.employee("陈一", pool=XIAMEN), world.resident("林二", pool=LANZHOU)
    institutions.enable_wallet(world.db, pool=pool, since=since)
    (refused,) = create(world, asked(world, son, mother))
    assert refused == PoolNotEnabled(pool=pool)
    assert refused.code == "POOL_NOT_ENABLED"


@pytest.mark.parametrize("side", ["donor_consented_at", "beneficiary_consented_at"])
def test_both_sides_have_consented_and_not_only_from_tomorrow(world: World, side: str) -> None:
    """R-08."""
    son, mother = world.employee("陈一"), world.resident("林二")
    tomorrow = world.now + timedelta(days=1)
    assert create(world, asked(world, son, mother, **{side: None})) == [ConsentMissing()]
    assert create(world, asked(world, son, mother, **{side: tomorrow})) == [ConsentMissing()]


def test_two_people_have_one_relation_in_a_direction(world: World) -> None:
    son, mother = world.employee("陈一"), world.resident("林二")
    world.relate(son, mother, PARENT)
    assert create(world, asked(world, son, mother)) == [RelationExists()]


def test_a_suspended_relation_still_stands(world: World) -> None:
    son, mother = world.employee("陈一"), world.resident("林二")
    world.db.execute(
        "update aid_relation set state = 'suspended' where relation_id = %s", [world.relate(son, mother, PARENT)]
    )
    assert create(world, asked(world, son, mother)) == [RelationExists()]


def test_husband_and_wife_may_give_to_each_other(world: World) -> None:
    husband, wife = world.employee("陈一", sex=1), world.employee("林二")
    world.relate(husband, wife, SPOUSE)
    assert isinstance(create(world, asked(world, wife, husband, SPOUSE))[0], AidRelation)


def test_a_dissolved_pair_begins_anew_with_another_number(world: World) -> None:
    """R-15."""
    son, mother = world.employee("陈一"), world.resident("林二")
    before = world.relate(son, mother, PARENT)
    mutual_aid.dissolve(world.db, relation_id=before, reason="DONOR_REQUEST", now=world.now)
    assert mutual_aid.find_relation_between(world.db, donor_id=son, beneficiary_id=mother) is None
    after = world.relate(son, mother, PARENT)
    assert after != before
    found = mutual_aid.find_relations_by_id(world.db, relation_ids=[before, after])
    assert (found[before].state, found[after].state) == ("dissolved", "active")


def test_a_mistake_in_the_kind_is_put_right_by_dissolving_first(world: World) -> None:
    elder, younger = world.employee("陈一", born=date(1960, 1, 1)), world.resident("陈二", born=date(1980, 1, 1))
    before = world.relate(elder, younger, CHILD)
    (refused,) = create(world, asked(world, younger, elder, SIBLING))
    assert isinstance(refused, NoPersonalAccount)
    mutual_aid.dissolve(world.db, relation_id=before, reason="DONOR_REQUEST", now=world.now)
    assert isinstance(create(world, asked(world, elder, younger, SIBLING))[0], AidRelation)


def test_a_donor_has_so_many_relations_and_a_dissolved_one_makes_room(world: World) -> None:
    """R-09."""
    world.policy = policy_of_pool(XIAMEN, relation__cap=2)
    son = world.employee("陈一")
    relatives = [world.resident(f"陈{number}", born=date(1985, 1, 1)) for number in range(3)]
    first, second, third = (asked(world, son, relative, SIBLING) for relative in relatives)
    created, _, refused = create(world, first, second, third)
    assert refused == RelationLimit(limit=2)
    assert create(world, third) == [RelationLimit(limit=2)]
    assert isinstance(created, AidRelation)
    mutual_aid.dissolve(world.db, relation_id=created.relation_id, reason="DONOR_REQUEST", now=world.now)
    assert isinstance(create(world, third)[0], AidRelation)


def test_a_beneficiary_has_so_many_donors(world: World) -> None:
    """R-09: the other direction is counted by itself."""
    world.policy = policy_of_pool(XIAMEN, relation__cap=2)
    sister = world.employee("陈零", born=date(1985, 1, 1))
    donors = [world.employee(f"陈{number}") for number in range(3)]
    *created, refused = create(world, *(asked(world, donor, sister, SIBLING) for donor in donors))
    assert all(isinstance(relation, AidRelation) for relation in created)
    assert refused == RelationLimit(limit=2)
    assert isinstance(create(world, asked(world, sister, donors[0], SIBLING))[0], AidRelation)


def test_nobody_is_a_relative_of_herself(world: World) -> None:
    son = world.employee("陈一")
    assert create(world, asked(world, son, son, SIBLING)) == [KinContradiction(reason="same_person")]


def test_ages_that_cannot_be_are_refused(world: World) -> None:
    """R-06."""
    son, sister = world.employee("陈一", born=date(1985, 5, 6)), world.resident("陈二", born=date(1975, 5, 6))
    assert create(world, asked(world, son, sister, PARENT)) == [KinContradiction(reason="generations_too_close")]


def test_a_second_spouse_is_refused_whoever_told_of_the_first(world: World) -> None:
    """R-06: the wife's relation stands in another cell, seen from the other side."""
    husband, wife, other = world.employee("陈一", sex=1), world.employee("林二"), world.employee("林三")
    world.relate(wife, husband, SPOUSE)
    for wish in (asked(world, husband, other, SPOUSE), asked(world, other, husband, SPOUSE)):
        assert create(world, wish) == [KinContradiction(reason="second_spouse")]


def test_a_divorced_husband_may_marry_again(world: World) -> None:
    husband, wife, other = world.employee("陈一", sex=1), world.employee("林二"), world.employee("林三")
    mutual_aid.dissolve(world.db, relation_id=world.relate(husband, wife, SPOUSE), reason="KIN_ENDED", now=world.now)
    assert isinstance(create(world, asked(world, husband, other, SPOUSE))[0], AidRelation)


def test_a_pair_is_not_told_to_be_two_things(world: World) -> None:
    son, mother = world.employee("陈一"), world.employee("林二", born=date(1955, 3, 4))
    world.relate(son, mother, PARENT)
    assert create(world, asked(world, mother, son, SIBLING)) == [KinContradiction(reason="pair_has_another_relation")]


def test_a_fifth_parent_is_refused_even_by_the_parent(world: World) -> None:
    child = world.employee("陈零")
    parents = [world.employee(f"陈{number}", born=date(1955, 3, 4)) for number in range(5)]
    for parent in parents[:4]:
        world.relate(child, parent, PARENT)
    assert create(world, asked(world, child, parents[4], PARENT), asked(world, parents[4], child, CHILD)) == [
        KinContradiction(reason="too_many_parents"),
        KinContradiction(reason="too_many_parents"),
    ]


def test_a_refusal_in_a_list_leaves_its_neighbours_alone_and_earlier_ones_count_for_later_ones(world: World) -> None:
    husband, wife, other = world.employee("陈一", sex=1), world.employee("林二"), world.employee("林三")
    mother = world.resident("陈母")
    answers = create(
        world,
        asked(world, husband, wife, SPOUSE),
        asked(world, mother, husband, CHILD),
        asked(world, husband, wife, SPOUSE),
        asked(world, husband, other, SPOUSE),
        asked(world, husband, mother, PARENT),
    )
    assert [type(answer) for answer in answers] == [
        AidRelation, NoPersonalAccount, RelationExists, KinContradiction, AidRelation
    ]  # fmt: skip
    standing = world.db.execute("select beneficiary_id from aid_relation where donor_id = %s", [husband]).fetchall()
    assert sorted(standing) == sorted([(wife,), (mother,)])


def test_a_single_creation_raises_its_refusal(world: World) -> None:
    son, mother = world.employee("陈一"), world.resident("林二")
    world.relate(son, mother, PARENT)
    with pytest.raises(RelationExists):
        world.relate(son, mother, PARENT)
