"""The person a message is about, and whether it is the person of the credential (S-33)."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Protocol

from msgspec import Meta
from psycopg import Connection

from gongji.edge.gateway.case import Case
from gongji.edge.gateway.pay_code import E_VOUCHER, is_ours
from gongji.edge.gateway.refusals import FieldMissing
from gongji.ground.keys import KeyStore
from gongji.ground.value import value
from gongji.insured import Person, PersonalFields, PersonUnknown, by_number, find_people
from gongji.settlement import IdentityCheck

ID_CARD, SOCIAL_CARD = "02", "03"
CHECKED_BY = {E_VOUCHER: IdentityCheck.CODE, ID_CARD: IdentityCheck.ID, SOCIAL_CARD: IdentityCheck.CARD}
EMERGENCY = "13"

Credential = Annotated[str, Meta(pattern=r"^(0[123])?\Z")]
YCredential = Annotated[str, Meta(min_length=1, pattern=r"^0[123]\Z")]


@value
class Known:
    """A person of ours: the row, and the personal fields an answer repeats."""

    person: Person
    fields: PersonalFields

    @property
    def person_id(self) -> int:
        """Who it is."""
        return self.person.person_id


class Shown(Protocol):
    """What a message says of the person and the credential she showed; "" where it says nothing."""

    @property
    def mdtrt_cert_type(self) -> str: ...
    @property
    def mdtrt_cert_no(self) -> str: ...
    @property
    def psn_cert_type(self) -> str: ...
    @property
    def certno(self) -> str: ...
    @property
    def psn_name(self) -> str: ...


def find_by_number(db: Connection[Any], keys: KeyStore, person_numbers: Collection[str]) -> dict[str, Person]:
    """The people with these numbers, still sealed, two statements for however many; unknown numbers are absent."""
    found = by_number(db, keys, person_numbers=person_numbers)
    people = find_people(db, people=found.values())
    return {number: people[person_id] for number, person_id in found.items()}


def require_known(found: Mapping[str, Person], person_number: str, keys: KeyStore) -> Known:
    """The person with this number, the blob opened once for a message; refuses an unknown one (W-03)."""
    if person_number not in found:
        raise PersonUnknown()
    return known(found[person_number], keys)


def known(person: Person, keys: KeyStore) -> Known:
    """A person with the blob opened."""
    return Known(person, person.personal_fields(keys))


def person_of(db: Connection[Any], case: Case, person_number: str) -> Known:
    """The person one message is about; refuses an unknown one (W-03)."""
    return require_known(find_by_number(db, case.keys, [person_number]), person_number, case.keys)


def check_identity(who: Known, shown: Shown, *, med_type: str, path: str) -> IdentityCheck:
    """How the credential was checked, FAILED where it is somebody else's (S-33).

    Certificate, credential and name must be the person's wherever they are given, and one of the first two must be
    given. No credential at all is for emergency rescue only. An e-voucher token is opened by its issuer, who is not
    here: the certificate beside it decides. A pay code of ours is opened by settlement, and stands alone.
    """
    if not (shown.mdtrt_cert_type and shown.mdtrt_cert_no):
        if med_type != EMERGENCY:
            raise FieldMissing(field=f"{path}.mdtrt_cert_{'no' if shown.mdtrt_cert_type else 'type'}")
        return IdentityCheck.MANUAL if agrees(who, shown) else IdentityCheck.FAILED
    by_credential = _credentialagrees(who, shown)
    if by_credential is None and not shown.certno and not is_ours(shown):
        raise FieldMissing(field=f"{path}.certno")
    if by_credential is False or not agrees(who, shown):
        return IdentityCheck.FAILED
    return CHECKED_BY[shown.mdtrt_cert_type]


def _credentialagrees(who: Known, shown: Shown) -> bool | None:
    """Whether the credential's own number is the person's; None where only its issuer could tell."""
    if shown.mdtrt_cert_type == ID_CARD:
        return who.fields.carries(shown.mdtrt_cert_no)
    if shown.mdtrt_cert_type == SOCIAL_CARD:
        own = who.fields.carries(shown.mdtrt_cert_no) or who.fields.is_numbered(shown.mdtrt_cert_no)
        return True if own else None
    return None


def agrees(who: Known, shown: Shown) -> bool:
    """Whether certificate and name, where they are given, are the person's."""
    if shown.certno:
        # Clients send 1 for 01 (interface 6).
        kind = shown.psn_cert_type.zfill(2) if shown.psn_cert_type else None
        if not who.fields.carries(shown.certno, kind=kind):
            return False
    return not shown.psn_name or shown.psn_name == who.fields.name
