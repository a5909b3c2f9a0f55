"""Differences as rows: what makes two the same, and how new ones are written."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji.clearing.mismatch import Code, Difference, Mismatch
from gongji.ground.identifiers import new_identifiers
from gongji.ground.value import columns_of, values_of

# Journal and line, code, both amounts.
Content = tuple[int, int, int, int | None, int | None]


def content_of(one: Difference | Mismatch) -> Content:
    """What makes two differences of one party the same."""
    return one.journal_id, one.line, one.code, one.hub_fen, one.party_fen


def write_mismatches(
    db: Connection[Any],
    *,
    answer_id: int,
    province: int,
    institution_no: int,
    rows: Sequence[tuple[date, Difference]],
    now: datetime,
) -> None:
    """Write new differences, each with its day; what is only late has ended as it comes (M7)."""
    if not rows:
        return
    identifiers = new_identifiers(db, cells=[0] * len(rows))
    columns = f"""
        mismatch_id, answer_id, day, province, institution_no, opened_at, ended_at, ending, {columns_of(Difference)}
    """
    with db.cursor().copy(f"copy clearing_mismatch ({columns}) from stdin".encode()) as copy:
        for mismatch_id, (day, one) in zip(identifiers, rows, strict=True):
            ended = (now, "LATE") if one.code == Code.LATE else (None, None)
            party = (province, institution_no)
            copy.write_row((mismatch_id, answer_id, day, *party, now, *ended, *values_of(one)))
