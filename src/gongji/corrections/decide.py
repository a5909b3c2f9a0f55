"""Confirm a correction, which books it, or refuse it (design 2, S-23, W-26)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger, work_items
from gongji.access import SecondPerson
from gongji.audit import By, Fact, Happening
from gongji.corrections.correction import Correction, Corrects, Move, State, find_moves, require_correction
from gongji.corrections.refusals import CorrectionDecided, CorrectionOverdraws
from gongji.ground.calendar import clearing_month
from gongji.ground.identifiers import cells_and, new_identifiers
from gongji.ground.value import replace
from gongji.insured import NoPersonalAccount
from gongji.ledger import Account, Business, Transfer


def confirm(db: Connection[Any], *, correction_id: int, now: datetime, by: By) -> Correction:
    """Book a correction as its second person: the money moves, and what waited for it closes.

    What goes to another pool is owed to it for the clearing month of now. Refuses: CorrectionUnknown,
    CorrectionDecided, SecondPerson (who proposed it), NoPersonalAccount (closed meanwhile), CorrectionOverdraws.
    """
    moves = find_moves(db, correction_ids=[correction_id])[correction_id]
    locked = ledger.lock(db, spenders=_owners(db, moves)).accounts
    correction = _require_waiting(db, correction_id, now)
    if correction.proposed_by == by.actor_id:
        raise SecondPerson()
    _require_covered(moves, locked)
    (journal_id,) = new_identifiers(db, cells=[correction.cell])
    ledger.post(db, _transfers(correction, moves, journal_id, now))
    after = decided(correction, State.BOOKED, "", now, by, journal_id=journal_id)
    write_decision(db, after, now=now, by=by)
    if correction.corrects == Corrects.SUSPENSE:
        work_items.close_item(
            db, work_item_id=correction.corrects_id, outcome="CORRECTED", note=str(correction_id), now=now, by=by
        )
    people = sorted({locked[account].owner_id for account in _defended(moves)})
    detail = {"corrects": correction.corrects, "people": [str(person) for person in people]}
    audit.record(db, [Fact(journal_id, Happening.CORRECTION_BOOKED, correction_id, now, detail, by)])
    return after


def refuse(db: Connection[Any], *, correction_id: int, note: str, now: datetime, by: By) -> Correction:
    """Refuse a correction, or, as who proposed it, take it back; nothing moves.

    note: why; nothing personal. Refuses: CorrectionUnknown, CorrectionDecided.
    """
    after = decided(_require_waiting(db, correction_id, now), State.REFUSED, note, now, by)
    write_decision(db, after, now=now, by=by)
    record(db, after, Happening.CORRECTION_REFUSED, now, by)
    return after


def _require_waiting(db: Connection[Any], correction_id: int, now: datetime) -> Correction:
    """The correction, locked; refuses CorrectionUnknown, and CorrectionDecided, also where the job has yet to come."""
    correction = require_correction(db, correction_id=correction_id, locked=True)
    if correction.state != State.PROPOSED:
        raise CorrectionDecided(state=correction.state)
    if correction.expires_at <= now:
        raise CorrectionDecided(state=State.EXPIRED.value)
    return correction


def _defended(moves: Sequence[Move]) -> set[int]:
    accounts = {account for move in moves for account in (move.source_account, move.target_account)}
    return {account for account in accounts if ledger.is_defended(account)}


def _owners(db: Connection[Any], moves: Sequence[Move]) -> set[int]:
    rows = db.execute(
        "select spender_id from account where cell = any(%s::smallint[]) and account_id = any(%s::bigint[])",
        cells_and(_defended(moves)),
    )
    return {row[0] for row in rows.fetchall()}


def _require_covered(moves: Sequence[Move], locked: dict[int, Account]) -> None:
    for account_id in _defended(moves):
        if account_id not in locked:
            raise NoPersonalAccount()
        comes = sum(move.amount_fen for move in moves if move.target_account == account_id)
        goes = sum(move.amount_fen for move in moves if move.source_account == account_id)
        if locked[account_id].balance_fen + comes < goes:
            raise CorrectionOverdraws(available_fen=locked[account_id].balance_fen, asked_fen=goes - comes)


def _transfers(correction: Correction, moves: Sequence[Move], journal_id: int, now: datetime) -> list[Transfer]:
    legs = [
        (book, debit, credit, move.amount_fen)
        for move in moves
        for book, debit, credit in ledger.cross_book(
            payer=move.payer_pool,
            payee=move.payee_pool,
            source=move.source_account,
            target=move.target_account,
            month=clearing_month(now),
            business=Business(correction.business),
        )
    ]
    return [Transfer(journal_id, line, *leg) for line, leg in enumerate(legs, start=1)]


def decided(
    correction: Correction, state: State, note: str, now: datetime, by: By, journal_id: int | None = None
) -> Correction:
    """The correction as somebody has decided it."""
    return replace(
        correction, state=state.value, note=note, decided_at=now, decided_by=by.actor_id, journal_id=journal_id
    )


def write_decision(db: Connection[Any], after: Correction, *, now: datetime, by: By) -> None:
    """Write how a correction ended, and close its work item with it."""
    db.execute(
        """
        update correction
        set state = %s, note = %s, decided_at = %s, decided_by = %s, journal_id = %s
        where cell = %s
        and correction_id = %s
        """,
        [
            after.state,
            after.note,
            after.decided_at,
            after.decided_by,
            after.journal_id,
            after.cell,
            after.correction_id,
        ],
    )
    work_items.close_item(
        db, work_item_id=after.work_item_id, outcome=after.state.upper(), note=after.note, now=now, by=by
    )


def record(db: Connection[Any], after: Correction, happening: Happening, now: datetime, by: By) -> None:
    """Write the fact of a correction that moved nothing."""
    (fact_id,) = new_identifiers(db, cells=[after.cell])
    detail = {"corrects": after.corrects, "corrects_id": str(after.corrects_id)}
    audit.record(db, [Fact(fact_id, happening, after.correction_id, now, detail, by)])
