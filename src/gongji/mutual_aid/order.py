"""What the beneficiary decides: the order of quotas (Q-20), and whether aid goes before her own account (W-41)."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.ground.identifiers import cell_of
from gongji.mutual_aid.quota import find_quotas
from gongji.mutual_aid.refusals import QuotaUnknown


def order_quotas(db: Connection[Any], *, beneficiary_id: int, quota_ids: Sequence[int]) -> None:
    """Let these quotas pay in this order; the others follow, oldest relation first. Refuses another's quota.

    The wish is about who gives, so a relation keeps it: a quota that is set again, or renewed at New Year, takes the
    place of the one before. Not so once she has named another order without it, or the relation began anew (R-15).
    """
    ledger.lock(db, spenders=[beneficiary_id])
    quotas = find_quotas(db, beneficiaries=[beneficiary_id]).get(beneficiary_id, [])
    hers = {quota.quota_id: quota.relation_id for quota in quotas}
    if not hers.keys() >= set(quota_ids):
        raise QuotaUnknown()
    cell = cell_of(beneficiary_id)
    for table, those in (("quota", "state = 'active'"), ("aid_relation", "state <> 'dissolved'")):
        db.execute(
            f"update {table} set priority = 0 where cell = %s and beneficiary_id = %s and {those} and priority <> 0",
            [cell, beneficiary_id],
        )
        db.cursor().executemany(
            f"update {table} set priority = %s where cell = %s and relation_id = %s and {those}",
            [(place - len(quota_ids), cell, hers[quota_id]) for place, quota_id in enumerate(quota_ids)],
        )


def prefer_aid_first(db: Connection[Any], *, beneficiary_id: int, preferred: bool) -> None:
    """Let aid pay before the person's own account, or after it as by default (W-41)."""
    db.execute(
        "update spender set aid_first = %s where cell = %s and person_id = %s",
        [preferred, cell_of(beneficiary_id), beneficiary_id],
    )
