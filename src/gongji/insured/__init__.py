"""People, their insured relations, personal accounts, monthly credits and interest."""

from gongji.insured.account import NoPersonalAccount, own_buckets
from gongji.insured.accrual import NoInterestRate
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
from gongji.insured.earn import running_interest
from gongji.insured.earned import Interest, find_interest
from gongji.insured.enrol import enrol
from gongji.insured.enrolment import (
    CertificateInvalid,
    CertificateTaken,
    Enrolment,
    InsuredElsewhere,
    PersonNumberTaken,
)
from gongji.insured.find import PersonUnknown, by_certificate, by_number, by_telephone, find_people, require_person
from gongji.insured.interest import close_interest, credit_interest, find_interest_due
from gongji.insured.person import EMPLOYEE, RESIDENT, InsuredRelation, Person, PersonalFields, find_relations
from gongji.insured.turn_year import find_to_turn, turn_year

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
    "Interest",
    "NoInterestRate",
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
    "close_interest",
    "credit_interest",
    "credit_month",
    "enrol",
    "find_interest",
    "find_interest_due",
    "find_people",
    "find_relations",
    "find_to_turn",
    "insure",
    "is_insured",
    "move_account",
    "open_account",
    "own_buckets",
    "record_death",
    "require_person",
    "retire",
    "running_interest",
    "turn_year",
]
