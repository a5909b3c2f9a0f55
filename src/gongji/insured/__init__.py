"""People, their insured relations, personal accounts, monthly credits and interest."""

from gongji.insured.absorb import absorb
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
    reopen_account,
    retire,
)
from gongji.insured.credit import CorrectionExceedsBalance, Credit, CreditDiffers, CreditMonthAhead, credit_month
from gongji.insured.earn import running_interest
from gongji.insured.earned import Interest, find_interest
from gongji.insured.enrol import enrol
from gongji.insured.enrolment import (
    CertificateFormer,
    CertificateInvalid,
    CertificateTaken,
    Enrolment,
    InsuredElsewhere,
    PersonNumberTaken,
)
from gongji.insured.find import (
    PersonUnknown,
    by_certificate,
    by_former_certificate,
    by_number,
    by_telephone,
    find_men,
    find_people,
    require_person,
)
from gongji.insured.identity import IdentityUnchanged, NewIdentity, born_by, require_identity, write_identity
from gongji.insured.identity_change import IdentityChange, decide_change, find_change, find_former, write_change
from gongji.insured.interest import close_interest, credit_interest, find_interest_due
from gongji.insured.merge import Merge, MergeOfOne, MergeProposed, decide_merge, find_merge, write_merge
from gongji.insured.person import (
    EMPLOYEE,
    RESIDENT,
    InsuredRelation,
    Person,
    PersonalFields,
    find_relations,
    pool_of_staff,
)
from gongji.insured.record import PersonDied, RecordMerged, hold_living, records_of, require_living
from gongji.insured.turn_year import find_to_turn, turn_year

__all__ = [
    "EMPLOYEE",
    "RESIDENT",
    "CertificateFormer",
    "CertificateInvalid",
    "CertificateTaken",
    "CorrectionExceedsBalance",
    "Credit",
    "CreditDiffers",
    "CreditMonthAhead",
    "Enrolment",
    "IdentityChange",
    "IdentityUnchanged",
    "InsuredElsewhere",
    "InsuredRelation",
    "InsuredStatus",
    "Interest",
    "Merge",
    "MergeOfOne",
    "MergeProposed",
    "NewIdentity",
    "NoInterestRate",
    "NoPersonalAccount",
    "NotInsuredThere",
    "Person",
    "PersonDied",
    "PersonNumberTaken",
    "PersonUnknown",
    "PersonalFields",
    "RecordMerged",
    "absorb",
    "born_by",
    "by_certificate",
    "by_former_certificate",
    "by_number",
    "by_telephone",
    "change_status",
    "close_interest",
    "credit_interest",
    "credit_month",
    "decide_change",
    "decide_merge",
    "enrol",
    "find_change",
    "find_former",
    "find_interest",
    "find_interest_due",
    "find_men",
    "find_merge",
    "find_people",
    "find_relations",
    "find_to_turn",
    "hold_living",
    "insure",
    "is_insured",
    "move_account",
    "open_account",
    "own_buckets",
    "pool_of_staff",
    "record_death",
    "records_of",
    "reopen_account",
    "require_identity",
    "require_living",
    "require_person",
    "retire",
    "running_interest",
    "turn_year",
    "write_change",
    "write_identity",
    "write_merge",
]
