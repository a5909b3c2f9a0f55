"""The insured roll as far as one batch of enrolments touches it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cell_for, new_identifiers
from gongji.ground.keys import KeyStore
from gongji.ground.value import replace, value
from gongji.insured.account import Opening
from gongji.insured.change import InsuredStatus
from gongji.insured.enrolment import CertificateFormer, CertificateTaken, Enrolment, PersonNumberTaken
from gongji.insured.find import KeyKind, certificate_index, find_by_index, find_people, number_index
from gongji.insured.person import InsuredRelation, Person, PersonalFields, find_relations

NORMAL, OUT = InsuredStatus.NORMAL, (InsuredStatus.NOT_INSURED, InsuredStatus.ENDED)


@value
class Line:
    """An enrolment with the blind indexes its person is found by."""

    person: Enrolment
    number_index: bytes
    certificate_index: bytes


@dataclass(slots=True)
class Roll:
    """People by blind index, what is known of them, and what the batch has added or changed so far.

    formers: certificates among these that somebody carried once. known: the rows of people as they were.

    The database's rows and the batch's own earlier lines look the same to a later line. reserved: the identifier a
    person number gets if its first line is not refused. returned: whose cover had ended, and who may lack an account.
    """

    numbers: dict[bytes, int]
    certificates: dict[bytes, int]
    formers: Collection[bytes]
    known: dict[int, Person]
    descriptions: dict[int, tuple[PersonalFields, date, int]]
    relations: dict[int, dict[int, InsuredRelation]]
    reserved: dict[bytes, int]
    people_added: dict[int, Line] = field(default_factory=dict)
    people_changed: dict[int, Line] = field(default_factory=dict)
    relations_added: dict[tuple[int, int], InsuredRelation] = field(default_factory=dict)
    relations_changed: dict[tuple[int, int], InsuredRelation] = field(default_factory=dict)
    openings: list[Opening] = field(default_factory=list)
    returned: list[Opening] = field(default_factory=list)

    def person_of(self, line: Line) -> int | None:
        """The known person of a line, None for somebody new.

        Refuses a number and a certificate of different people, and a certificate that was replaced.
        """
        by_number = self.numbers.get(line.number_index)
        by_certificate = self.certificates.get(line.certificate_index)
        if by_certificate is None and line.certificate_index in self.formers:
            raise CertificateFormer()
        if by_number is None and by_certificate is not None:
            raise CertificateTaken()
        if by_number != by_certificate:
            raise PersonNumberTaken()
        return by_number

    def add_person(self, line: Line) -> int:
        """Somebody new."""
        person_id = self.reserved[line.number_index]
        self.numbers[line.number_index] = person_id
        self.certificates[line.certificate_index] = person_id
        self.descriptions[person_id] = description(line.person)
        self.people_added[person_id] = line
        return person_id

    def describe(self, person_id: int, line: Line) -> None:
        """Bring the personal fields of somebody known up to date.

        A line that came under the number of a record which was merged into hers says who is insured, and not what she
        is called: one of the two records stands (W-03).
        """
        before, fields = self.descriptions[person_id], line.person.fields
        came_as_known = fields.person_number == before[0].person_number and before[0].carries(
            fields.certificate_number, kind=fields.certificate_type
        )
        if before == description(line.person) or not came_as_known:
            return
        self.descriptions[person_id] = description(line.person)
        changed = self.people_added if person_id in self.people_added else self.people_changed
        changed[person_id] = line

    def insure(self, relation: InsuredRelation, *, opening_fen: int | None) -> None:
        """Add a relation, with an account unless opening_fen is None, or bring a known one up to date."""
        key = (relation.person_id, relation.scheme)
        known = self.relations.setdefault(relation.person_id, {})
        before = known.get(relation.scheme)
        if before == relation:
            return
        known[relation.scheme] = relation
        if before is None and opening_fen is not None:
            self.openings.append(Opening(relation.person_id, relation.pool, opening_fen))
        if before is not None and before.status in OUT and relation.status == NORMAL and opening_fen is not None:
            self.returned.append(Opening(relation.person_id, relation.pool, 0))
        added = before is None or key in self.relations_added
        (self.relations_added if added else self.relations_changed)[key] = relation


def look(db: Connection[Any], keys: KeyStore, lines: Sequence[Line]) -> Roll:
    """The roll as the database has it for the people of these lines."""
    numbers = find_by_index(db, KeyKind.PERSON_NUMBER, [line.number_index for line in lines])
    certificates = find_by_index(db, KeyKind.CERTIFICATE, [line.certificate_index for line in lines])
    known = find_people(db, people=set(numbers.values()))
    strangers = {
        line.number_index: cell_for(line.person.fields.person_number)
        for line in lines
        if line.number_index not in numbers
    }
    reserved = new_identifiers(db, cells=list(strangers.values()))
    # What a merge added to somebody's fields no line tells.
    fields = {person_id: replace(row.personal_fields(keys), also=()) for person_id, row in known.items()}
    return Roll(
        numbers,
        certificates,
        find_by_index(db, KeyKind.FORMER_CERTIFICATE, [line.certificate_index for line in lines]).keys(),
        known,
        {row.person_id: (fields[row.person_id], row.born_on, row.sex) for row in known.values()},
        find_relations(db, people=known),
        dict(zip(strangers, reserved, strict=True)),
    )


def lines_of(keys: KeyStore, people: Sequence[Enrolment]) -> list[Line]:
    """Each enrolment with its blind indexes."""
    return [Line(person, *_indexes(keys, person.fields)) for person in people]


def description(person: Enrolment) -> tuple[PersonalFields, date, int]:
    """What a person's row tells of her."""
    return (person.fields, person.born_on, person.sex)


def _indexes(keys: KeyStore, fields: PersonalFields) -> tuple[bytes, bytes]:
    return (
        number_index(keys, fields.person_number),
        certificate_index(keys, fields.certificate_type, fields.certificate_number),
    )
