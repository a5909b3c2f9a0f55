"""People, their insured relations, personal accounts and monthly credits."""

from gongji.insured.absorb import absorb
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
    find_people,
    require_person,
)
from gongji.insured.identity import IdentityUnchanged, NewIdentity, born_by, require_identity, write_identity
from gongji.insured.identity_change import IdentityChange, decide_change, find_change, find_former, write_change
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
    "Merge",
    "MergeOfOne",
    "MergeProposed",
    "NewIdentity",
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
    "change_status",
    "credit_month",
    "decide_change",
    "decide_merge",
    "enrol",
    "find_change",
    "find_former",
    "find_merge",
    "find_people",
    "find_relations",
    "hold_living",
    "insure",
    "is_insured",
    "move_account",
    "open_account",
    "own_buckets",
    "pool_of_staff",
    "record_death",
    "records_of",
    "require_identity",
    "require_living",
    "require_person",
    "retire",
    "write_change",
    "write_identity",
    "write_merge",
]
