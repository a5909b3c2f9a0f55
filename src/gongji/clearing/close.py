"""A batch is closed when everything of it is paid and nothing disputed (C-10, C-13)."""

from datetime import datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit
from gongji.audit import By, Fact, Happening
from gongji.clearing.batch import Batch, State, hold_batch, require_batch, set_state
from gongji.ground.identifiers import new_identifiers
from gongji.ground.refusal import Refusal, refusal


@refusal
class DisputesOpen(Refusal):
    """Lines of the batch are still disputed."""

    code: ClassVar[str] = "DISPUTES_OPEN"
    rule: ClassVar[str] = "C-13"
    batch_month: int
    disputes: int


def close_batch(db: Connection[Any], *, batch_month: int, now: datetime, by: By) -> Batch:
    """Close a batch that is paid. One without any item, which nobody confirms or pays, is closed as it was made.

    Refuses: BatchUnknown, BatchNotReady, DisputesOpen.
    """
    empty = require_batch(db, batch_month=batch_month).items == 0
    hold_batch(db, batch_month=batch_month, states=(State.GENERATED,) if empty else (State.PAID,))
    row = db.execute(
        "select count(*) from clearing_dispute where batch_month = %s and solved_at is null", [batch_month]
    ).fetchone()
    if row is not None and row[0]:
        raise DisputesOpen(batch_month=batch_month, disputes=row[0])
    set_state(db, batch_month=batch_month, state=State.CLOSED, now=now)
    (fact_id,) = new_identifiers(db, cells=[0])
    audit.record(db, [Fact(fact_id, Happening.CLEARING_CLOSED, batch_month, now, by=by)])
    return require_batch(db, batch_month=batch_month)
