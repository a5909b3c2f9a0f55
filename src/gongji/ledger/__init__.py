"""Double-entry books, one per pooling area: accounts, transfers, the one lock order.

Every transfer moves an amount between two accounts of one book, so every book balances inside every journal.
Balances are kept, and defended, only for money somebody owns; shared accounts are sums of transfers.
"""

from gongji.ledger.accounts import (
    FIRST_DEFENDED,
    HELD,
    HELD_LOTS,
    Account,
    AccountKind,
    Business,
    contributions,
    find_accounts,
    find_set_aside,
    fund,
    institution,
    interest,
    is_defended,
    opening,
    paid_out,
    payable,
    receivable,
    suspense,
    with_clearing_month,
)
from gongji.ledger.lock import Locked, Spender, find_merged, find_spenders, find_survivors, lock
from gongji.ledger.post import Transfer, close_accounts, cross_book, open_accounts, post

__all__ = [
    "FIRST_DEFENDED",
    "HELD",
    "HELD_LOTS",
    "Account",
    "AccountKind",
    "Business",
    "Locked",
    "Spender",
    "Transfer",
    "close_accounts",
    "contributions",
    "cross_book",
    "find_accounts",
    "find_merged",
    "find_set_aside",
    "find_spenders",
    "find_survivors",
    "fund",
    "institution",
    "interest",
    "is_defended",
    "lock",
    "open_accounts",
    "opening",
    "paid_out",
    "payable",
    "post",
    "receivable",
    "suspense",
    "with_clearing_month",
]
