"""What the beneficiary decides: the order of quotas (Q-20), and whether aid goes before her own account (W-41)."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.ground.identifiers import cell_of
from gongji.mutual_aid.quota import find_quotas
from gongji.mutual_aid.refusals import QuotaUnknown


def order_quotas(db: Connection[Any], *, beneficiary_id: int, quota_ids: Sequence[int]) -> None:
    """Let these quotas pay in this order; the others follow, oldest relation first. Refuses another's quota."""
    ledger.lock(db, spenders=[beneficiary_id])
    hers = {quota.quota_id for quota in find_quotas(db, beneficiaries=[beneficiary_id]).get(beneficiary_id, [])}
    if not hers.issuperset(quota_ids):
        raise QuotaUnknown()
    places = {quota_id: place - len(quota_ids) for place, quota_id in enumerate(quota_ids)}
    for quota_id in hers:
        db.execute(
            "update quota set priority = %s where cell = %s and quota_id = %s",
            [places.get(quota_id, 0), cell_of(quota_id), quota_id],
        )


def prefer_aid_first(db: Connection[Any], *, beneficiary_id: int, preferred: bool) -> None:
    """Let aid pay before the person's own account, or after it as by default (W-41)."""
    db.execute(
        "update spender set aid_first = %s where cell = %s and person_id = %s",
        [preferred, cell_of(beneficiary_id), beneficiary_id],
    )
