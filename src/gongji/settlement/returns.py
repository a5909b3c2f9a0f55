"""Where a refund goes when the quota it came from is closed or over: to the donor, or into suspense (S-22, S-23)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.ground.identifiers import cells_and
from gongji.ground.value import value
from gongji.ledger import Account, AccountKind, Transfer
from gongji.mutual_aid import Quota, quotas_by_id
from gongji.settlement.requests import Request
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
    """Not an answer: this cancel refunds donors, who have to be locked with the spender, in the one order.

    request: what to run then; in the name of the record whose bill it was, where that was merged into the spender's.
    """

    donors: Collection[int]
    request: Request


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
    survivors = ledger.find_survivors(db, people={*owners.values(), *over.values()}) if owners or over else {}
    over = {account_id: survivors.get(donor_id, donor_id) for account_id, donor_id in over.items()}
    moved = _closed_by_merge(db, {account_id: survivors[p] for account_id, p in owners.items() if p in survivors})
    donors = {
        (a.owner_id, a.book, a.kind): a.account_id for a in _donor_accounts(db, {*over.values(), *survivors.values()})
    }
    unlocked: dict[int, int] = {}
    for account_id, place in moved.items():
        if place in donors:
            accounts[account_id] = donors[place]
            del owners[account_id]
            if donors[place] not in locked:
                unlocked[donors[place]] = place[0]
    for account_id, donor_id in over.items():
        row = locked[account_id]
        home = donors.get((donor_id, row.book, BUCKET_OF[AccountKind(row.kind)]))
        accounts[account_id] = ledger.suspense() if home is None else home
        if home is None:
            owners[account_id] = donor_id
        elif home not in locked:
            unlocked[home] = donor_id
    return Returns(accounts, unlocked, owners)


def _closed_by_merge(db: Connection[Any], closed: Mapping[int, int]) -> dict[int, tuple[int, int, int]]:
    """Of accounts that closed when their owner's record was merged, each with the record that lives on: the owner, book
    and kind of the account where their money is now.
    """
    if not closed:
        return {}
    rows = db.execute(
        """
        select account_id, book, kind
        from account
        where cell = any(%s::smallint[])
        and account_id = any(%s::bigint[])
        and kind = any(%s)
        """,
        [*cells_and(closed), [AccountKind.CURRENT, AccountKind.CARRIED]],
    )
    return {account_id: (closed[account_id], book, kind) for account_id, book, kind in rows.fetchall()}


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


def _donor_accounts(db: Connection[Any], who: Iterable[int]) -> list[Account]:
    donors = set(who)
    if not donors:
        return []
    return [a for a in ledger.find_accounts(db, spenders=donors) if a.subject_id == a.owner_id]
