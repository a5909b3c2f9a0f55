"""Write what a batch of enrolments added and changed: one COPY a table, since people come by the million."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.ground.calendar import beijing_day
from gongji.ground.copying import copy_rows, copy_text
from gongji.ground.identifiers import cell_of
from gongji.ground.keys import SM4_GCM, KeyStore, fresh_person_keys, split_keys
from gongji.ground.value import replace
from gongji.insured.find import KeyKind, telephone_index
from gongji.insured.identity_change import keep_former
from gongji.insured.person import InsuredRelation, Person, PersonalFields
from gongji.insured.roll import Line, Roll


def inscribe(db: Connection[Any], keys: KeyStore, roll: Roll, *, now: datetime) -> None:
    """Write people, what they are found by, their spender rows and relations. Accounts are opened elsewhere.

    The spender rows begin with the year of `now`.
    """
    _add_people(db, keys, roll.people_added)
    _add_relations(db, roll.relations_added.values())
    _add_spenders(db, roll.people_added, beijing_day(now).year)
    _change_people(db, keys, roll, now)
    _change_relations(db, roll.relations_changed.values())


def _add_people(db: Connection[Any], keys: KeyStore, people: Mapping[int, Line]) -> None:
    copy_rows(
        db,
        table="person",
        columns="cell, person_id, born_on, sex, algorithm, master_key_id, wrapped_key, sealed",
        lines=[
            f"{cell_of(person_id)}\t{person_id}\t{line.person.born_on}\t{line.person.sex}\t{SM4_GCM}"
            f"\t{keys.master_key_id}\t{_copy_bytes(wrapped_key)}\t{_copy_bytes(sealed)}\n"
            for person_id, line, wrapped_key, sealed in _sealed(keys, people)
        ],
    )
    found_by = []
    for person_id, line in people.items():
        found_by.append(f"{KeyKind.PERSON_NUMBER.value}\t{_copy_bytes(line.number_index)}\t{person_id}\n")
        found_by.append(f"{KeyKind.CERTIFICATE.value}\t{_copy_bytes(line.certificate_index)}\t{person_id}\n")
    copy_rows(db, table="person_key", columns="kind, blind_index, person_id", lines=found_by)
    _add_telephones(db, keys, people)


def _sealed(keys: KeyStore, people: Mapping[int, Line]) -> Iterator[tuple[int, Line, bytes, bytes]]:
    """Person, line, wrapped key and sealed fields, each person under a fresh key."""
    fresh = fresh_person_keys(len(people))
    wrapped = split_keys(keys.wrap(fresh))
    for (person_id, line), key, wrapped_key in zip(people.items(), split_keys(fresh), wrapped, strict=True):
        yield person_id, line, wrapped_key, line.person.fields.sealed(key=key, person_id=person_id)


def _add_telephones(db: Connection[Any], keys: KeyStore, people: Mapping[int, Line]) -> None:
    telephones = [(person_id, line.person.fields.telephone) for person_id, line in people.items()]
    copy_rows(
        db,
        table="person_key",
        columns="kind, blind_index, person_id",
        lines=[
            f"{KeyKind.TELEPHONE.value}\t{_copy_bytes(telephone_index(keys, telephone))}\t{person_id}\n"
            for person_id, telephone in telephones
            if telephone
        ],
    )


def _add_spenders(db: Connection[Any], people: Iterable[int], year: int) -> None:
    copy_rows(
        db,
        table="spender",
        columns="cell, person_id, year, deductible_paid_fen, pool_paid_fen",
        lines=[f"{cell_of(person_id)}\t{person_id}\t{year}\t0\t0\n" for person_id in people],
    )


def _add_relations(db: Connection[Any], relations: Iterable[InsuredRelation]) -> None:
    copy_rows(
        db,
        table="insured_relation",
        columns="cell, person_id, scheme, pool, division, person_type, status, insured_from",
        lines=[
            f"{r.cell}\t{r.person_id}\t{r.scheme}\t{r.pool}\t{r.division}\t{copy_text(r.person_type)}\t{r.status}"
            f"\t{r.insured_from}\n"
            for r in relations
        ],
    )


def _change_people(db: Connection[Any], keys: KeyStore, roll: Roll, now: datetime) -> None:
    people = roll.people_changed
    if not people:
        return
    changes = [
        (roll.known[person_id], line, _fields_after(keys, roll, line, person_id)) for person_id, line in people.items()
    ]
    keep_former(db, keys, [(person, after) for person, _, after in changes], now=now)
    _update_people(db, keys, changes)
    db.execute(
        """
        delete from person_key
        where kind = %s
        and person_id = any(%s::bigint[])
        """,
        [KeyKind.TELEPHONE.value, list(people)],
    )
    _add_telephones(db, keys, people)


def _fields_after(keys: KeyStore, roll: Roll, line: Line, person_id: int) -> PersonalFields:
    """What a line tells, and what a merge added, which no line does."""
    return replace(line.person.fields, also=roll.known[person_id].personal_fields(keys).also)


def _update_people(
    db: Connection[Any], keys: KeyStore, changes: Collection[tuple[Person, Line, PersonalFields]]
) -> None:
    changing = db.cursor()
    changing.executemany(
        """
        update person
        set born_on = %s,
            sex = %s,
            sealed = %s
        where cell = %s
        and person_id = %s
        and sealed = %s
        """,
        [
            (line.person.born_on, line.person.sex, row.seal(keys, after), row.cell, row.person_id, row.sealed)
            for row, line, after in changes
        ],
    )
    # A clerk changed one of them since this batch looked: a fault, to be run again.
    assert changing.rowcount == len(changes), "somebody was changed meanwhile"


def _change_relations(db: Connection[Any], relations: Collection[InsuredRelation]) -> None:
    if not relations:
        return
    db.cursor().executemany(
        """
        update insured_relation
        set division = %s,
            person_type = %s,
            status = %s,
            insured_from = %s,
            paused_from = %s
        where cell = %s
        and person_id = %s
        and scheme = %s
        """,
        [
            (r.division, r.person_type, r.status, r.insured_from, r.paused_from, r.cell, r.person_id, r.scheme)
            for r in relations
        ],
    )


def _copy_bytes(value: bytes) -> str:
    return rf"\\x{value.hex()}"
