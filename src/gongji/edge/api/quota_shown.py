"""Quotas as they are shown: what is set aside for whom, and how much of it is left (Q-04)."""

from datetime import date

import msgspec

from gongji import ledger, mutual_aid
from gongji.edge.api.call import Call
from gongji.edge.api.shown import Identifier, Yuan
from gongji.edge.api.uses import uses_shown
from gongji.ground.money import yuan_of
from gongji.mutual_aid import Quota


class QuotaShown(msgspec.Struct):
    """limit = used + reserved + remaining (Q-04). valid_to: the first day it is over, None for an open one.

    A whole balance (period WHOLE) has neither limit nor remaining: what the donor has is hers to know (N-05).
    """

    quota_id: Identifier
    relation_id: Identifier
    state: str
    limit: Yuan | None
    used: Yuan
    reserved: Yuan
    remaining: Yuan | None
    period: str
    valid_from: date
    valid_to: date | None
    auto_renew: bool
    uses: list[str]


def shown(call: Call, quota: Quota) -> QuotaShown:
    """A quota as either side may see it."""
    accounts = ledger.find_accounts(call.db, spenders=[quota.beneficiary_id])
    remaining = sum(account.balance_fen for account in accounts if account.subject_id == quota.quota_id)
    reserved = mutual_aid.reserved_fen(call.db, quota)
    whole = quota.is_whole_balance
    return QuotaShown(
        quota_id=str(quota.quota_id),
        relation_id=str(quota.relation_id),
        state=quota.state,
        limit=None if whole else yuan_of(quota.limit_fen),
        used=yuan_of(quota.limit_fen - reserved - remaining),
        reserved=yuan_of(reserved),
        remaining=None if whole else yuan_of(remaining),
        period=quota.period_type,
        valid_from=quota.valid_from,
        valid_to=quota.valid_to,
        auto_renew=quota.auto_renew,
        uses=uses_shown(quota.uses),
    )
