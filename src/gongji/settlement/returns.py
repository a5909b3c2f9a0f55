"""Where a refund goes when the quota it came from is closed or over: to the donor, or into suspense (S-22, S-23)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.ground.value import value
from gongji.ledger import Account, AccountKind, Transfer
from gongji.mutual_aid import Quota, quotas_by_id
from gongji.settlement.undo import Original
from gongji.work_items import WorkItem

BUCKET_OF = {AccountKind.QUOTA_CURRENT: AccountKind.CURRENT, AccountKind.QUOTA_CARRIED: AccountKind.CARRIED}


@value
class ReturnsElsewhere:
    """Not an answer: this cancel refunds donors, whose accounts have to be locked first, in the one order."""

    donor_accounts: Collection[int]


@value
class Returns:
    """accounts: for an account of a closed quota, the one refunded instead. unlocked: those not locked yet.

    suspended: accounts of quotas whose donor's account is closed, so that a person has to find the owner (S-23).
    """

    accounts: dict[int, int]
    unlocked: frozenset[int]
    suspended: dict[int, Quota]

    def not_locked(self, transfers: Sequence[Transfer]) -> set[int]:
        """The donors' accounts that refunding these transfers needs and this batch has not locked."""
        targets = {self.accounts[t.debit_account] for t in transfers if t.debit_account in self.accounts}
        return targets & self.unlocked


def find_returns(
    db: Connection[Any], originals: Iterable[Original], *, locked: Mapping[int, Account], day: date
) -> Returns:
    """Which of the accounts these settlements drew on no longer take a refund, and where it goes instead."""
    drawn = {t.debit_account for original in originals for t in original.transfers if t.debit_account in locked}
    quota_accounts = {a: locked[a] for a in drawn if locked[a].kind in BUCKET_OF}
    if not quota_accounts:
        return Returns({}, frozenset(), {})
    quotas = quotas_by_id(db, quota_ids={account.subject_id for account in quota_accounts.values()})
    over = {a: row for a, row in quota_accounts.items() if not takes_refund(quotas[row.subject_id], day)}
    donors = {(a.owner_id, a.book, a.kind): a.account_id for a in _donor_accounts(db, over.values())}
    accounts: dict[int, int] = {}
    suspended: dict[int, Quota] = {}
    for account, row in over.items():
        home = donors.get((row.owner_id, row.book, BUCKET_OF[AccountKind(row.kind)]))
        accounts[account] = ledger.suspense() if home is None else home
        if home is None:
            suspended[account] = quotas[row.subject_id]
    unlocked = {a for a in accounts.values() if ledger.is_defended(a) and a not in locked}
    return Returns(accounts, frozenset(unlocked), suspended)


def takes_refund(quota: Quota, day: date) -> bool:
    """Whether a refund goes back into the quota: it is still the same period of an active quota (S-21)."""
    return quota.state == "active" and quota.covers(day)


def suspense_items(originals: Sequence[Transfer], returns: Returns, settlement_id: int) -> list[WorkItem]:
    """What a person has to do for every refund that could go to no account: find its owner (S-23)."""
    return [
        WorkItem(
            "REFUND_WITHOUT_ACCOUNT",
            transfer.book,
            settlement_id,
            {"donor_id": str(returns.suspended[transfer.debit_account].donor_id), "amount_fen": transfer.amount_fen},
        )
        for transfer in originals
        if transfer.debit_account in returns.suspended
    ]


def _donor_accounts(db: Connection[Any], quota_accounts: Iterable[Account]) -> list[Account]:
    donors = {account.owner_id for account in quota_accounts}
    if not donors:
        return []
    return [a for a in ledger.find_accounts(db, spenders=donors) if a.subject_id == a.owner_id]
