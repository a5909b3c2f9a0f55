"""A person for life, the sealed personal fields, and her place in each scheme."""

from collections.abc import Collection
from datetime import date
from typing import Any

import msgspec
from psycopg import Connection

from gongji.ground.identifiers import cells_and
from gongji.ground.keys import KeyStore, open_sealed, seal
from gongji.ground.rows import Asking, asked, question
from gongji.ground.value import value

EMPLOYEE = 310
RESIDENT = 390


@value
class PersonalFields:
    """What only the sealed blob knows. certificate_type: interface.md 3, 01 for the identity card."""

    person_number: str
    name: str
    certificate_type: str
    certificate_number: str
    telephone: str

    def sealed(self, *, key: bytes, person_id: int) -> bytes:
        """The blob for the person's row."""
        return seal(msgspec.json.encode(self), key=key, person_id=person_id)


@value
class Person:
    """What the rules need in clear, the rest sealed. sex: 0 unknown, 1 male, 2 female, 9 not stated."""

    cell: int
    person_id: int
    born_on: date
    sex: int
    algorithm: int
    master_key_id: int
    wrapped_key: bytes | None
    sealed: bytes

    def personal_fields(self, keys: KeyStore) -> PersonalFields:
        """Open the blob; a person whose key was destroyed is erased, and asking is a fault."""
        assert self.wrapped_key is not None, "the person was erased"
        key = keys.unwrap(self.wrapped_key, master_key_id=self.master_key_id)
        return msgspec.json.decode(open_sealed(self.sealed, key=key, person_id=self.person_id), type=PersonalFields)


@value
class InsuredRelation:
    """A person's place in one scheme. status: 0 not insured, 1 normal, 2 paused, 3 invalid, 4 ended."""

    cell: int
    person_id: int
    scheme: int
    pool: int
    division: int
    person_type: str
    status: int
    insured_from: date
    paused_from: date | None


@question
def find_relations(db: Connection[Any], *, people: Collection[int]) -> Asking[dict[int, dict[int, InsuredRelation]]]:
    """The insured relations of people, by person and scheme."""
    rows = yield from asked(
        db,
        InsuredRelation,
        """
        select cell, person_id, scheme, pool, division, person_type, status, insured_from, paused_from
        from insured_relation
        where cell = any(%s::smallint[])
        and person_id = any(%s::bigint[])
        """,
        cells_and(people),
    )
    found: dict[int, dict[int, InsuredRelation]] = {}
    for relation in rows:
        found.setdefault(relation.person_id, {})[relation.scheme] = relation
    return found
