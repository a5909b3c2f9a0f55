"""Enrolling people: who is new, who is known, who is refused, and what is written of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from psycopg import Connection
from psycopg.errors import UniqueViolation

from gongji import ledger
from gongji.audit import Happening
from gongji.ground.divisions import UnknownDivision
from gongji.ground.identifiers import cell_of
from gongji.ground.identity_number import check_character
from gongji.ground.refusal import Refusal
from gongji.ground.value import replace
from gongji.insured import (
    EMPLOYEE,
    RESIDENT,
    CertificateInvalid,
    CertificateTaken,
    Enrolment,
    InsuredElsewhere,
    NoPersonalAccount,
    PersonalFields,
    PersonNumberTaken,
    by_certificate,
    by_number,
    enrol,
    find_people,
    find_relations,
)
from gongji.insured.find import KeyKind, telephone_index
from tests.contents import contents
from tests.waiting import wait_until_waiting
from tests.world import FUZHOU, LANZHOU, NOON, XIAMEN, World


def card(first_seventeen: str) -> str:
    return first_seventeen + check_character(first_seventeen)


FIELDS = PersonalFields("35020000000001", "林小雨", "01", card("99900119850506002"), "13800000001")
LIN = Enrolment(FIELDS, 2, date(1985, 5, 6), EMPLOYEE, "11", "350203", 1, date(2010, 7, 1), 10_000_00)
OTHER = PersonalFields("62010000000002", "王建国", "01", card("99900119560102001"), "")
WANG = Enrolment(OTHER, 1, date(1956, 1, 2), RESIDENT, "15", "620102", 1, date(2016, 1, 1), None)


def take(world: World, *people: Enrolment) -> list[int | Refusal]:
    return enrol(world.db, world.keys, people=people, now=world.now)


def one(world: World, person: Enrolment) -> int:
    (answer,) = take(world, person)
    assert isinstance(answer, int), answer
    return answer


def refusal_of(world: World, person: Enrolment) -> Refusal:
    """The refusal of a line, which must leave no trace."""
    before = contents(world.db)
    (answer,) = take(world, person)
    assert isinstance(answer, Refusal), answer
    assert contents(world.db) == before
    return answer


def called(person: Enrolment, **changes: Any) -> Enrolment:
    return replace(person, fields=replace(person.fields, **changes))


def reached_at(world: World, telephone: str) -> list[int]:
    rows = world.db.execute(
        "select person_id from person_key where kind = %s and blind_index = %s",
        [KeyKind.TELEPHONE.value, telephone_index(world.keys, telephone)],
    )
    return [row[0] for row in rows]


def test_a_new_employee_is_found_by_number_certificate_and_telephone(world: World) -> None:
    person_id = one(world, LIN)
    assert by_number(world.db, world.keys, person_numbers=["35020000000001"]) == {"35020000000001": person_id}
    certificate = ("01", FIELDS.certificate_number.lower())
    assert by_certificate(world.db, world.keys, certificates=[certificate]) == {certificate: person_id}
    assert reached_at(world, "13800000001") == [person_id]


def test_her_personal_fields_come_back_as_they_were(world: World) -> None:
    person_id = one(world, LIN)
    person = find_people(world.db, people=[person_id])[person_id]
    assert person.personal_fields(world.keys) == FIELDS
    assert (person.born_on, person.sex) == (date(1985, 5, 6), 2)


def test_nothing_personal_stands_in_a_row_in_clear(world: World) -> None:
    take(world, LIN, WANG)
    rows = "\n".join(row for table in contents(world.db).values() for row in table)
    for secret in (FIELDS.name, FIELDS.person_number, FIELDS.certificate_number, FIELDS.telephone, OTHER.name):
        assert secret not in rows
        assert secret.encode().hex() not in rows


def test_her_place_in_the_scheme_names_the_pool_of_her_district(world: World) -> None:
    person_id = one(world, LIN)
    relation = find_relations(world.db, people=[person_id])[person_id][EMPLOYEE]
    assert (relation.pool, relation.division, relation.person_type) == (XIAMEN, 350203, "11")
    assert (relation.status, relation.insured_from, relation.paused_from) == (1, date(2010, 7, 1), None)


def test_an_opening_balance_is_a_journal_from_the_opening_account_of_the_pool(world: World) -> None:
    person_id = one(world, LIN)
    (account,) = accounts_of(world, person_id)
    assert (account["book"], account["kind"], account["balance_fen"]) == (XIAMEN, 2, 10_000_00)
    assert journals_of(world, account["account_id"]) == [("opening", XIAMEN, 10_000_00, "BALANCE_OPENED", person_id)]


def accounts_of(world: World, person_id: int) -> list[dict[str, int]]:
    rows = world.db.execute(
        """
        select account_id, book, kind, balance_fen
        from account
        where (cell, owner_id, spender_id, subject_id) = (%s, %s, %s, %s)
        """,
        [cell_of(person_id), person_id, person_id, person_id],
    )
    return [dict(zip(("account_id", "book", "kind", "balance_fen"), row, strict=True)) for row in rows]


def journals_of(world: World, account_id: int) -> list[tuple[str, int, int, str, int]]:
    """(from, book, fen, fact, subject) of what came into an account; journal and fact lie in the account's cell."""
    rows = world.db.execute(
        """
        select shared_account_name(debit_account), book, amount_fen, fact.kind, fact.subject_id
        from transfer
        join fact on fact.cell = transfer.cell and fact_id = journal_id
        where transfer.cell = %s
        and credit_account = %s
        """,
        [cell_of(account_id), account_id],
    )
    return [(source, book, fen, Happening(kind).name, subject) for source, book, fen, kind, subject in rows]


