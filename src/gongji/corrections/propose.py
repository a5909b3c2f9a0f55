"""Propose a correction: nothing moves until a second member of staff confirms it (design 2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg import Connection

from gongji import audit, work_items
from gongji.audit import By, Fact, Happening
from gongji.corrections.correction import KIND, Correction, Corrects, Evidence, Move, State
from gongji.corrections.place import Place, Suspense, locate
from gongji.corrections.refusals import (
    CorrectionMoveNotAllowed,
    CorrectionOfOtherPool,
    CorrectionWaiting,
    SuspenseNotWhole,
)
from gongji.corrections.subject import require_there
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.money import AmountInvalid, yuan_of
from gongji.ground.policy import PolicySet
from gongji.ground.value import columns_of, value
from gongji.ground.working_days import end_of_working_day
from gongji.ledger import Business
from gongji.work_items import WorkItem

# Money in suspense waits under items of this kind, from whichever refund it came.
SUSPENDED = "REFUND_WITHOUT_ACCOUNT"


@value
class MoveAsked:
    """amount_fen leaves `source`, in a book of the pool that corrects, for `target` anywhere."""

    source: Place
    target: Place
    amount_fen: int


@value
class CorrectionAsked:
    """pool: whose money and whose staff. corrects_id: of what is put right. reason: nothing personal.

    business: as what the pool owes another where money goes there.
    """

    pool: int
    corrects: Corrects
    corrects_id: int
    moves: Sequence[MoveAsked]
    reason: str
    evidence: Evidence
    business: Business = Business.MOVE


def propose(db: Connection[Any], *, asked: CorrectionAsked, now: datetime, policy: PolicySet, by: By) -> Correction:
    """Write a correction down and put it into the queue of its pool, where a second person finds it.

    Money in suspense is moved as a whole, by the correction of its work item. What the accounts hold is decided when it
    is confirmed. Refuses: CorrectionSubjectUnknown, CorrectionWaiting, WorkItemUnknown, WorkItemClosed,
    CorrectionMoveNotAllowed, CorrectionOfOtherPool, SuspenseNotWhole, AmountInvalid, NoPersonalAccount,
    InstitutionUnknown.
    """
    require_there(db, asked.corrects, asked.corrects_id)
    (correction_id,) = new_identifiers(db, cells=[cell_of(asked.corrects_id)])
    moves = [_move(db, asked, correction_id, line) for line in range(1, len(asked.moves) + 1)]
    correction = _open(db, asked, correction_id, now, policy, by)
    _write(db, correction, moves)
    # Only now: while we waited to write, a correction of the same item may have been booked, which closed it.
    _require_suspense_whole(db, asked)
    (fact_id,) = new_identifiers(db, cells=[correction.cell])
    fact = Fact(fact_id, Happening.CORRECTION_PROPOSED, correction_id, now, _told(asked), by)
    audit.record(db, [fact])
    return correction


def _move(db: Connection[Any], asked: CorrectionAsked, correction_id: int, line: int) -> Move:
    wish = asked.moves[line - 1]
    if wish.amount_fen <= 0:
        raise AmountInvalid(field=f"moves[{line}].amount", given=yuan_of(wish.amount_fen))
    source, target = locate(db, wish.source), locate(db, wish.target)
    if source == target or isinstance(wish.target, Suspense):
        raise CorrectionMoveNotAllowed(line=line)
    if source[0] != asked.pool:
        raise CorrectionOfOtherPool(line=line, pool=source[0])
    return Move(cell_of(correction_id), correction_id, line, *source, *target, wish.amount_fen)


def _open(
    db: Connection[Any], asked: CorrectionAsked, correction_id: int, now: datetime, policy: PolicySet, by: By
) -> Correction:
    days = policy.value("correction.working_days", pool=asked.pool, on=beijing_day(now))
    expires_at = end_of_working_day(now, days=days, pool=asked.pool, policy=policy)
    item = WorkItem(KIND, asked.pool, correction_id, _told(asked))
    return Correction(
        cell=cell_of(correction_id),
        correction_id=correction_id,
        pool=asked.pool,
        corrects=asked.corrects.value,
        corrects_id=asked.corrects_id,
        business=asked.business.value,
        reason=asked.reason,
        evidence_kind=asked.evidence.kind,
        evidence_hash=asked.evidence.hash,
        state=State.PROPOSED.value,
        proposed_at=now,
        proposed_by=by.actor_id,
        expires_at=expires_at,
        work_item_id=work_items.open_item(db, item, now=now, policy=policy, due_at=expires_at),
    )


def _told(asked: CorrectionAsked) -> dict[str, Any]:
    amount_fen = sum(move.amount_fen for move in asked.moves)
    return {"corrects": asked.corrects.value, "corrects_id": str(asked.corrects_id), "amount_fen": amount_fen}


def _write(db: Connection[Any], correction: Correction, moves: Sequence[Move]) -> None:
    written = db.execute(
        f"""
        insert into correction ({columns_of(Correction)})
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        on conflict (corrects_id, corrects, cell) where state = 'proposed' do nothing
        """,
        msgspec.structs.astuple(correction),  # type: ignore[arg-type]
    )
    if not written.rowcount:
        raise CorrectionWaiting()
    for move in moves:
        db.execute(
            f"insert into correction_move ({columns_of(Move)}) values (%s, %s, %s, %s, %s, %s, %s, %s)",
            msgspec.structs.astuple(move),  # type: ignore[arg-type]
        )


def _require_suspense_whole(db: Connection[Any], asked: CorrectionAsked) -> None:
    """What waits under the item is moved, all of it, or nothing leaves suspense."""
    waiting_fen = 0
    if asked.corrects is Corrects.SUSPENSE:
        item = work_items.require_open_item(db, work_item_id=asked.corrects_id, kind=SUSPENDED)
        if item.pool != asked.pool:
            raise CorrectionOfOtherPool(line=1, pool=item.pool)
        waiting_fen = item.detail["amount_fen"]
    moved_fen = sum(move.amount_fen for move in asked.moves if isinstance(move.source, Suspense))
    if moved_fen != waiting_fen:
        raise SuspenseNotWhole(waiting_fen=waiting_fen, moved_fen=moved_fen)
