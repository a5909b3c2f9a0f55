"""Who pays the personal share, in which order: own account, lots, quotas, cash (W-40 … W-42, Q-20 … Q-22)."""

from collections import ChainMap
from collections.abc import Mapping, Sequence

from gongji.ground.value import value
from gongji.ledger import Account, AccountKind

# From one purse the carried-over bucket goes first for aid (earmarks take it first, P-06); the owner herself spends
# the current year's first, which keeps what she may share.
OWN_ORDER = (AccountKind.CURRENT, AccountKind.CARRIED)
QUOTA_ORDER = (AccountKind.QUOTA_CARRIED, AccountKind.QUOTA_CURRENT)


@value
class Giver:
    """Whose aid pays: a quota, or a lot of the pilot's transfers. relation: what the spender is to who gave it."""

    source_id: int
    pool: int
    relation: int
    is_quota: bool = True


@value
class Draw:
    """An amount one account pays; giver is None for the person's own account."""

    account: Account
    giver: Giver | None
    amount_fen: int


Aid = Sequence[tuple[Giver, Sequence[Account]]]


@value
class Purses:
    """What a person may pay with: her own accounts, and her lots and usable quotas with theirs, in spending order.

    filled_from: for each account of a whole balance, the donor's account it takes from what it pays (R-22).
    """

    own: Sequence[Account]
    aid: Aid
    filled_from: dict[int, Account]

    def spendable(self, balances: Mapping[int, int]) -> Mapping[int, int]:
        """What can be drawn from each account; a whole balance shows that of the donor's account behind it."""
        if not self.filled_from:
            return balances
        behind = {account_id: balances[source.account_id] for account_id, source in self.filled_from.items()}
        return ChainMap(behind, balances)  # type: ignore[arg-type]


def waterfall(
    eligible_fen: int, purses: Purses, balances: Mapping[int, int], *, aid_first: bool, quotas_at_most: int
) -> list[Draw]:
    """Draws in order until the eligible personal share is paid; what is left is cash.

    balances: what each account holds now, by account_id. A quota that gives nothing does not count towards
    quotas_at_most (Q-22). aid_first swaps own account and aid (W-41).
    """
    own = [(None, purses.own)]
    steps: list[tuple[Giver | None, Sequence[Account]]] = [*purses.aid, *own] if aid_first else [*own, *purses.aid]
    draws: list[Draw] = []
    quotas_used = 0
    for giver, accounts in steps:
        if eligible_fen <= 0:
            break
        is_quota = giver is not None and giver.is_quota
        if is_quota and quotas_used >= quotas_at_most:
            continue
        before = eligible_fen
        for account in accounts:
            amount = min(eligible_fen, balances[account.account_id])
            if amount > 0:
                draws.append(Draw(account, giver, amount))
                eligible_fen -= amount
        quotas_used += is_quota and eligible_fen < before
    return draws


def in_order(accounts: Sequence[Account], order: Sequence[AccountKind]) -> list[Account]:
    """The accounts of the kinds named, in that order."""
    return [account for kind in order for account in accounts if account.kind == kind]
