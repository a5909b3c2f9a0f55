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
from gongji.wallet import LOTS, find_transfers
from gongji.work_items import WorkItem

BUCKET_OF = {
    AccountKind.QUOTA_CURRENT: AccountKind.CURRENT,
    AccountKind.QUOTA_CARRIED: AccountKind.CARRIED,
    AccountKind.LOT_CURRENT: AccountKind.CURRENT,
    AccountKind.LOT_CARRIED: AccountKind.CARRIED,
}


@value
class ReturnsElsewhere:
    """Not an answer: this takes from donors or refunds them, who must be locked with the spender, in the one order."""

    donors: Collection[int]


@value
class Returns:
    """accounts: for an account that takes no refund any more, the one refunded instead. unlocked: of the accounts
    refunded, those whose owner is not locked yet, with the owner.

    owners: of accounts refunded into suspense, the person whose money it is, for somebody to find (S-23).
    """

    accounts: dict[int, int]
    unlocked: dict[int, int]
    owners: dict[int, int]

    def not_locked(self, transfers: Sequence[Transfer]) -> set[int]:
        """The donors whom refunding these transfers concerns and whom this batch has not locked."""
        targets = {self.accounts.get(t.debit_account, t.debit_account) for t in transfers}
        return {self.unlocked[account] for account in targets if account in self.unlocked}


def find_returns(
    db: Connection[Any], originals: Iterable[Original], *, locked: Mapping[int, Account], day: date
) -> Returns:
    """Which of the accounts these settlements drew on no longer take a refund, and where it goes instead.

    locked: the open accounts of the people of the batch. A quota that is closed or over refunds the donor (S-22), as a
    whole balance always does; what finds no open account goes into suspense (S-23).
    """
    drawn: dict[int, int] = {}
    filled: dict[int, int] = {}
    for original in originals:
        for transfer in original.transfers:
            if transfer.credit_account in locked:
                filled[transfer.debit_account] = locked[transfer.credit_account].owner_id
            elif ledger.is_defended(transfer.debit_account):
                drawn[transfer.debit_account] = original.settled.settlement.person_id
    owners = {account: person_id for account, person_id in drawn.items() if account not in locked}
    accounts = dict.fromkeys(owners, ledger.suspense())
    over = _over(db, [locked[account] for account in drawn if account in locked], day)
    donors = {(a.owner_id, a.book, a.kind): a.account_id for a in _donor_accounts(db, over.values())}
    unlocked: dict[int, int] = {}
    for account_id, donor_id in over.items():
        row = locked[account_id]
        home = donors.get((donor_id, row.book, BUCKET_OF[AccountKind(row.kind)]))
        accounts[account_id] = ledger.suspense() if home is None else home
        if home is None:
            owners[account_id] = donor_id
        elif home not in locked:
            unlocked[home] = donor_id
    behind = {account: donor for account, donor in filled.items() if account not in locked}
    still_open = {account.account_id for account in _donor_accounts(db, behind.values())}
    for account_id, donor_id in behind.items():
        if account_id in still_open:
            unlocked[account_id] = donor_id
        else:
            accounts[account_id], owners[account_id] = ledger.suspense(), donor_id
    return Returns(accounts, unlocked, owners)


def _over(db: Connection[Any], drawn: Iterable[Account], day: date) -> dict[int, int]:
    """The accounts among these that take no refund any more, each with who gave what lay in it (S-22, S-24)."""
    given = [account for account in drawn if account.kind in BUCKET_OF]
    if not given:
        return {}
    quotas = quotas_by_id(db, quota_ids={account.subject_id for account in given if account.kind not in LOTS})
    lots = find_transfers(db, transfer_ids={account.subject_id for account in given if account.kind in LOTS})
    of_quotas = {a.account_id: quotas[a.subject_id] for a in given if a.kind not in LOTS}
    of_lots = {a.account_id: lots[a.subject_id] for a in given if a.kind in LOTS}
    return {
        **{account: quota.donor_id for account, quota in of_quotas.items() if not takes_refund(quota, day)},
        **{account: lot.sender_id for account, lot in of_lots.items() if lot.state != "accepted"},
    }


def takes_refund(quota: Quota, day: date) -> bool:
    """Whether a refund goes back into the quota: it is still the same period of an active quota (S-21).

    Or through it, to the donor: a whole balance keeps nothing.
    """
    return quota.is_whole_balance or (quota.state == "active" and quota.covers(day))


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


def _donor_accounts(db: Connection[Any], who: Iterable[int]) -> list[Account]:
    donors = set(who)
    if not donors:
        return []
    return [a for a in ledger.find_accounts(db, spenders=donors) if a.subject_id == a.owner_id]
