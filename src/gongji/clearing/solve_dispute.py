"""A dispute ends: who disputed withdraws, or the nation decides; either way the next batch takes the line (C-13).

The line comes back as it was. Items that were wrong are taken back by cancels or corrections, which are items of their
own.
"""

from datetime import datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit, work_items
from gongji.audit import By, Fact, Happening
from gongji.clearing.dispute import Dispute, require_dispute
from gongji.ground.identifiers import new_identifiers
from gongji.ground.refusal import Refusal, refusal


@refusal
class DisputeSolved(Refusal):
    """The dispute is over."""

    code: ClassVar[str] = "DISPUTE_SOLVED"
    rule: ClassVar[str] = "C-13"
    ending: str


def withdraw_dispute(db: Connection[Any], *, dispute_id: int, note: str, now: datetime, by: By) -> Dispute:
    """The disputing province agrees after all. note: why. Refuses: DisputeUnknown, DisputeSolved."""
    return _solve(db, dispute_id, "WITHDRAWN", note, now, by)


def decide_dispute(db: Connection[Any], *, dispute_id: int, note: str, now: datetime, by: By) -> Dispute:
    """The nation decides that the line stands. note: why. Refuses: DisputeUnknown, DisputeSolved."""
    return _solve(db, dispute_id, "DECIDED", note, now, by)


def _solve(db: Connection[Any], dispute_id: int, ending: str, note: str, now: datetime, by: By) -> Dispute:
    assert note, "the door requires a reason"
    db.execute("select 1 from clearing_dispute where dispute_id = %s for update", [dispute_id])
    dispute = require_dispute(db, dispute_id=dispute_id)
    if dispute.ending is not None:
        raise DisputeSolved(ending=dispute.ending)
    db.execute(
        """
        update clearing_dispute
        set solved_at = %s, ending = %s, note = %s, solved_by = %s
        where dispute_id = %s
        """,
        [now, ending, note, by.actor_id, dispute_id],
    )
    (fact_id,) = new_identifiers(db, cells=[0])
    detail = {"batch_month": dispute.batch_month, "ending": ending}
    audit.record(db, [Fact(fact_id, Happening.CLEARING_DISPUTE_SOLVED, dispute_id, now, detail, by)])
    work_items.close_item(db, work_item_id=dispute.work_item_id, outcome=ending, note=note, now=now, by=by)
    return require_dispute(db, dispute_id=dispute_id)
