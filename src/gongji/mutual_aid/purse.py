"""What a donor can share: who may give, out of which buckets, and how far a quota may grow (R-01, P-06, Q-02)."""

from collections.abc import Mapping, Sequence
from datetime import date

from gongji.ground.money import AmountInvalid, yuan_of
from gongji.ground.policy import PolicySet
from gongji.insured import EMPLOYEE, InsuredRelation, NoPersonalAccount
from gongji.ledger import Account
from gongji.mutual_aid.ceiling import require_below_ceiling
from gongji.mutual_aid.earmark import BUCKETS
from gongji.mutual_aid.quota import WHOLE
from gongji.mutual_aid.refusals import DonorPaused, PersonalAccountInsufficient

NORMAL, PAUSED = 1, 2


def require_limit(limit_fen: int, period_type: str) -> None:
    """A quota has a limit above nothing, a whole balance has none, which is 0; refuses AmountInvalid."""
    if limit_fen < 0 or (limit_fen == 0) is not (period_type == WHOLE):
        raise AmountInvalid(field="limit", given=yuan_of(limit_fen))


def require_donor(insured: Mapping[int, InsuredRelation]) -> InsuredRelation:
    """Her place in the employee scheme, normal or paused; refuses who has none or no longer (R-01, R-13)."""
    relation = insured.get(EMPLOYEE)
    if relation is None or relation.status not in (NORMAL, PAUSED):
        raise NoPersonalAccount()
    return relation


def require_purse(
    evidence: str,
    insured: Mapping[int, InsuredRelation],
    accounts: Sequence[Account],
    balances: Mapping[int, int],
    *,
    limit_fen: int,
    more_fen: int,
    spent_fen: int,
    day: date,
    policy: PolicySet,
) -> list[Account]:
    """The donor's accounts a quota is set or raised from, in the order they give; together they hold enough.

    evidence: of the kinship. insured, accounts: the donor's. balances: by account, as they stand now. limit_fen: the
    quota's new limit, more_fen above the present one. spent_fen: of earlier quotas of the relation, as `find_spent`
    tells. Refuses: NoPersonalAccount (R-01), DonorPaused (R-13), KinCeiling (R-07), PersonalAccountInsufficient (Q-02,
    Q-06).
    """
    donor = require_donor(insured)
    if donor.status == PAUSED:
        raise DonorPaused()
    require_below_ceiling(limit_fen, evidence=evidence, pool=donor.pool, spent_fen=spent_fen, day=day, policy=policy)
    purse = shareable(accounts, insured, on=day, policy=policy)
    available = sum([balances[account.account_id] for account in purse])
    if more_fen > available:
        raise PersonalAccountInsufficient(available_fen=available, asked_fen=more_fen)
    return purse


def shareable(
    accounts: Sequence[Account], insured: Mapping[int, InsuredRelation], *, on: date, policy: PolicySet
) -> list[Account]:
    """The buckets of a donor's account that her pool lets her share, in the order they give (P-06)."""
    donor = insured.get(EMPLOYEE)
    if donor is None:
        return []
    shared = policy.value("account.shareable_buckets", pool=donor.pool, on=on)
    kinds = [own for bucket, own, _ in BUCKETS if bucket in shared]
    return [account for kind in kinds for account in accounts if account.kind == kind]
