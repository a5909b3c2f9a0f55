"""Who pays a premium, in which order: own account, quotas, and what is left in cash (W-40, W-41, B-08, Q-20 … Q-22)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from gongji.contributions.order import Scheme
from gongji.ground.divisions import reach
from gongji.ground.policy import PolicySet
from gongji.ground.value import value
from gongji.institutions import PoolState
from gongji.insured import InsuredRelation
from gongji.ledger import Account, AccountKind, Spender
from gongji.mutual_aid import Quota, shareable, why_unusable

# The owner herself spends the current year's bucket first; of what is set aside the carried-over one goes first (P-06).
OWN_ORDER = (AccountKind.CURRENT, AccountKind.CARRIED)
QUOTA_ORDER = (AccountKind.QUOTA_CARRIED, AccountKind.QUOTA_CURRENT)
# B-05: some places let only relatives of the same pool, or of the same province, pay.
OUT_OF_REACH = "QUOTA_USE_NOT_ALLOWED"


@value
class Draw:
    """What one account pays; quota is None for the person's own account."""

    account: Account
    quota: Quota | None
    amount_fen: int


@value
class Purse:
    """One payer's accounts in the order they are spent; quota is None for the person herself."""

    quota: Quota | None
    accounts: Sequence[Account]


@value
class Skipped:
    """A quota that could have paid but was left out, and why; the donor is not named."""

    donor_pool: int
    reason: str


@value
class Means:
    """What may pay: purses in the order in which they do, and what was left out."""

    purses: list[Purse]
    skipped: list[Skipped]


def find_means(
    spender: Spender,
    accounts: Iterable[Account],
    quotas: Iterable[Quota],
    pools: Mapping[int, PoolState],
    insured: Mapping[int, Mapping[int, InsuredRelation]],
    *,
    scheme: Scheme,
    pool: int,
    day: date,
    policy: PolicySet,
) -> Means:
    """What may pay a premium into the fund of a pool for this person.

    accounts: she may spend from, and those behind whole balances, whose owners are insured as `insured` says.
    pools: hers, and those of her quotas and accounts.
    """
    known = list(accounts)
    hers = [account for account in known if account.subject_id == spender.person_id]
    own = [account for kind in OWN_ORDER for account in hers if account.kind == kind]
    reachable = [account for account in own if pools[account.book].unreachable_since is None]
    skipped, aid = [], []
    furthest = policy.value("premium.reach", pool=pool, on=day)
    for quota in quotas:
        reason = why_unusable(
            quota,
            day=day,
            use=scheme.use,
            donor_pool=pools[quota.donor_pool],
            beneficiary_pool=pools[pool],
            # Nobody is visited: no institution stands between, and no place of use.
            institution_takes_wallet=True,
            spender=spender,
            place=spender.place_of_use or pool,
        )
        if reason is None and reach(quota.donor_pool, pool) > furthest:
            reason = OUT_OF_REACH
        if reason is not None:
            skipped.append(Skipped(quota.donor_pool, reason))
            continue
        of_quota = [a for kind in QUOTA_ORDER for a in known if a.kind == kind and a.subject_id == quota.quota_id]
        if quota.is_whole_balance:
            # What is held is the donor's own until then, so it comes straight from her account and returns to it.
            behind = [account for account in known if account.subject_id == quota.donor_id]
            of_quota = shareable(behind, insured.get(quota.donor_id, {}), on=day, policy=policy)
        aid.append(Purse(quota, of_quota))
    own_purse = [Purse(None, reachable)]
    return Means([*aid, *own_purse] if spender.aid_first else [*own_purse, *aid], skipped)


def split(amount_fen: int, purses: Iterable[Purse], *, quotas_at_most: int) -> list[Draw]:
    """Draws in order until the amount is paid, the rest is cash. A quota that gives nothing does not count (Q-22)."""
    draws: list[Draw] = []
    quotas_used = 0
    for purse in purses:
        if purse.quota is not None and quotas_used >= quotas_at_most:
            continue
        before = amount_fen
        for account in purse.accounts:
            part = min(amount_fen, account.balance_fen)
            if part:
                draws.append(Draw(account, purse.quota, part))
                amount_fen -= part
        quotas_used += purse.quota is not None and amount_fen < before
    return draws
