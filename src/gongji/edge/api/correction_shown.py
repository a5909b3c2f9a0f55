"""Corrections as staff see them: what they put right, on what evidence, which amounts move, who decided."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from gongji import corrections
from gongji.corrections import Correction, Move
from gongji.edge.api.call import Call
from gongji.edge.api.shown import Identifier, Yuan
from gongji.ground.money import yuan_of


class MoveShown(msgspec.Struct):
    """Accounts by number; shared ones are readable (4… fund, 7… suspense, 3… institution)."""

    from_pool: int
    from_account: str
    to_pool: int
    to_account: str
    amount: Yuan


class CorrectionShown(msgspec.Struct):
    """state: proposed, booked, refused or expired. expires_at: until then it can be confirmed."""

    correction_id: Identifier
    pool: int
    corrects: str
    corrects_id: Identifier
    moves: list[MoveShown]
    reason: str
    evidence_kind: str
    evidence_hash: str
    state: str
    proposed_at: datetime
    proposed_by: Identifier
    expires_at: datetime
    work_item_id: Identifier
    decided_at: datetime | None
    decided_by: Identifier | None
    note: str
    journal_id: Identifier | None


class CorrectionPage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    corrections: list[CorrectionShown]
    after: Identifier | None


def shown(call: Call, found: Sequence[Correction]) -> list[CorrectionShown]:
    """Corrections with what they move."""
    moves = corrections.find_moves(call.db, correction_ids=[one.correction_id for one in found])
    return [_shown(one, moves[one.correction_id]) for one in found]


def shown_one(call: Call, correction: Correction) -> CorrectionShown:
    """One correction with what it moves."""
    (answer,) = shown(call, [correction])
    return answer


def _shown(one: Correction, moves: Sequence[Move]) -> CorrectionShown:
    return CorrectionShown(
        correction_id=str(one.correction_id),
        pool=one.pool,
        corrects=one.corrects,
        corrects_id=str(one.corrects_id),
        moves=[_move(move) for move in moves],
        reason=one.reason,
        evidence_kind=one.evidence_kind,
        evidence_hash=one.evidence_hash.hex(),
        state=one.state,
        proposed_at=one.proposed_at,
        proposed_by=str(one.proposed_by),
        expires_at=one.expires_at,
        work_item_id=str(one.work_item_id),
        decided_at=one.decided_at,
        decided_by=None if one.decided_by is None else str(one.decided_by),
        note=one.note,
        journal_id=None if one.journal_id is None else str(one.journal_id),
    )


def _move(move: Move) -> MoveShown:
    return MoveShown(
        move.payer_pool,
        str(move.source_account),
        move.payee_pool,
        str(move.target_account),
        yuan_of(move.amount_fen),
    )
