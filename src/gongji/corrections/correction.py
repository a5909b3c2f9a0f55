"""A correction of money: what it puts right, on what evidence, which amounts move, and who decided."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from psycopg import Connection

from gongji.corrections.refusals import CorrectionUnknown
from gongji.ground.identifiers import cell_of, cells_and
from gongji.ground.rows import fetch
from gongji.ground.value import columns_of, value

KIND = "CORRECTION"


class Corrects(StrEnum):
    """What is put right. CREDIT: the journal of a month's credit. SUSPENSE: the work item of what waits (S-23)."""

    SETTLEMENT = "settlement"
    QUOTA = "quota"
    CREDIT = "credit"
    PREMIUM = "premium"
    SUSPENSE = "suspense"


class State(StrEnum):
    """How far a correction has come."""

    PROPOSED = "proposed"
    BOOKED = "booked"
    REFUSED = "refused"
    EXPIRED = "expired"


@value
class Evidence:
    """kind: application, bank_record, certificate, court_order or register. hash: of the document, 32 bytes."""

    kind: str
    hash: bytes


@value
class Correction:
    """pool: whose money and whose staff. corrects_id: the number of what is put right. business: as what pools owe each
    other the amount, where it goes to another. expires_at: until then it can be confirmed. journal_id: once booked.
    """

    cell: int
    correction_id: int
    pool: int
    corrects: str
    corrects_id: int
    business: int
    reason: str
    evidence_kind: str
    evidence_hash: bytes
    state: str
    proposed_at: datetime
    proposed_by: int
    expires_at: datetime
    work_item_id: int
    decided_at: datetime | None = None
    decided_by: int | None = None
    note: str = ""
    journal_id: int | None = None


@value
class Move:
    """An amount that leaves an account of one pool's book for an account of the same or of another."""

    cell: int
    correction_id: int
    line: int
    payer_pool: int
    source_account: int
    payee_pool: int
    target_account: int
    amount_fen: int


CORRECTIONS = f"select {columns_of(Correction)} from correction where "


def find_corrections(db: Connection[Any], *, correction_ids: Collection[int]) -> dict[int, Correction]:
    """Corrections by identifier; those nobody has are absent."""
    where = "cell = any(%s::smallint[]) and correction_id = any(%s::bigint[])"
    return {one.correction_id: one for one in fetch(db, Correction, CORRECTIONS + where, cells_and(correction_ids))}


def require_correction(db: Connection[Any], *, correction_id: int, locked: bool = False) -> Correction:
    """One correction; refuses CorrectionUnknown. locked: nobody else can decide it until the transaction ends."""
    where = "cell = %s and correction_id = %s" + " for no key update" * locked
    found = fetch(db, Correction, CORRECTIONS + where, [cell_of(correction_id), correction_id])
    if not found:
        raise CorrectionUnknown()
    return found[0]


def list_corrections(
    db: Connection[Any], *, pool: int, state: State | None = None, before: int | None = None, limit: int = 20
) -> list[Correction]:
    """A page of the corrections of a pool, newest first. before: the last of the page before. state: only these."""
    return fetch(
        db,
        Correction,
        CORRECTIONS
        + """
        pool = %s
        and correction_id < coalesce(%s, 9223372036854775807)
        and (%s::text is null or state = %s)
        order by correction_id desc
        limit %s
        """,
        [pool, before, state, state, limit],
    )


def find_moves(db: Connection[Any], *, correction_ids: Collection[int]) -> dict[int, list[Move]]:
    """What each of these corrections moves, in order."""
    where = "cell = any(%s::smallint[]) and correction_id = any(%s::bigint[]) order by correction_id, line"
    select = f"select {columns_of(Move)} from correction_move where "
    moves: dict[int, list[Move]] = {correction_id: [] for correction_id in correction_ids}
    for move in fetch(db, Move, select + where, cells_and(correction_ids)):
        moves[move.correction_id].append(move)
    return moves
