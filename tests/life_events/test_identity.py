"""Another name, certificate or telephone: the new finds her, the old stays known to staff (W-03, N-03)."""

from datetime import date
from itertools import count

import pytest

from gongji import insured, life_events, work_items
from gongji.access import SecondPerson
from gongji.audit import By
from gongji.ground.identity_number import check_character
from gongji.ground.value import replace
from gongji.insured import (
    RESIDENT,
    CertificateFormer,
    CertificateInvalid,
    CertificateTaken,
    Enrolment,
    IdentityUnchanged,
    NewIdentity,
    PersonalFields,
    PersonDied,
    PersonUnknown,
)
from gongji.kinship import NearRelative
from gongji.life_events import IdentityRecorded, IdentityTold, Kind, LifeEvent
from tests.world import NOON, PILLS, World

CLERK, COLLEAGUE = By(7, "counter", 8), By(9, "counter", 10)
PASSPORT, RENEWED = ("03", "E99900001"), ("03", "E99900002")
keys_told = count(1)


@pytest.fixture
def mother(world: World) -> int:
    return world.resident("李秀兰")


def tell(world: World, person: int, key: str | None = None, **new: object) -> IdentityRecorded:
    told = IdentityTold(person, key or str(next(keys_told)), NOON.date(), b"e" * 32, NewIdentity(**new))  # type: ignore[arg-type]
    return life_events.record_identity(world.db, world.keys, told=told, now=world.now, policy=world.policy, by=CLERK)


def fields_of(world: World, person: int) -> PersonalFields:
    return insured.find_people(world.db, people=[person])[person].personal_fields(world.keys)


def found_by(world: World, certificate: tuple[str, str]) -> int | None:
    return insured.by_certificate(world.db, world.keys, certificates=[certificate]).get(certificate)


def identity_card(born: date, order: int = 2) -> tuple[str, str]:
    first = f"999998{born:%Y%m%d}{order:03d}"
    return "01", first + check_character(first)


def test_a_new_certificate_finds_her_and_the_old_one_only_leads_a_clerk_there(world: World, mother: int) -> None:
    old = fields_of(world, mother).certificate
    assert tell(world, mother, certificate=PASSPORT).state == "done"
    assert (found_by(world, PASSPORT), found_by(world, old)) == (mother, None)
    assert insured.by_former_certificate(world.db, world.keys, certificate=old) == (mother, NOON.date())


def test_what_she_was_called_before_stays_readable_under_her_key(world: World, mother: int) -> None:
    before = fields_of(world, mother)
    tell(world, mother, name="李秀岚", telephone="13899990000")
    tell(world, mother, certificate=PASSPORT)
    person = insured.find_people(world.db, people=[mother])[mother]
    former = [
        person.open(world.keys, change.former or b"", PersonalFields)
        for change in insured.find_former(world.db, person_id=mother)
    ]
    assert former == [before, replace(before, name="李秀岚", telephone="13899990000")]
    assert fields_of(world, mother).name == "李秀岚"


def test_nothing_personal_stands_in_the_facts(world: World, mother: int) -> None:
    tell(world, mother, name="李秀岚", certificate=PASSPORT)
    told = world.db.execute("select detail::text from fact where subject_id = %s", [mother]).fetchall()
    assert told
    assert not any("李" in str(detail) or "E999" in str(detail) for detail in told)


def test_what_relatives_share_with_her_goes_on(world: World, mother: int) -> None:
    son = world.employee("陈一", account=500_00, sex=1)
    quota = world.share(son, mother, NearRelative.PARENT, 200_00)
    tell(world, mother, certificate=PASSPORT)
    assert world.buy(mother, (PILLS, 80_00)).settlement.aid_fen == 80_00
    assert world.remaining(quota) == 120_00
    world.require_books_agree()


def test_the_same_news_twice_is_one(world: World, mother: int) -> None:
    first = tell(world, mother, key="a", name="李秀岚")
    assert tell(world, mother, key="a", name="李秀岚") == replace(first, again=True)


def test_a_certificate_of_somebody_else_is_refused_also_one_she_carried_once(world: World, mother: int) -> None:
    other = world.resident("林二")
    old = fields_of(world, other).certificate
    with pytest.raises(CertificateTaken), world.db.transaction():
        tell(world, mother, certificate=old)
    tell(world, other, certificate=PASSPORT)
    with pytest.raises(CertificateFormer), world.db.transaction():
        tell(world, mother, certificate=old)