def test_an_empty_account_is_an_account_without_a_journal(world: World) -> None:
    person_id = one(world, replace(LIN, opening_fen=0))
    (account,) = accounts_of(world, person_id)
    assert account["balance_fen"] == 0
    assert journals_of(world, account["account_id"]) == []


def test_p_03_an_employee_may_be_without_an_account(world: World) -> None:
    assert accounts_of(world, one(world, replace(LIN, opening_fen=None))) == []


def test_the_same_line_again_changes_nothing(world: World) -> None:
    first = take(world, LIN, WANG)
    before = contents(world.db)
    assert take(world, LIN, WANG) == first
    assert contents(world.db) == before


def test_a_line_twice_in_one_batch_is_one_person_with_one_balance(world: World) -> None:
    first, second = take(world, LIN, LIN)
    assert first == second
    assert isinstance(first, int)
    assert [account["balance_fen"] for account in accounts_of(world, first)] == [10_000_00]


def test_a_later_balance_never_touches_the_account(world: World) -> None:
    person_id = one(world, LIN)
    before = contents(world.db)
    assert one(world, replace(LIN, opening_fen=99_999_99)) == person_id
    assert contents(world.db) == before


def test_p_18_who_comes_back_after_her_account_was_closed_has_an_empty_one_again(world: World) -> None:
    empty = replace(LIN, opening_fen=0)
    person_id = one(world, empty)
    (first,) = world.db.execute("select account_id from account where subject_id = %s", [person_id]).fetchall()
    one(world, replace(empty, status=4))
    # As long as it is open it is hers, whatever her cover.
    one(world, empty)
    assert len(accounts_of(world, person_id)) == 1
    one(world, replace(empty, status=4))
    ledger.close_accounts(world.db, accounts=first, now=world.now)
    one(world, replace(empty, status=4, person_type="12"))
    one(world, replace(empty, opening_fen=None))
    assert len(accounts_of(world, person_id)) == 1
    one(world, replace(empty, status=4))
    again = replace(LIN, opening_fen=500_00)
    assert take(world, again, again) == [person_id, person_id]
    kept = world.db.execute("select balance_fen, closed_at is null from account where subject_id = %s", [person_id])
    assert sorted(kept.fetchall()) == [(0, False), (0, True)]


def test_a_second_scheme_adds_a_relation_to_the_same_person(world: World) -> None:
    as_resident = replace(LIN, scheme=RESIDENT, person_type="15", opening_fen=None)
    assert one(world, as_resident) == one(world, LIN)
    person_id = one(world, LIN)
    assert set(find_relations(world.db, people=[person_id])[person_id]) == {EMPLOYEE, RESIDENT}
    assert [account["balance_fen"] for account in accounts_of(world, person_id)] == [10_000_00]


def test_two_schemes_in_one_batch_are_one_person(world: World) -> None:
    first, second = take(world, replace(LIN, scheme=RESIDENT, opening_fen=None), LIN)
    assert first == second


