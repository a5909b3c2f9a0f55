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
class RunAlone:
    """Not an answer: this takes from donors or refunds them, who must be locked with the spender, in the one order.

    request: what to run then; in the name of the record whose bill it was, where that was merged into the spender's.
    """

    donors: Collection[int]
    request: Request


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


@value
class Refunded:
    """An account that takes no refund itself. home: the one refunded instead, None where there is none."""

    account: int
    owner_id: int
    home: int | None


def find_returns(
    db: Connection[Any], originals: Iterable[Original], *, locked: Mapping[int, Account], day: date
) -> Returns:
    """Which of the accounts these settlements drew on no longer take a refund, and where it goes instead.

    locked: the open accounts of the people of the batch. A quota that is closed or over refunds the donor (S-22), as a
    whole balance always does; what finds no open account goes into suspense (S-23).
    """
    drawn, passed_on = _touched(originals, locked)
    closed = {account: person_id for account, person_id in drawn.items() if account not in locked}
    over = _over(db, [locked[account] for account in drawn if account in locked], day)
    people = {*closed.values(), *over.values(), *passed_on.values()}
    survivors = ledger.find_survivors(db, people=people) if people else {}
    over = {account: survivors.get(donor_id, donor_id) for account, donor_id in over.items()}
    gone = {account: survivors[p] for account, p in (closed | passed_on).items() if p in survivors}
    moved = _closed_by_merge(db, gone)
    own = _donor_accounts(db, {*over.values(), *survivors.values(), *passed_on.values()})
    homes = {(account.owner_id, account.book, account.kind): account.account_id for account in own}
    found = [Refunded(account, person_id, None) for account, person_id in closed.items() if account not in moved]
    found += [Refunded(account, place[0], homes.get(place)) for account, place in moved.items()]
    for account, donor_id in over.items():
        bucket = BUCKET_OF[AccountKind(locked[account].kind)]
        found.append(Refunded(account, donor_id, homes.get((donor_id, locked[account].book, bucket))))
    still_open = set(homes.values())
    found += [
        Refunded(a, donor_id, a if a in still_open else None) for a, donor_id in passed_on.items() if a not in moved
    ]
    return Returns(
        accounts={one.account: ledger.suspense() if one.home is None else one.home for one in found},
        unlocked={one.home: one.owner_id for one in found if one.home is not None and one.home not in locked},
        owners={one.account: one.owner_id for one in found if one.home is None},
    )


def _touched(originals: Iterable[Original], locked: Mapping[int, Account]) -> tuple[dict[int, int], dict[int, int]]:
    """The accounts these settlements drew on, with who was billed; and the donors' accounts, not locked here, that a
    whole balance passed money on from, with the donor.
    """
    drawn: dict[int, int] = {}
    passed_on: dict[int, int] = {}
    for original in originals:
        for transfer in original.transfers:
            if transfer.credit_account in locked:
                if transfer.debit_account not in locked:
                    passed_on[transfer.debit_account] = locked[transfer.credit_account].owner_id
            elif ledger.is_defended(transfer.debit_account):
                drawn[transfer.debit_account] = original.settled.settlement.person_id
    return drawn, passed_on


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
