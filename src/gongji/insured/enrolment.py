"""A line of the insured roll, and what it can be refused for."""

from datetime import date
from typing import ClassVar

from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import value
from gongji.insured.person import PersonalFields


@value
class Enrolment:
    """A person and her place in one scheme, as the region that insures her says.

    division: six digits as they arrive. opening_fen: what the personal account held before this ledger did, 0 for an
    empty account, None for no account (P-03); read only when the relation is new.
    """

    fields: PersonalFields
    sex: int
    born_on: date
    scheme: int
    person_type: str
    division: str
    status: int
    insured_from: date
    opening_fen: int | None


@refusal
class CertificateInvalid(Refusal):
    """The identity number has not the form, birth date or check character of GB 11643."""

    code: ClassVar[str] = "CERTIFICATE_INVALID"
    rule: ClassVar[str] = "GB 11643"


@refusal
class CertificateTaken(Refusal):
    """The certificate belongs to somebody with another person number."""

    code: ClassVar[str] = "CERTIFICATE_TAKEN"
    rule: ClassVar[str] = "P-04"


@refusal
class CertificateFormer(Refusal):
    """The certificate was somebody's once and has been replaced: nobody else takes it, and it finds her for staff."""

    code: ClassVar[str] = "CERTIFICATE_FORMER"
    rule: ClassVar[str] = "W-03"


@refusal
class PersonNumberTaken(Refusal):
    """The person number belongs to somebody with another certificate."""

    code: ClassVar[str] = "PERSON_NUMBER_TAKEN"
    rule: ClassVar[str] = "P-04"


@refusal
class InsuredElsewhere(Refusal):
    """The person is insured in another pool: a move takes the account along and ends aid, so it is not an update."""

    code: ClassVar[str] = "INSURED_ELSEWHERE"
    rule: ClassVar[str] = "P-19"
    pool: int
