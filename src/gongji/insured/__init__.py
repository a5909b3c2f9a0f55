"""People, their insured relations, personal accounts and monthly credits."""

from gongji.insured.account import NoPersonalAccount, own_buckets
from gongji.insured.change import (
    InsuredStatus,
    NotInsuredThere,
    change_status,
    insure,
    is_insured,
    move_account,
    open_account,
    record_death,
    retire,
)
from gongji.insured.credit import CorrectionExceedsBalance, Credit, CreditDiffers, CreditMonthAhead, credit_month
from gongji.insured.enrol import enrol
from gongji.insured.enrolment import (
    CertificateInvalid,
    CertificateTaken,
    Enrolment,
    InsuredElsewhere,
    PersonNumberTaken,
)
from gongji.insured.find import PersonUnknown, by_certificate, by_number, by_telephone, find_people, require_person
from gongji.insured.person import EMPLOYEE, RESIDENT, InsuredRelation, Person, PersonalFields, find_relations

__all__ = [
    "EMPLOYEE",
    "RESIDENT",
    "CertificateInvalid",
    "CertificateTaken",
    "CorrectionExceedsBalance",
    "Credit",
    "CreditDiffers",
    "CreditMonthAhead",
    "Enrolment",
    "InsuredElsewhere",
    "InsuredRelation",
    "InsuredStatus",
    "NoPersonalAccount",
    "NotInsuredThere",
    "Person",
    "PersonNumberTaken",
    "PersonUnknown",
    "PersonalFields",
    "by_certificate",
    "by_number",
    "by_telephone",
    "change_status",
    "credit_month",
    "enrol",
    "find_people",
    "find_relations",
    "insure",
    "is_insured",
    "move_account",
    "open_account",
    "own_buckets",
    "record_death",
    "require_person",
    "retire",
]
