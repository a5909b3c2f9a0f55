"""The bills of one institution over some days, as it adds them up itself: for reconciliation with its till (C-31).

A reversed bill never happened for the till that reversed it, so it counts in no sum, and neither does its reversal.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cells_and
from gongji.ground.rows import fetch, fetch_one
from gongji.ground.value import columns_of, value, values_of
from gongji.settlement.settlement import Outcome

# The columns of InstitutionBill.
BILLS = """
    select bill.settlement_id,
           bill.person_id,
           bill.visit_id,
           bill.accepted_at,
           bill.total_fen,
           bill.pool_pay_fen,
           bill.own_account_fen,
           bill.aid_fen,
           bill.kind,
           bill.treatment_pool,
           bill.med_type,
           bill.message_id,
           undoes.original_id,
           undone.settlement_id as undone_by_id,
           undone.kind as undone_by
    from settlement as bill
    left join cancellation as undoes
        on undoes.cell = bill.cell
        and undoes.settlement_id = bill.settlement_id
    left join cancellation as undone
        on undone.cell = bill.cell
        and undone.original_id = bill.settlement_id
"""
WHOSE = """
    bill.institution_no = %(institution_no)s
    and bill.accepted_at >= %(since)s
    and bill.accepted_at < %(until)s
    and bill.treatment_pool = %(pool)s
    and bill.med_type = %(med_type)s
"""


@value
class Bills:
    """Which bills: of an institution, accepted from `since` to before `until`, of one kind of care, paid by `pool`."""

    institution_no: int
    pool: int
    med_type: str
    since: datetime
    until: datetime


@value
class BillSums:
    """How many bills and cancels there are and what they come to; cancels are negative."""

    bills: int
    total_fen: int
    pool_pay_fen: int
    own_account_fen: int
    aid_fen: int


@value
class InstitutionBill:
    """A bill, or a cancel of one with negative amounts. original_id: what it undid. undone_by: an Outcome, or None."""

    settlement_id: int
    person_id: int
    visit_id: int
    accepted_at: datetime
    total_fen: int
    pool_pay_fen: int
    own_account_fen: int
    aid_fen: int
    kind: int
    treatment_pool: int
    med_type: str
    message_id: str
    original_id: int | None
    undone_by_id: int | None
    undone_by: int | None


def sum_bills(db: Connection[Any], *, which: Bills, scheme: int) -> BillSums:
    """What an institution's bills come to, added up from their rows. scheme: of the insured (insutype)."""
    sums = fetch_one(
        db,
        BillSums,
        f"""
        select count(*) as bills,
               coalesce(sum(total_fen), 0)::bigint as total_fen,
               coalesce(sum(pool_pay_fen), 0)::bigint as pool_pay_fen,
               coalesce(sum(own_account_fen), 0)::bigint as own_account_fen,
               coalesce(sum(aid_fen), 0)::bigint as aid_fen
        from settlement as bill
        where {WHOSE}
        and scheme = %(scheme)s
        and bill.kind <> {Outcome.REVERSED.value}
        and not exists (
            select 1
            from cancellation as undone
            where undone.cell = bill.cell
            and undone.original_id = bill.settlement_id
            and undone.kind = {Outcome.REVERSED.value}
        )
        """,
        _values(which) | {"scheme": scheme},
    )
    assert sums is not None, "an aggregate has a row"
    return sums


def bills_of_institution(db: Connection[Any], *, which: Bills) -> list[InstitutionBill]:
    """Every bill and cancel, reversed ones too, in the order of their numbers."""
    return fetch(db, InstitutionBill, f"{BILLS} where {WHOSE} order by bill.settlement_id", _values(which))


def find_bills(
    db: Connection[Any], *, institution_no: int, settlement_ids: Collection[int]
) -> dict[int, InstitutionBill]:
    """Of these the institution's own, of whatever day; by number."""
    cells, identifiers = cells_and(settlement_ids)
    rows = fetch(
        db,
        InstitutionBill,
        f"""
        {BILLS}
        where bill.cell = any(%(cells)s::smallint[])
        and bill.settlement_id = any(%(identifiers)s::bigint[])
        and bill.institution_no = %(institution_no)s
        """,
        {"cells": cells, "identifiers": identifiers, "institution_no": institution_no},
    )
    return {row.settlement_id: row for row in rows}


def _values(which: Bills) -> dict[str, Any]:
    return dict(zip(columns_of(Bills).split(", "), values_of(which), strict=True))
