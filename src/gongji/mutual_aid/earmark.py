"""Move money between a donor's account and the accounts of a quota, bucket by bucket (P-06, Q-01)."""

from collections.abc import Mapping, Sequence

from gongji.ground.identifiers import cell_of
from gongji.ledger import Account, AccountKind, Transfer

# Earmarks take the carried-over bucket first and returns follow in the same order.
BUCKETS = (
    ("carried", AccountKind.CARRIED, AccountKind.QUOTA_CARRIED),
    ("current", AccountKind.CURRENT, AccountKind.QUOTA_CURRENT),
)


def shareable(accounts: Sequence[Account], shareable_buckets: Sequence[str]) -> list[Account]:
    """The donor's own accounts that may be shared, in the order earmarks take them."""
    kinds = [own for bucket, own, _ in BUCKETS if bucket in shareable_buckets]
    return [account for kind in kinds for account in accounts if account.kind == kind]


def quota_kind(own: Account) -> AccountKind:
    """The kind of quota account that money of this bucket lies in."""
    return next(quota for _, kind, quota in BUCKETS if kind == own.kind)


def own_kind(quota: Account) -> AccountKind:
    """The bucket of the donor's account that money of this quota account returns to."""
    return next(kind for _, kind, quota_kind_ in BUCKETS if quota_kind_ == quota.kind)


def quota_account(own: Account, *, account_id: int, beneficiary_id: int, quota_id: int) -> Account:
    """A new, empty quota account for money of this bucket: the donor's still, the beneficiary's to spend."""
    return Account(
        cell_of(account_id), account_id, own.book, quota_kind(own), own.owner_id, beneficiary_id, quota_id, 0
    )


def take(amount_fen: int, accounts: Sequence[Account], balances: Mapping[int, int]) -> list[tuple[Account, int]]:
    """How much each account gives, in order, for an amount they hold together."""
    taken = []
    for account in accounts:
        part = min(amount_fen, balances[account.account_id])
        if part:
            taken.append((account, part))
            amount_fen -= part
    assert amount_fen == 0, "the accounts hold less than was checked"
    return taken


def transfers(journal_id: int, moves: Sequence[tuple[Account, Account, int]]) -> list[Transfer]:
    """The journal of moves (from, to, amount) inside one book."""
    return [
        Transfer(journal_id, line, source.book, source.account_id, target.account_id, amount)
        for line, (source, target, amount) in enumerate(moves, start=1)
    ]
