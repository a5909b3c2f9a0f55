"""What may pay a premium, in which order: own account, lots, quotas (W-40, W-41, B-05, Q-20, Q-21)."""

from collections.abc import Mapping, Sequence
from datetime import date

from gongji.contributions.scheme import Scheme
from gongji.contributions.split import Purse
from gongji.ground.divisions import reach
from gongji.ground.policy import PolicySet
from gongji.ground.value import value
from gongji.institutions import PoolState
from gongji.insured import InsuredRelation
from gongji.ledger import Account, AccountKind, Spender
from gongji.mutual_aid import Quota, shareable, why_unusable, why_wallet_pays_nothing
from gongji.wallet import lots_in_order

# The owner herself spends the current year's bucket first; of what is set aside the carried-over one goes first (P-06).
OWN_ORDER = (AccountKind.CURRENT, AccountKind.CARRIED)
QUOTA_ORDER = (AccountKind.QUOTA_CARRIED, AccountKind.QUOTA_CURRENT)
# B-05: some places let only relatives of the same pool, or of the same province, pay; W-27: lots pay not every premium.
NOT_ALLOWED = "QUOTA_USE_NOT_ALLOWED"


@value
class Cover:
    """What is paid for: a scheme's cover, into the fund of a pool, on a day."""

    scheme: Scheme
    pool: int
    day: date


@value
class Seen:
    """What was looked at. accounts: those the person may spend from, and those behind whole balances, whose owners are
    insured as `insured` says. pools: the cover's, and those of quotas and accounts.
    """

    spender: Spender
    accounts: Sequence[Account]
    quotas: Sequence[Quota]
    pools: Mapping[int, PoolState]
    insured: Mapping[int, Mapping[int, InsuredRelation]]


@value
class Skipped:
    """A quota, or lot, that could have paid but was left out, and why; the donor is not named."""

    donor_pool: int
    reason: str


@value
class Means:
    """What may pay: purses in the order in which they do, and what was left out."""

    purses: list[Purse]
    skipped: list[Skipped]


def find_means(seen: Seen, cover: Cover, policy: PolicySet) -> Means:
    """What may pay this cover; who prefers it has aid pay before her own account (W-41)."""
    own, aid, skipped = _own(seen), [], []
    for lot in lots_in_order([a for a in seen.accounts if a.spender_id == seen.spender.person_id and a.balance_fen]):
        reason = _why_not_lot(lot, seen, cover, policy)
        if reason is None:
            aid.append(Purse(None, [lot]))
        else:
            skipped.append(Skipped(lot.book, reason))
    for quota in seen.quotas:
        reason = _why_not_quota(quota, seen, cover, policy)
        if reason is None:
            aid.append(Purse(quota, _accounts_of(quota, seen, cover, policy)))
        else:
            skipped.append(Skipped(quota.donor_pool, reason))
    return Means([*aid, own] if seen.spender.aid_first else [own, *aid], skipped)


def _own(seen: Seen) -> Purse:
    hers = [account for account in seen.accounts if account.subject_id == seen.spender.person_id]
    reachable = [account for account in hers if seen.pools[account.book].unreachable_since is None]
    return Purse(None, [account for kind in OWN_ORDER for account in reachable if account.kind == kind])


def _why_not_lot(lot: Account, seen: Seen, cover: Cover, policy: PolicySet) -> str | None:
    reason = why_wallet_pays_nothing(
        day=cover.day,
        donor_pool=seen.pools[lot.book],
        beneficiary_pool=seen.pools[cover.pool],
        # Nobody is visited: no institution stands between, and no place of use.
        institution_takes_wallet=True,
        spender=seen.spender,
        place=seen.spender.place_of_use or cover.pool,
    )
    if reason is None and cover.scheme.name not in policy.value("premium.lots_pay", pool=cover.pool, on=cover.day):
        return NOT_ALLOWED
    return reason or _why_too_far(lot.book, cover, policy)


def _why_not_quota(quota: Quota, seen: Seen, cover: Cover, policy: PolicySet) -> str | None:
    reason = why_unusable(
        quota,
        day=cover.day,
        use=cover.scheme.use,
        donor_pool=seen.pools[quota.donor_pool],
        beneficiary_pool=seen.pools[cover.pool],
        institution_takes_wallet=True,
        spender=seen.spender,
        place=seen.spender.place_of_use or cover.pool,
    )
    return reason or _why_too_far(quota.donor_pool, cover, policy)


def _why_too_far(pool: int, cover: Cover, policy: PolicySet) -> str | None:
    furthest = policy.value("premium.reach", pool=cover.pool, on=cover.day)
    return NOT_ALLOWED if reach(pool, cover.pool) > furthest else None


def _accounts_of(quota: Quota, seen: Seen, cover: Cover, policy: PolicySet) -> Sequence[Account]:
    if quota.is_whole_balance:
        # What is held is the donor's own until then, so it comes straight from her account and returns to it.
        behind = [account for account in seen.accounts if account.subject_id == quota.donor_id]
        return shareable(behind, seen.insured.get(quota.donor_id, {}), on=cover.day, policy=policy)
    of_quota = [account for account in seen.accounts if account.subject_id == quota.quota_id]
    return [account for kind in QUOTA_ORDER for account in of_quota if account.kind == kind]
