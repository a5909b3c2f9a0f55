"""What somebody is called and carries, as it changes: the new finds her, the old stays known as former (W-03, N-03)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.identity_number import birth_date, is_identity_number
from gongji.ground.keys import KeyStore
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch, fetch_one
from gongji.ground.value import columns_of, replace, value, values_of
from gongji.insured.enrolment import CertificateFormer, CertificateInvalid, CertificateTaken
from gongji.insured.find import KeyKind, certificate_index, find_by_index, telephone_index
from gongji.insured.person import Person, PersonalFields

IDENTITY_CARD = "01"


@value
class NewIdentity:
    """What changes of somebody's personal fields; None where it stays. certificate: type and number."""

    name: str | None = None
    certificate: tuple[str, str] | None = None
    telephone: str | None = None

    def applied_to(self, fields: PersonalFields) -> PersonalFields:
        """The fields as they are from now on."""
        kind, number = self.certificate or fields.certificate
        return replace(
            fields,
            name=self.name or fields.name,
            certificate_type=kind,
            certificate_number=number,
            telephone=fields.telephone if self.telephone is None else self.telephone,
        )


@value
class IdentityChange:
    """A change as its row has it. state: waiting for a review, done, rejected. told: a NewIdentity, sealed. former: the
    personal fields before, sealed, once it is done. told_by: 0 for the roll.
    """

    cell: int
    change_id: int
    person_id: int
    happened_on: date
    told_at: datetime
    told_by: int
    evidence_hash: bytes | None
    state: str
    told: bytes
    former: bytes | None


CHANGES = f"select {columns_of(IdentityChange)} from identity_change "


@refusal
class IdentityUnchanged(Refusal):
    """Name, certificate and telephone are already as they are told."""

    code: ClassVar[str] = "IDENTITY_UNCHANGED"
    rule: ClassVar[str] = "W-03"


def require_identity(db: Connection[Any], keys: KeyStore, *, person: Person, new: NewIdentity) -> PersonalFields:
    """The personal fields after a change; the caller holds the person.

    Refuses: IdentityUnchanged, CertificateInvalid (GB 11643), CertificateTaken, CertificateFormer.
    """
    before = person.personal_fields(keys)
    after = new.applied_to(before)
    if after == before:
        raise IdentityUnchanged()
    kind, number = after.certificate
    if kind == IDENTITY_CARD and not is_identity_number(number):
        raise CertificateInvalid()
    index = certificate_index(keys, kind, number)
    if find_by_index(db, KeyKind.CERTIFICATE, [index]).get(index, person.person_id) != person.person_id:
        raise CertificateTaken()
    if find_by_index(db, KeyKind.FORMER_CERTIFICATE, [index]).get(index, person.person_id) != person.person_id:
        raise CertificateFormer()
    return after


def born_by(fields: PersonalFields, *, else_: date) -> date:
    """The birth date an identity card tells; any other certificate tells none."""
    told = birth_date(fields.certificate_number) if fields.certificate_type == IDENTITY_CARD else None
    return told or else_


def write_change(db: Connection[Any], change: IdentityChange) -> None:
    """Keep a change as it was told."""
    db.execute(
        f"insert into identity_change ({columns_of(IdentityChange)}) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        values_of(change),
    )


def decide_change(db: Connection[Any], change: IdentityChange, *, state: str, former: bytes | None = None) -> None:
    """Write what became of a change that waited; former: the fields before, where it is done."""
    db.execute(
        "update identity_change set state = %s, former = %s where cell = %s and change_id = %s",
        [state, former, change.cell, change.change_id],
    )


def write_identity(
    db: Connection[Any], keys: KeyStore, *, person: Person, after: PersonalFields, born_on: date, until: date
) -> None:
    """Let somebody be called and found by this from now on; the caller holds her and has asked `require_identity`.

    until: the first day on which what she had before is no longer hers. Refuses CertificateTaken where somebody else
    took it at the same moment.
    """
    before = person.personal_fields(keys)
    db.execute(
        "update person set sealed = %s, born_on = %s where cell = %s and person_id = %s",
        [person.seal(keys, after), born_on, person.cell, person.person_id],
    )
    indexes = [certificate_index(keys, *fields.certificate) for fields in (before, after)]
    if indexes[0] != indexes[1]:
        _replace_certificate(db, person.person_id, *indexes, until=until)
    if before.telephone != after.telephone:
        _replace_telephone(db, keys, person.person_id, before.telephone, after.telephone)


def _replace_certificate(db: Connection[Any], person_id: int, old: bytes, new: bytes, *, until: date) -> None:
    db.execute("delete from person_key where kind = 4 and blind_index = %s", [new])
    taken = db.execute(
        """
        insert into person_key (kind, blind_index, person_id)
        values (2, %s, %s)
        on conflict do nothing
        """,
        [new, person_id],
    )
    # Not so where it is one of two she has had since her records were merged.
    if taken.rowcount == 0 and find_by_index(db, KeyKind.CERTIFICATE, [new]).get(new) != person_id:
        raise CertificateTaken()
    db.execute(
        "update person_key set kind = 4, until = %s where kind = 2 and kind in (1, 2) and blind_index = %s",
        [until, old],
    )


def _replace_telephone(db: Connection[Any], keys: KeyStore, person_id: int, old: str, new: str) -> None:
    db.execute(
        "delete from person_key where kind = 3 and blind_index = %s and person_id = %s",
        [telephone_index(keys, old), person_id],
    )
    if new:
        db.execute(
            "insert into person_key (kind, blind_index, person_id) values (3, %s, %s)",
            [telephone_index(keys, new), person_id],
        )


def keep_former(
    db: Connection[Any], keys: KeyStore, changed: Sequence[tuple[Person, PersonalFields]], *, now: datetime
) -> None:
    """Keep the fields of people that a roll says otherwise of, as they were; people whose fields stay are left out."""
    told = [(person, after) for person, after in changed if person.personal_fields(keys) != after]
    for (person, after), change_id in zip(
        told, new_identifiers(db, cells=[person.cell for person, _ in told]), strict=True
    ):
        sealed = person.seal(keys, NewIdentity(after.name, after.certificate, after.telephone))
        day = beijing_day(now)
        write_change(
            db,
            IdentityChange(
                cell_of(change_id), change_id, person.person_id, day, now, 0, None, "done", sealed, person.sealed
            ),
        )


def find_change(db: Connection[Any], *, change_id: int) -> IdentityChange | None:
    """One change; None where there is no such."""
    return fetch_one(
        db, IdentityChange, CHANGES + "where cell = %s and change_id = %s", [cell_of(change_id), change_id]
    )


def find_former(db: Connection[Any], *, person_id: int) -> list[IdentityChange]:
    """What was replaced of a person's fields, oldest first; `Person.open` opens what was before."""
    return fetch(
        db,
        IdentityChange,
        CHANGES + "where cell = %s and person_id = %s and state = 'done' order by change_id",
        [cell_of(person_id), person_id],
    )
