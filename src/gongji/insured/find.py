"""Find people by what they carry: person number, certificate. Nothing is searched in clear, only blind indexes."""

from collections.abc import Collection, Iterable
from datetime import date
from enum import IntEnum
from typing import Any, ClassVar

from psycopg import Connection

from gongji.ground.identifiers import cells_and
from gongji.ground.keys import KeyStore
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch
from gongji.insured.person import Person


class KeyKind(IntEnum):
    """What a blind index stands for; numbers stand in rows of `person_key`."""

    PERSON_NUMBER = 1
    CERTIFICATE = 2
    TELEPHONE = 3
    FORMER_CERTIFICATE = 4


# Of a kind that names one person, as its unique index has it: a partial index is found by its own words alone.
NAMES_ONE = {
    KeyKind.PERSON_NUMBER: "kind in (1, 2)",
    KeyKind.CERTIFICATE: "kind in (1, 2)",
    KeyKind.FORMER_CERTIFICATE: "kind = 4",
}


@refusal
class PersonUnknown(Refusal):
    """Nobody is insured under this number or certificate."""

    code: ClassVar[str] = "PERSON_UNKNOWN"
    rule: ClassVar[str] = "W-03"


def number_index(keys: KeyStore, person_number: str) -> bytes:
    """Blind index of a person number."""
    return keys.blind_index("number", person_number)


def certificate_index(keys: KeyStore, certificate_type: str, certificate_number: str) -> bytes:
    """Blind index of a certificate; letters count the same in either case."""
    return keys.blind_index("certificate", f"{certificate_type}:{certificate_number.upper()}")


def telephone_index(keys: KeyStore, telephone: str) -> bytes:
    """Blind index of a telephone number."""
    return keys.blind_index("telephone", telephone)


def by_number(db: Connection[Any], keys: KeyStore, *, person_numbers: Collection[str]) -> dict[str, int]:
    """person_id by person number; unknown numbers are absent."""
    indexes = {number_index(keys, number): number for number in person_numbers}
    return {indexes[index]: person for index, person in find_by_index(db, KeyKind.PERSON_NUMBER, indexes).items()}


def by_certificate(
    db: Connection[Any], keys: KeyStore, *, certificates: Collection[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """person_id by (certificate type, number); unknown ones are absent."""
    indexes = {certificate_index(keys, *given): given for given in certificates}
    return {indexes[index]: person for index, person in find_by_index(db, KeyKind.CERTIFICATE, indexes).items()}


def by_telephone(db: Connection[Any], keys: KeyStore, *, telephone: str, limit: int) -> list[int]:
    """Who has this telephone; several people may share one."""
    rows = db.execute(
        """
        select person_id
        from person_key
        where kind = 3
        and blind_index = %s
        order by person_id
        limit %s
        """,
        [telephone_index(keys, telephone), limit],
    )
    return [row[0] for row in rows.fetchall()]


def by_former_certificate(
    db: Connection[Any], keys: KeyStore, *, certificate: tuple[str, str]
) -> tuple[int, date] | None:
    """Who carried this certificate once, and the first day on which it was no longer hers; for staff (N-07)."""
    row = db.execute(
        "select person_id, until from person_key where kind = 4 and blind_index = %s",
        [certificate_index(keys, *certificate)],
    ).fetchone()
    return None if row is None else (row[0], row[1])


def find_by_index(db: Connection[Any], kind: KeyKind, indexes: Iterable[bytes]) -> dict[bytes, int]:
    """person_id by blind index, of a kind that names one person; unknown ones are absent."""
    # The array as text: people come by the thousand, and the driver takes ten times as long over each element.
    array = "{" + ",".join([rf'"\\x{index.hex()}"' for index in indexes]) + "}"
    rows = db.execute(
        f"""
        select blind_index, person_id
        from person_key
        where kind = %s
        and {NAMES_ONE[kind]}
        and blind_index = any(%s::bytea[])
        """,
        [kind.value, array],
    )
    return {bytes(row[0]): row[1] for row in rows}


def find_people(db: Connection[Any], *, people: Collection[int]) -> dict[int, Person]:
    """The rows of these people, still sealed."""
    rows = fetch(
        db,
        Person,
        """
        select cell, person_id, born_on, sex, algorithm, master_key_id, wrapped_key, sealed
        from person
        where cell = any(%s::smallint[])
        and person_id = any(%s::bigint[])
        """,
        cells_and(people),
    )
    return {row.person_id: row for row in rows}


def find_men(db: Connection[Any], *, people: Collection[int]) -> set[int]:
    """Who among these is a man."""
    rows = db.execute(
        """
        select person_id
        from person
        where cell = any(%s::smallint[])
        and person_id = any(%s::bigint[])
        and sex = 1
        """,
        cells_and(people),
    )
    return {row[0] for row in rows.fetchall()}


def require_person(db: Connection[Any], keys: KeyStore, *, person_number: str) -> int:
    """The person with this number; refuses an unknown one."""
    found = by_number(db, keys, person_numbers=[person_number])
    if person_number not in found:
        raise PersonUnknown()
    return found[person_number]