def test_another_status_type_and_district_of_the_pool_replace_the_old(world: World) -> None:
    person_id = one(world, LIN)
    one(world, replace(LIN, status=2, person_type="12", division="350211"))
    relation = find_relations(world.db, people=[person_id])[person_id][EMPLOYEE]
    assert (relation.status, relation.person_type, relation.division, relation.pool) == (2, "12", 350211, XIAMEN)


def test_the_last_of_two_lines_in_a_batch_stands(world: World) -> None:
    person_id, _ = take(world, LIN, called(replace(LIN, status=4), name="林大雨"))
    assert isinstance(person_id, int)
    assert find_relations(world.db, people=[person_id])[person_id][EMPLOYEE].status == 4
    person = find_people(world.db, people=[person_id])[person_id]
    assert person.personal_fields(world.keys).name == "林大雨"


def test_another_name_and_telephone_replace_the_old(world: World) -> None:
    person_id = one(world, LIN)
    assert one(world, called(LIN, name="林雨", telephone="13900000009")) == person_id
    person = find_people(world.db, people=[person_id])[person_id]
    assert person.personal_fields(world.keys) == replace(FIELDS, name="林雨", telephone="13900000009")
    assert reached_at(world, "13900000009") == [person_id]
    assert reached_at(world, "13800000001") == []


def test_two_people_may_share_a_telephone(world: World) -> None:
    first, second = take(world, LIN, called(WANG, telephone="13800000001"))
    assert sorted(reached_at(world, "13800000001")) == sorted([first, second])  # type: ignore[type-var]


def test_a_wrong_check_character_is_refused(world: World) -> None:
    right = FIELDS.certificate_number
    wrong = right[:17] + ("1" if right[17] != "1" else "2")
    assert refusal_of(world, called(LIN, certificate_number=wrong)) == CertificateInvalid()


def test_a_passport_is_not_held_against_the_rule_for_identity_cards(world: World) -> None:
    one(world, called(LIN, certificate_type="08", certificate_number="E12345678"))


def test_a_certificate_of_somebody_with_another_number_is_refused(world: World) -> None:
    one(world, LIN)
    assert refusal_of(world, called(LIN, person_number="35020000000009")) == CertificateTaken()


def test_a_number_of_somebody_with_another_certificate_is_refused(world: World) -> None:
    one(world, LIN)
    stranger = card("99900119850506004")
    assert refusal_of(world, called(LIN, certificate_number=stranger)) == PersonNumberTaken()


def test_a_number_and_a_certificate_of_two_known_people_are_refused(world: World) -> None:
    take(world, LIN, WANG)
    assert refusal_of(world, called(LIN, certificate_number=OTHER.certificate_number)) == PersonNumberTaken()


def test_the_second_of_two_strangers_with_one_certificate_is_refused(world: World) -> None:
    first, second = take(world, LIN, called(LIN, person_number="35020000000009"))
    assert isinstance(first, int)
    assert second == CertificateTaken()


def test_a_place_nobody_answers_for_is_refused(world: World) -> None:
    assert refusal_of(world, replace(LIN, division="350000")) == UnknownDivision("350000", NOON.date())


def test_p_19_a_move_to_another_pool_is_not_an_update(world: World) -> None:
    one(world, LIN)
    moved = called(replace(LIN, division="350102"), telephone="13900000009")
    assert refusal_of(world, moved) == InsuredElsewhere(pool=XIAMEN)
    assert FUZHOU != XIAMEN


@pytest.mark.parametrize("balance", [0, 1])
def test_a_resident_with_a_balance_is_refused(world: World, balance: int) -> None:
    assert refusal_of(world, replace(WANG, opening_fen=balance)) == NoPersonalAccount()


def test_a_refusal_does_not_fail_its_neighbours(world: World) -> None:
    wrong = called(LIN, certificate_number="999001198505060021")
    refused, taken = take(world, wrong, WANG)
    assert isinstance(refused, Refusal)
    assert isinstance(taken, int)
    assert find_relations(world.db, people=[taken])[taken][RESIDENT].pool == LANZHOU


def test_who_loses_the_race_for_a_person_finds_her_the_next_time(
    world: World, connect: Callable[..., Connection[Any]]
) -> None:
    first, second = connect(), connect()
    (person_id,) = enrol(first, world.keys, people=[LIN], now=NOON)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(enrol, second, world.keys, people=[LIN], now=NOON)
        wait_until_waiting(world.db, second)
        first.commit()
        with pytest.raises(UniqueViolation):
            late.result()
    second.rollback()
    assert enrol(second, world.keys, people=[LIN], now=NOON) == [person_id]
