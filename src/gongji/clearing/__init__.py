"""Clearing: the month ends, and every pool pays what it owes, to the fen (C-01 … C-16).

A day's items are filed after midnight and summed up by pair of pools. A month's batch is made from these sums,
confirmed by the provinces, turned into notices, and paid; each payment is booked, until nobody owes anybody for that
month.
"""

from gongji.clearing.answer import Answer, record_answer
from gongji.clearing.batch import Batch, BatchNotReady, BatchUnknown, State, find_batch
from gongji.clearing.confirm import (
    ProvinceHasConfirmed,
    ProvinceNotConcerned,
    SilenceTooShort,
    confirm,
    confirm_for_silent,
    waiting_provinces,
)
from gongji.clearing.day import DayNotFiled, DayNotOver, DayOutOfOrder, FiledDay, file_day, items_of, latest_day
from gongji.clearing.day_file import write_day
from gongji.clearing.generate import BatchOutOfOrder, DaysMissing, SortingTooEarly, generate
from gongji.clearing.held import compares_files
from gongji.clearing.item import Item
from gongji.clearing.matrix import digest_of, write_matrix
from gongji.clearing.mismatch import (
    Age,
    Code,
    Colour,
    Difference,
    Mismatch,
    MismatchEnded,
    MismatchUnknown,
    age_of,
    list_mismatches,
    mismatches_of,
    solve_mismatch,
)
from gongji.clearing.payment import (
    PaymentKnown,
    PaymentNotFull,
    PaymentNoticePaid,
    PaymentOfOthers,
    Proof,
    pay_notice,
)
from gongji.clearing.payment_notice import (
    Level,
    PaymentNotice,
    PaymentNoticeUnknown,
    draft_notices,
    list_notices,
    release_notices,
    require_notice,
)

__all__ = [
    "Age",
    "Answer",
    "Batch",
    "BatchNotReady",
    "BatchOutOfOrder",
    "BatchUnknown",
    "Code",
    "Colour",
    "DayNotFiled",
    "DayNotOver",
    "DayOutOfOrder",
    "DaysMissing",
    "Difference",
    "FiledDay",
    "Item",
    "Level",
    "Mismatch",
    "MismatchEnded",
    "MismatchUnknown",
    "PaymentKnown",
    "PaymentNotFull",
    "PaymentNotice",
    "PaymentNoticePaid",
    "PaymentNoticeUnknown",
    "PaymentOfOthers",
    "Proof",
    "ProvinceHasConfirmed",
    "ProvinceNotConcerned",
    "SilenceTooShort",
    "SortingTooEarly",
    "State",
    "age_of",
    "compares_files",
    "confirm",
    "confirm_for_silent",
    "digest_of",
    "draft_notices",
    "file_day",
    "find_batch",
    "generate",
    "items_of",
    "latest_day",
    "list_mismatches",
    "list_notices",
    "mismatches_of",
    "pay_notice",
    "record_answer",
    "release_notices",
    "require_notice",
    "solve_mismatch",
    "waiting_provinces",
    "write_day",
    "write_matrix",
]
