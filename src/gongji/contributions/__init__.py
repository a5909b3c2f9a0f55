"""Premiums of the resident scheme and of long-term care, paid for a relative: held, paid, given back (B-01 … B-11)."""

from gongji.contributions.order import (
    WAITING,
    PremiumOrder,
    State,
    find_orders,
    find_parts,
    find_waiting,
    is_waiting,
    list_orders,
    require_order,
)
from gongji.contributions.pay import paid, sent
from gongji.contributions.quote import Quote, quote
from gongji.contributions.refund import Reason, ask_refund, keep_paid, refunded
from gongji.contributions.refusals import (
    DuplicateInsurance,
    PremiumAmountChanged,
    PremiumAmountDiffers,
    PremiumFreeForNewborn,
    PremiumFullySubsidised,
    PremiumGroupNotTold,
    PremiumNoRefund,
    PremiumNotOffered,
    PremiumOrderUnknown,
    PremiumPaid,
    PremiumRefundRefused,
    PremiumRefused,
    PremiumStateConflict,
    PremiumUnknown,
    PremiumWindowClosed,
    SplitChanged,
)
from gongji.contributions.release import release
from gongji.contributions.reserve import reserve
from gongji.contributions.scheme import Scheme

__all__ = [
    "WAITING",
    "DuplicateInsurance",
    "PremiumAmountChanged",
    "PremiumAmountDiffers",
    "PremiumFreeForNewborn",
    "PremiumFullySubsidised",
    "PremiumGroupNotTold",
    "PremiumNoRefund",
    "PremiumNotOffered",
    "PremiumOrder",
    "PremiumOrderUnknown",
    "PremiumPaid",
    "PremiumRefundRefused",
    "PremiumRefused",
    "PremiumStateConflict",
    "PremiumUnknown",
    "PremiumWindowClosed",
    "Quote",
    "Reason",
    "Scheme",
    "SplitChanged",
    "State",
    "ask_refund",
    "find_orders",
    "find_parts",
    "find_waiting",
    "is_waiting",
    "keep_paid",
    "list_orders",
    "paid",
    "quote",
    "refunded",
    "release",
    "require_order",
    "reserve",
    "sent",
]
