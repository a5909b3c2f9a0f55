"""Clearing: the month ends, and every pool pays what it owes, to the fen (C-01 … C-16).

A day's items are filed after midnight and summed up by pair of pools. A month's batch is made from these sums,
confirmed by the provinces, turned into notices, and paid; each payment is booked, until nobody owes anybody for that
month.
"""

from gongji.clearing.batch import Batch, BatchNotReady, BatchUnknown, State, find_batch, require_batch
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
    Owed,
    issued_notices,
    issued_notices_of,
    owed_between_pools,
    owed_between_provinces,
    owed_by_pool,
    owed_by_province,
    owed_inside_province,
    owed_to_pool,
    owed_to_province,
    parts_of,
)

__all__ = [
    "Batch",
    "BatchNotReady",
    "BatchOutOfOrder",
    "BatchUnknown",
    "DayNotOver",
    "DayOutOfOrder",
    "DaysMissing",
    "FiledDay",
    "Item",
    "Level",
    "Owed",
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
    "confirm",
    "confirm_for_silent",
    "digest_of",
    "draft_notices",
    "file_day",
    "find_batch",
    "generate",
    "issued_notices",
    "issued_notices_of",
    "items_of",
    "latest_day",
    "list_notices",
    "owed_between_pools",
    "owed_between_provinces",
    "owed_by_pool",
    "owed_by_province",
    "owed_inside_province",
    "owed_to_pool",
    "owed_to_province",
    "parts_of",
    "pay_notice",
    "release_notices",
    "require_batch",
    "require_notice",
    "waiting_provinces",
    "write_matrix",
]
