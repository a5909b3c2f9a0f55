"""A whole balance: a relative of the same pool or province spends the donor's account without a limit (R-22).

It is a quota like any other, but nothing is set aside for it: a bill takes what it needs from the donor's account at
that moment, through the quota. So the donor must be locked with the beneficiary whenever it is spent.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from gongji.ground.divisions import Reach, reach
from gongji.ground.policy import PolicySet
from gongji.ground.updating import update_rows
from gongji.insured import InsuredRelation, NoPersonalAccount
from gongji.ledger import Account, AccountKind
from gongji.mutual_aid.earmark import QUOTA_OF
from gongji.mutual_aid.purse import NORMAL, require_donor, shareable
from gongji.mutual_aid.quota import Quota
from gongji.mutual_aid.receiver import require_receiver
from gongji.mutual_aid.refusals import DonorPaused, KinCeiling, WholeBalanceNotOffered, WholeBalanceTooFar


def require_whole_balance(
    evidence: str,
    donor: Mapping[int, InsuredRelation],
    beneficiary: Mapping[int, InsuredRelation],
    accounts: Sequence[Account],
    *,
    day: date,
    policy: PolicySet,
) -> int:
    """The pool of the donor's account, where it may be shared as a whole.

    evidence: of the kinship. donor, beneficiary: how they are insured. accounts: the donor's.
    Refuses: NoPersonalAccount (R-01), ReceiverNotInsured (R-02), DonorPaused (R-13), WholeBalanceTooFar,
    WholeBalanceNotOffered (R-22), KinCeiling (R-07: without limit is above any ceiling).
    """
    gives, receives = require_donor(donor), require_receiver(beneficiary)
    if gives.status != NORMAL:
        raise DonorPaused()
    if reach(gives.pool, receives.pool) is Reach.CROSS_PROVINCE:
        raise WholeBalanceTooFar()
    if not policy.value("relation.whole_balance", pool=gives.pool, on=day):
        raise WholeBalanceNotOffered(pool=gives.pool)
    if evidence != "verified":
        raise KinCeiling(ceiling_fen=policy.value("quota.unverified_ceiling_fen", pool=gives.pool, on=day))
    if not accounts:
        raise NoPersonalAccount()
    return accounts[0].book


def whole_balance_donors(quotas: Iterable[Quota]) -> set[int]:
    """Whose accounts these quotas may spend as a whole: they have to be locked with the beneficiary."""
    return {quota.donor_id for quota in quotas if quota.is_whole_balance and not quota.stopped}


def sources_of(
    quota: Quota,
    accounts: Sequence[Account],
    donor_accounts: Sequence[Account],
    donor: Mapping[int, InsuredRelation],
    *,
    on: date,
    policy: PolicySet,
) -> dict[int, Account]:
    """From which of the donor's accounts each account of a whole balance is filled, in the order they give (P-06).

    accounts: the quota's, or more. donor_accounts, donor: hers, and how she is insured.
    """
    of_quota = {account.kind: account for account in accounts if account.subject_id == quota.quota_id}
    shared = shareable(donor_accounts, donor, on=on, policy=policy)
    return {of_quota[QUOTA_OF[AccountKind(source.kind)]].account_id: source for source in shared}


def use_whole_balances(db: Connection[Any], changes: Iterable[Mapping[int, int]]) -> None:
    """Let the limits of whole balances follow what is used of them; both sides of each are held.

    changes: lists of fen by quota, negative where a bill was undone.
    """
    sums: dict[int, int] = {}
    for limits in changes:
        for quota_id, change_fen in limits.items():
            sums[quota_id] = sums.get(quota_id, 0) + change_fen
    values = {quota_id: (change_fen,) for quota_id, change_fen in sums.items()}
    update_rows(db, table="quota", key="quota_id", sets="limit_fen = limit_fen + {bigint}", values=values)
