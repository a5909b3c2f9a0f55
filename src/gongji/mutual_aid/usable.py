"""Why a quota cannot pay just now. The bill goes on without it: a quota never stops a settlement (W-10, S-13)."""

from datetime import date

from gongji.institutions import PoolState
from gongji.mutual_aid.quota import Quota, Stop, Use


def why_unusable(
    quota: Quota,
    *,
    day: date,
    use: Use,
    donor_pool: PoolState,
    beneficiary_pool: PoolState,
    institution_takes_wallet: bool,
) -> str | None:
    """The code of what forbids this quota for this use on this day, None where nothing does.

    Rules in this order: institution (W-10), both pools (W-09), death (I-9), freeze (X-41), suspension (R-16), period,
    restricted use (Q-21), unreachable pool (S-13).
    """
    if not institution_takes_wallet:
        return "INSTITUTION_NO_WALLET"
    if not (donor_pool.wallet_enabled(day) and beneficiary_pool.wallet_enabled(day)):
        return "POOL_NOT_ENABLED"
    if quota.stopped:
        return _stopped(quota.stopped)
    if not quota.covers(day):
        return "QUOTA_EXPIRED"
    if not quota.uses & use:
        return "QUOTA_USE_NOT_ALLOWED"
    if donor_pool.unreachable_since is not None:
        return "POOL_UNREACHABLE"
    return None


def _stopped(stopped: int) -> str:
    if stopped & Stop.DONOR_DIED:
        return "DONOR_DIED"
    return "QUOTA_UNDER_CHECK" if stopped & Stop.FROZEN else "RELATION_NOT_ACTIVE"
