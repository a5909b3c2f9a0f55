"""Write what a batch decided: one COPY a table, one update for the balances, one for the year's sums."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import Fact, Happening
from gongji.ground.copying import copy_json, copy_rows, copy_text, copy_time
from gongji.ground.value import value
from gongji.ledger import Spender
from gongji.mutual_aid import use_whole_balances
from gongji.settlement.charges import charges_settled, charges_unsettled
from gongji.settlement.fees import packed
from gongji.settlement.moment import Moment
from gongji.settlement.pay import Decided
from gongji.settlement.pay_code import PayCode, write_uses
from gongji.settlement.requests import MessageKey, Visit
from gongji.settlement.settlement import SETTLEMENT_COLUMNS, Outcome, Settled, Settlement
from gongji.settlement.years import Years, write_years

HAPPENING = {
    Outcome.SETTLED: Happening.SETTLED,
    Outcome.CANCELLED: Happening.SETTLEMENT_CANCELLED,
    Outcome.REVERSED: Happening.SETTLEMENT_REVERSED,
}


@value
class Row:
    """One message and what it led to; decided is None where nothing was booked."""

    cell: int
    institution_no: int
    key: MessageKey
    kind: Outcome
    outcome_id: int
    person_id: int
    moment: Moment
    decided: Decided | None


def write(
    db: Connection[Any],
    rows: Sequence[Row],
    *,
    years: Mapping[int, Years],
    spenders: Mapping[int, Spender],
    codes_used: Sequence[PayCode],
) -> None:
    """Add everything; nothing here can be refused any more, so whatever fails is a fault and fails the batch."""
    booked = [row.decided for row in rows if row.decided is not None]
    # Numbers nobody holds a lock on: in one order, so that two batches with the same ones cannot wait for each other.
    _write_requests(db, sorted(rows, key=lambda row: (row.key.message_id, row.institution_no)))
    _write_settlements(db, [decided.settled for decided in booked])
    _write_fee_lines(db, [decided.settled for decided in booked if decided.settled.lines])
    _write_undone(db, [decided.settled for decided in booked if decided.settled.original_id is not None])
    for decided in booked:
        settlement = decided.settled.settlement
        # A bill that has its own number as its visit's was on no visit.
        of_visit = settlement.visit == Visit.OUTPATIENT and settlement.visit_id != settlement.settlement_id
        if of_visit and decided.settled.lines:
            charges_settled(db, decided.settled)
    ledger.post(db, [transfer for decided in booked for transfer in decided.transfers])
    use_whole_balances(db, [decided.limits for decided in booked])
    write_uses(db, codes_used)
    audit.record(db, [fact for row in rows if (fact := _fact(row)) is not None])
    write_years(db, years, spenders)


def _write_requests(db: Connection[Any], rows: Sequence[Row]) -> None:
    copy_rows(
        db,
        table="request",
        columns="cell, institution_no, message_id, content_digest, outcome_id, kind",
        lines=[
            f"{row.cell}\t{row.institution_no}\t{copy_text(row.key.message_id)}\t\\\\x{row.key.digest.hex()}"
            f"\t{row.outcome_id}\t{row.kind.value}\n"
            for row in rows
        ],
    )


def _write_settlements(db: Connection[Any], settled: Sequence[Settled]) -> None:
    copy_rows(
        db,
        table="settlement",
        columns=SETTLEMENT_COLUMNS,
        lines=[_settlement_line(one.settlement) for one in settled],
    )


def _settlement_line(s: Settlement) -> str:
    return (
        f"{s.settlement_id}\t{s.person_id}\t{s.visit_id}\t{copy_time(s.accepted_at)}\t{s.policy_id}\t{s.total_fen}"
        f"\t{s.own_pay_full_fen}\t{s.over_limit_fen}\t{s.pre_pay_fen}\t{s.in_scope_fen}\t{s.deductible_fen}"
        f"\t{s.pool_pay_fen}\t{s.ceiling_left_fen}\t{s.personal_share_fen}\t{s.own_account_fen}\t{s.aid_fen}"
        f"\t{s.cash_fen}\t{s.hospital_fen}\t{s.own_balance_after_fen}\t{s.institution_no}\t{s.insured_pool}"
        f"\t{s.treatment_pool}\t{s.clearing_month}\t{s.cell}\t{s.kind:d}\t{s.scheme}\t{s.visit:d}\t{s.ratio_e4}"
        f"\t{s.account_use}\t{s.identity_check:d}\t{s.credential_type}\t{copy_text(s.message_id)}"
        f"\t{copy_text(s.med_type)}\t{copy_text(s.person_type)}\t{copy_text(s.operator)}\t{copy_text(s.invoice_no)}\n"
    )


def _write_fee_lines(db: Connection[Any], settled: Sequence[Settled]) -> None:
    copy_rows(
        db,
        table="fee_lines",
        columns="settlement_id, cell, lines",
        lines=[
            f"{one.settlement.settlement_id}\t{one.settlement.cell}\t{copy_json(packed(one.lines))}\n"
            for one in settled
        ],
    )


def _write_undone(db: Connection[Any], undone: Sequence[Settled]) -> None:
    copy_rows(
        db,
        table="cancellation",
        columns="cell, original_id, settlement_id, kind",
        lines=[
            f"{one.settlement.cell}\t{one.original_id}\t{one.settlement.settlement_id}\t{one.settlement.kind:d}\n"
            for one in undone
        ],
    )
    charges_unsettled(db, [one for one in undone if one.settlement.visit == Visit.OUTPATIENT])


def _fact(row: Row) -> Fact | None:
    if row.decided is None:
        return None
    skipped = row.decided.settled.skipped
    detail = {"skipped": [[s.donor_pool, s.reason] for s in skipped]} if skipped else None
    return Fact(row.outcome_id, HAPPENING[row.kind], row.person_id, row.moment.accepted_at, detail)
