"""What a correction puts right: that it is there."""

from typing import Any

from psycopg import Connection

from gongji import contributions, mutual_aid, settlement
from gongji.audit import Happening
from gongji.corrections.correction import Corrects
from gongji.corrections.refusals import CorrectionSubjectUnknown
from gongji.ground.identifiers import cell_of


def require_there(db: Connection[Any], corrects: Corrects, corrects_id: int) -> None:
    """Refuse CorrectionSubjectUnknown where there is no such settlement, quota, premium or credit."""
    match corrects:
        case Corrects.SETTLEMENT:
            there = bool(settlement.find_settled(db, settlement_ids=[corrects_id]))
        case Corrects.QUOTA:
            there = bool(mutual_aid.quotas_by_id(db, quota_ids=[corrects_id]))
        case Corrects.PREMIUM:
            there = bool(contributions.find_orders(db, order_ids=[corrects_id]))
        case Corrects.CREDIT:
            there = _was_credited(db, corrects_id)
        case Corrects.SUSPENSE:
            # Its work item is looked at, and locked, when all is written.
            there = True
    if not there:
        raise CorrectionSubjectUnknown()


def _was_credited(db: Connection[Any], journal_id: int) -> bool:
    found = db.execute(
        "select from fact where cell = %s and fact_id = %s and kind = %s",
        [cell_of(journal_id), journal_id, Happening.MONTH_CREDITED.value],
    )
    return found.fetchone() is not None