def test_nobody_new_is_enrolled_with_a_certificate_that_was_somebodys(world: World, mother: int) -> None:
    old = fields_of(world, mother)
    tell(world, mother, certificate=PASSPORT)
    line = Enrolment(
        replace(old, person_number="62010099999999999999", name="王五"),
        2, date(1955, 3, 4), RESIDENT, "15", "620102", 1, date(2010, 1, 1), None,
    )  # fmt: skip
    assert insured.enrol(world.db, world.keys, people=[line], now=world.now) == [CertificateFormer()]
    hers = replace(line, fields=old)
    assert insured.enrol(world.db, world.keys, people=[hers], now=world.now) == [CertificateFormer()]


def test_she_may_carry_an_old_certificate_again(world: World, mother: int) -> None:
    old = fields_of(world, mother).certificate
    tell(world, mother, certificate=PASSPORT)
    tell(world, mother, certificate=old)
    assert found_by(world, old) == mother
    assert insured.by_former_certificate(world.db, world.keys, certificate=old) is None
    assert insured.by_former_certificate(world.db, world.keys, certificate=PASSPORT) == (mother, NOON.date())


def test_what_changes_nothing_or_is_no_identity_number_is_refused(world: World, mother: int) -> None:
    with pytest.raises(IdentityUnchanged), world.db.transaction():
        tell(world, mother, name="李秀兰")
    with pytest.raises(CertificateInvalid), world.db.transaction():
        tell(world, mother, certificate=("01", "999998195503040021"))
    row = world.db.execute("select count(*) from life_event").fetchone()
    assert row == (0,)


def test_the_unknown_and_the_dead_are_refused(world: World, mother: int) -> None:
    with pytest.raises(PersonUnknown), world.db.transaction():
        tell(world, 4096, name="李秀岚")
    died = LifeEvent(Kind.DIED, mother, "d", NOON.date(), RESIDENT)
    life_events.record(world.db, event=died, now=world.now, policy=world.policy, by=CLERK)
    with pytest.raises(PersonDied), world.db.transaction():
        tell(world, mother, name="李秀岚")


def test_a_certificate_with_another_birth_date_waits_for_a_colleague(world: World, mother: int) -> None:
    card = identity_card(date(1956, 3, 4))
    change = tell(world, mother, certificate=card)
    assert (change.state, found_by(world, card)) == ("waiting", None)
    (item,) = work_items.find_waiting(world.db, pools=(0, 1_000_000), kind="IDENTITY_REVIEW")
    assert (item.subject_id, item.pool) == (change.change_id, 620100)
    with pytest.raises(SecondPerson), world.db.transaction():
        decide(world, item.work_item_id, CLERK)
    assert decide(world, item.work_item_id, COLLEAGUE).state == "done"
    person = insured.find_people(world.db, people=[mother])[mother]
    assert (found_by(world, card), person.born_on) == (mother, date(1956, 3, 4))


def test_a_colleague_may_find_that_it_is_not_hers(world: World, mother: int) -> None:
    card = identity_card(date(1956, 3, 4))
    change = tell(world, mother, key="a", certificate=card)
    (item,) = work_items.find_waiting(world.db, pools=(0, 1_000_000))
    assert decide(world, item.work_item_id, COLLEAGUE, confirmed=False).state == "rejected"
    assert found_by(world, card) is None
    assert tell(world, mother, key="a", certificate=card) == IdentityRecorded(change.change_id, "rejected", again=True)


def decide(world: World, work_item_id: int, by: By, *, confirmed: bool = True) -> IdentityRecorded:
    return life_events.close_identity_review(
        world.db, world.keys, work_item_id=work_item_id, confirmed=confirmed, note="seen", now=world.now, by=by
    )


def test_what_the_roll_says_otherwise_is_kept_as_well(world: World, mother: int) -> None:
    before = fields_of(world, mother)
    line = Enrolment(
        replace(before, name="李秀岚", telephone="13899990001"),
        2, date(1955, 3, 4), RESIDENT, "15", "620100", 1, date(2010, 1, 1), None,
    )  # fmt: skip
    assert insured.enrol(world.db, world.keys, people=[line], now=world.now) == [mother]
    assert insured.enrol(world.db, world.keys, people=[line], now=world.now) == [mother]
    person = insured.find_people(world.db, people=[mother])[mother]
    (change,) = insured.find_former(world.db, person_id=mother)
    assert person.open(world.keys, change.former or b"", PersonalFields) == before
    assert person.personal_fields(world.keys) == line.fields
