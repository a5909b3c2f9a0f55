"""The charges on a visit until they are settled, and again after their settlement is undone (2204, 2205)."""

from collections.abc import Collection, Sequence
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cells_and
from gongji.ground.rows import Asking, asked, question
from gongji.ground.value import value
from gongji.settlement.refusals import LineNumberTwice, LineSettled
from gongji.settlement.requests import Line
from gongji.settlement.settlement import Settled
from gongji.settlement.visits import OutpatientVisit, find_visits, line_numbers


@value
class Charges:
    """The unsettled lines of one charge batch of a visit."""

    visit: OutpatientVisit
    lines: tuple[Line, ...]


def charge(db: Connection[Any], visit: OutpatientVisit, *, lines: Sequence[tuple[str, Line]]) -> None:
    """Put (batch, line) on a visit, all or none; an unsettled line again replaces itself, a settled one refuses."""
    _require_unsettled(db, visit, [line.line_no for _, line in lines])
    db.cursor().executemany(
        """
        insert into visit_charge
            (cell, visit_id, line_no, batch_no, catalogue_code, amount_fen, quantity_e4, price_e6, approval,
             trace_codes)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        on conflict (cell, visit_id, line_no) do update
        set batch_no = excluded.batch_no,
            catalogue_code = excluded.catalogue_code,
            amount_fen = excluded.amount_fen,
            quantity_e4 = excluded.quantity_e4,
            price_e6 = excluded.price_e6,
            approval = excluded.approval,
            trace_codes = excluded.trace_codes
        """,
        [
            (
                visit.cell,
                visit.visit_id,
                line.line_no,
                batch_no,
                line.catalogue_code,
                line.amount_fen,
                line.quantity_e4,
                line.price_e6,
                line.approval,
                line.trace_codes,
            )
            for batch_no, line in lines
        ],
    )


def _require_unsettled(db: Connection[Any], visit: OutpatientVisit, line_nos: Sequence[str]) -> None:
    known = dict(line_numbers(db, visit))
    seen: set[str] = set()
    for line_no in line_nos:
        if line_no in seen:
            raise LineNumberTwice(line_no=line_no)
        if known.get(line_no) is not None:
            raise LineSettled(line_no=line_no)
        seen.add(line_no)


def uncharge(db: Connection[Any], visit: OutpatientVisit, *, batch_no: str) -> None:
    """Take a batch of unsettled charges back, or all of them with "0000"; refuses a batch with a settled line."""
    settled = db.execute(
        """
        select line_no
        from visit_charge
        where cell = %s
        and visit_id = %s
        and batch_no = %s
        and settled_by is not null
        limit 1
        """,
        [visit.cell, visit.visit_id, batch_no],
    ).fetchone()
    if settled is not None:
        raise LineSettled(line_no=settled[0])
    db.execute(
        """
        delete from visit_charge
        where cell = %s
        and visit_id = %s
        and settled_by is null
        and (batch_no = %s or %s = '0000')
        """,
        [visit.cell, visit.visit_id, batch_no, batch_no],
    )


@question
def find_charges(db: Connection[Any], *, visits: Collection[tuple[int, str]]) -> Asking[dict[tuple[int, str], Charges]]:
    """The unsettled charges by (visit, batch); a visit that does not exist is absent."""
    visit_ids = {visit_id for visit_id, _ in visits}
    asked_visits = find_visits.later(db, visit_ids=visit_ids)
    lines = yield from asked(
        db,
        _charged,
        """
        select visit_id, batch_no, line_no, catalogue_code, amount_fen, quantity_e4, price_e6, approval, trace_codes
        from visit_charge
        where cell = any(%s::smallint[])
        and visit_id = any(%s::bigint[])
        and settled_by is null
        order by visit_id, line_no
        """,
        cells_and(visit_ids),
    )
    charged: dict[tuple[int, str], list[Line]] = {}
    for visit_and_batch, line in lines:
        charged.setdefault(visit_and_batch, []).append(line)
    found = asked_visits()
    return {
        (visit_id, batch_no): Charges(found[visit_id], tuple(charged.get((visit_id, batch_no), ())))
        for visit_id, batch_no in visits
        if visit_id in found
    }


def _charged(visit_id: int, batch_no: str, *line: Any) -> tuple[tuple[int, str], Line]:
    return (visit_id, batch_no), Line(*line)


def charges_settled(db: Connection[Any], settled: Settled) -> None:
    """The lines of a hospital settlement are settled now and can no longer be taken back."""
    row = settled.settlement
    db.execute(
        """
        update visit_charge
        set settled_by = %s
        where cell = %s
        and visit_id = %s
        and line_no = any(%s)
        """,
        [row.settlement_id, row.cell, row.visit_id, [one.line.line_no for one in settled.lines]],
    )


def charges_unsettled(db: Connection[Any], settlements: Sequence[Settled]) -> None:
    """The lines of undone settlements wait again, to be settled anew or taken back."""
    for one in settlements:
        db.execute(
            "update visit_charge set settled_by = null where cell = %s and visit_id = %s and settled_by = %s",
            [one.settlement.cell, one.settlement.visit_id, one.original_id],
        )
