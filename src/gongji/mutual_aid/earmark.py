"""Move money between a donor's account and the accounts of a quota, bucket by bucket (P-06, Q-01)."""

from collections.abc import Iterable, Mapping, Sequence

from gongji.ground.identifiers import cell_of
from gongji.ledger import Account, AccountKind, Transfer
from gongji.mutual_aid.quota import Quota

Move = tuple[Account, Account, int]

# Earmarks take the carried-over bucket first and returns follow in the same order.
BUCKETS = (
    ("carried", AccountKind.CARRIED, AccountKind.QUOTA_CARRIED),
    ("current", AccountKind.CURRENT, AccountKind.QUOTA_CURRENT),
)
QUOTA_OF = {own: of_quota for _, own, of_quota in BUCKETS}


def set_aside(
    amount_fen: int,
    purse: Sequence[Account],
    balances: Mapping[int, int],
    *,
    quota: Quota,
    into: Iterable[Account],
    account_ids: Sequence[int],
) -> tuple[list[Account], list[Move]]:
    """What is moved from the donor's purse, which holds enough, into a quota; and the accounts to open for it first.

    into: the accounts the quota has; account_ids: for those it lacks, one for each of the purse.
    """
    has = {account.kind: account for account in into}
    opens, moves = [], []
    for (source, amount), account_id in zip(_take(amount_fen, purse, balances), account_ids, strict=False):
        target = has.get(QUOTA_OF[AccountKind(source.kind)])
        if target is None:
            target = quota_account(QUOTA_OF[AccountKind(source.kind)], account_id, quota)
            opens.append(target)
        moves.append((source, target, amount))
    return opens, moves


def give_back(amount_fen: int, quota_accounts: Iterable[Account], own: Iterable[Account]) -> list[Move]:
    """What is moved from a quota, which holds enough, to the buckets of the donor's account it came from."""
    of_quota = {account.kind: account for account in quota_accounts}
    homes = {QUOTA_OF[AccountKind(account.kind)]: account for account in own}
    ordered = [of_quota[kind] for kind in QUOTA_OF.values() if kind in of_quota]
    balances = {account.account_id: account.balance_fen for account in ordered}
    return [
        (source, homes[AccountKind(source.kind)], amount) for source, amount in _take(amount_fen, ordered, balances)
    ]


def quota_account(kind: AccountKind, account_id: int, quota: Quota) -> Account:
    """An empty account for money of one bucket: the donor's still, the beneficiary's to spend."""
    return Account(
        cell=cell_of(account_id),
        account_id=account_id,
        book=quota.donor_pool,
        kind=kind,
        owner_id=quota.donor_id,
        spender_id=quota.beneficiary_id,
        subject_id=quota.quota_id,
        balance_fen=0,
    )


def _take(amount_fen: int, accounts: Iterable[Account], balances: Mapping[int, int]) -> list[tuple[Account, int]]:
    """How much each account gives, in order."""
    taken = []
    for account in accounts:
        part = min(amount_fen, balances[account.account_id])
        if part:
            taken.append((account, part))
            amount_fen -= part
    assert amount_fen == 0, "the accounts hold less than was checked"
    return taken


def transfers(journal_id: int, moves: Iterable[Move]) -> list[Transfer]:
    """The journal of moves (from, to, amount) inside one book."""
    return [
        Transfer(journal_id, line, source.book, source.account_id, target.account_id, amount)
        for line, (source, target, amount) in enumerate(moves, start=1)
    ]
