"""Why a quota cannot pay just now. The bill goes on without it: a quota never stops a settlement (W-10, S-13)."""

from datetime import date

from gongji.institutions import PoolState
from gongji.ledger import Spender
from gongji.mutual_aid.quota import Quota, Stop, Use

# Of ledger.Spender.wallet; without one (0) nothing is restricted, as before wallets were opened here.
WALLET_SUSPENDED, WALLET_CLOSED = 2, 3
UNREACHABLE = "POOL_UNREACHABLE"


def why_unusable(
    quota: Quota,
    *,
    day: date,
    use: Use,
    donor_pool: PoolState,
    beneficiary_pool: PoolState,
    institution_takes_wallet: bool,
    spender: Spender,
    place: int,
) -> str | None:
    """The code of what forbids this quota for this use on this day, None where nothing does.

    spender: the beneficiary's row. place: the pool of the institution.

    Rules in this order: institution (W-10), both pools (W-09), the wallet and its place of use (W-07, W-08), death
    (I-9), freeze (X-41), suspension (R-16), period, restricted use (Q-21), unreachable pool (S-13).
    """
    wallet = why_wallet_pays_nothing(
        day=day,
        donor_pool=donor_pool,
        beneficiary_pool=beneficiary_pool,
        institution_takes_wallet=institution_takes_wallet,
        spender=spender,
        place=place,
    )
    if wallet not in (None, UNREACHABLE):
        return wallet
    if quota.stopped:
        return _stopped(quota.stopped)
    if not quota.covers(day):
        return "QUOTA_EXPIRED"
    if not quota.uses & use:
        return "QUOTA_USE_NOT_ALLOWED"
    return wallet


def why_wallet_pays_nothing(
    *,
    day: date,
    donor_pool: PoolState,
    beneficiary_pool: PoolState,
    institution_takes_wallet: bool,
    spender: Spender,
    place: int,
) -> str | None:
    """The code of what forbids any aid from this pool, whatever quota or lot it is; an unreachable pool comes last."""
    if not institution_takes_wallet:
        return "INSTITUTION_NO_WALLET"
    if not (donor_pool.wallet_enabled(day) and beneficiary_pool.wallet_enabled(day)):
        return "POOL_NOT_ENABLED"
    if spender.wallet in (WALLET_SUSPENDED, WALLET_CLOSED):
        return "WALLET_NOT_ACTIVE"
    if spender.place_of_use not in (None, place):
        return "PLACE_NOT_HERE"
    return None if donor_pool.unreachable_since is None else UNREACHABLE


def _stopped(stopped: int) -> str:
    if stopped & Stop.DONOR_DIED:
        return "DONOR_DIED"
    return "QUOTA_UNDER_CHECK" if stopped & Stop.FROZEN else "RELATION_NOT_ACTIVE"
