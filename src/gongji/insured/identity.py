"""What somebody is called and carries, as it changes: the new finds her, the old stays known as former (W-03, N-03)."""

from datetime import date
from typing import Any, ClassVar

from psycopg import Connection

from gongji.ground.identity_number import birth_date, is_identity_number
from gongji.ground.keys import KeyStore
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import replace, value
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
