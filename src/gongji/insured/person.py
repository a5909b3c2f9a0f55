"""A person for life, the sealed personal fields, and her place in each scheme."""

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

import msgspec
from psycopg import Connection

from gongji.ground.identifiers import cells_and
from gongji.ground.keys import KeyStore, open_sealed, seal
from gongji.ground.rows import Asking, asked, question
from gongji.ground.value import value

T = TypeVar("T")

EMPLOYEE = 310
RESIDENT = 390


@value
class Carried:
    """The number and the certificate that another record of the same person came with; both are good (W-03)."""

    person_number: str
    certificate_type: str
    certificate_number: str


@value
class PersonalFields:
    """What only the sealed blob knows. certificate_type: interface.md 3, 01 for the identity card.

    also: of the records that were merged into this one.
    """

    person_number: str
    name: str
    certificate_type: str
    certificate_number: str
    telephone: str
    also: tuple[Carried, ...] = ()

    @property
    def certificate(self) -> tuple[str, str]:
        """The certificate she is known by, type and number."""
        return self.certificate_type, self.certificate_number

    def carries(self, number: str, *, kind: str | None = None) -> bool:
        """Whether a certificate is hers, of this type or of whichever; letters count the same in either case."""
        own = [self.certificate, *((one.certificate_type, one.certificate_number) for one in self.also)]
        return any(number.upper() == known.upper() and kind in (None, of_type) for of_type, known in own)

    def is_numbered(self, person_number: str) -> bool:
        """Whether a person number is hers."""
        return person_number in (self.person_number, *(one.person_number for one in self.also))

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
        return self.open(keys, self.sealed, PersonalFields)

    def open(self, keys: KeyStore, sealed: bytes, into: type[T]) -> T:
        """Open what was sealed under this person's key."""
        return msgspec.json.decode(open_sealed(sealed, key=self._key(keys), person_id=self.person_id), type=into)

    def seal(self, keys: KeyStore, what: Any) -> bytes:
        """Seal something personal under this person's key, so that it is erased with her."""
        return seal(msgspec.json.encode(what), key=self._key(keys), person_id=self.person_id)

    def _key(self, keys: KeyStore) -> bytes:
        assert self.wrapped_key is not None, "the person was erased"
        return keys.unwrap(self.wrapped_key, master_key_id=self.master_key_id)


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


def pool_of_staff(db: Connection[Any], *, person_id: int) -> int:
    """Whose staff look after somebody: of her employee scheme, else of her resident one; 0 for who is in neither."""
    held = find_relations(db, people=[person_id]).get(person_id, {})
    return held[min(held)].pool if held else 0
