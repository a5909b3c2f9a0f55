"""Clearing: the month ends, and every pool pays what it owes, to the fen (C-01 … C-16).

A day's items are filed after midnight and summed up by pair of pools. A month's batch is made from these sums,
confirmed by the provinces, turned into notices, and paid; each payment is booked, until nobody owes anybody for that
month.
"""

from gongji.clearing.batch import Batch, BatchNotReady, BatchUnknown, State, find_batch
from gongji.clearing.confirm import (
    ProvinceHasConfirmed,
    ProvinceNotConcerned,
    SilenceTooShort,
    confirm,
    confirm_for_silent,
    waiting_provinces,
)
from gongji.clearing.day import DayNotOver, DayOutOfOrder, FiledDay, file_day, items_of, latest_day
from gongji.clearing.generate import BatchOutOfOrder, DaysMissing, SortingTooEarly, generate
from gongji.clearing.item import Item
from gongji.clearing.matrix import digest_of, write_matrix
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
from gongji.clearing.statement import (
    DeductionTooLarge,
    Statement,
    StatementNotReady,
    StatementState,
    StatementUnknown,
    confirm_statement,
    deduct,
    draft_statements,
    list_statements,
    object_to_statement,
    release_statement,
    require_statement,
)
from gongji.clearing.statement_payment import pay_statement

__all__ = [
    "Batch",
    "BatchNotReady",
    "BatchOutOfOrder",
    "BatchUnknown",
    "DayNotOver",
    "DayOutOfOrder",
    "DaysMissing",
    "DeductionTooLarge",
    "FiledDay",
    "Item",
    "Level",
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
    "Statement",
    "StatementNotReady",
    "StatementState",
    "StatementUnknown",
    "confirm",
    "confirm_for_silent",
    "confirm_statement",
    "deduct",
    "digest_of",
    "draft_notices",
    "draft_statements",
    "file_day",
    "find_batch",
    "generate",
    "items_of",
    "latest_day",
    "list_notices",
    "list_statements",
    "object_to_statement",
    "pay_notice",
    "pay_statement",
    "release_notices",
    "release_statement",
    "require_notice",
    "require_statement",
    "waiting_provinces",
    "write_matrix",
]
