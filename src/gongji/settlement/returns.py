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
    """Not an answer: this cancel refunds donors, who have to be locked with the spender, in the one order."""

    donors: Collection[int]


@value
class Returns:
    """accounts: for an account that takes no refund any more, the one refunded instead. unlocked: of those,
    the ones whose owner is not locked yet, with the owner.

    owners: of accounts refunded into suspense, the person whose money it is, for somebody to find (S-23).
    """

    accounts: dict[int, int]
    unlocked: dict[int, int]
    owners: dict[int, int]

    def not_locked(self, transfers: Sequence[Transfer]) -> set[int]:
        """The donors whom refunding these transfers concerns and whom this batch has not locked."""
        targets = {self.accounts[t.debit_account] for t in transfers if t.debit_account in self.accounts}
        return {self.unlocked[account] for account in targets if account in self.unlocked}


def find_returns(
    db: Connection[Any], originals: Iterable[Original], *, locked: Mapping[int, Account], day: date
) -> Returns:
    """Which of the accounts these settlements drew on no longer take a refund, and where it goes instead.

    locked: the open accounts of the people of the batch. A quota that is closed or over refunds the donor (S-22); what
    finds no open account goes into suspense (S-23).
    """
    drawn = {
        transfer.debit_account: original.settled.settlement.person_id
        for original in originals
        for transfer in original.transfers
        if ledger.is_defended(transfer.debit_account)
    }
    owners = {account: person_id for account, person_id in drawn.items() if account not in locked}
    accounts = dict.fromkeys(owners, ledger.suspense())
    over = _over(db, [locked[account] for account in drawn if account in locked], day)
    donors = {(a.owner_id, a.book, a.kind): a.account_id for a in _donor_accounts(db, over)}
    unlocked: dict[int, int] = {}
    for row in over:
        home = donors.get((row.owner_id, row.book, BUCKET_OF[AccountKind(row.kind)]))
        accounts[row.account_id] = ledger.suspense() if home is None else home
        if home is None:
            owners[row.account_id] = row.owner_id
        elif home not in locked:
            unlocked[home] = row.owner_id
    return Returns(accounts, unlocked, owners)


def _over(db: Connection[Any], drawn: Iterable[Account], day: date) -> list[Account]:
    """The accounts among these of quotas that take no refund any more."""
    of_quotas = [account for account in drawn if account.kind in BUCKET_OF]
    if not of_quotas:
        return []
    quotas = quotas_by_id(db, quota_ids={account.subject_id for account in of_quotas})
    return [account for account in of_quotas if not takes_refund(quotas[account.subject_id], day)]


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
            {"owner_id": str(returns.owners[transfer.debit_account]), "amount_fen": transfer.amount_fen},
        )
        for transfer in originals
        if transfer.debit_account in returns.owners
    ]


def _donor_accounts(db: Connection[Any], quota_accounts: Iterable[Account]) -> list[Account]:
    donors = {account.owner_id for account in quota_accounts}
    if not donors:
        return []
    return [a for a in ledger.find_accounts(db, spenders=donors) if a.subject_id == a.owner_id]
