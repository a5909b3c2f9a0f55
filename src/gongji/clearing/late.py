"""M7: a province has an item in the file of another day than the hub, which is no error (C-32, C-33)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji.clearing.filing import PAYING
from gongji.clearing.item import INSURED_PROVINCE
from gongji.clearing.mismatch import Code, Difference
from gongji.ground.identifiers import CELL_SHIFT, CELLS
from gongji.ground.value import replace
from gongji.ledger import FACE

MISSING = (Code.NOT_AT_TREATMENT_PLACE, Code.NOT_AT_PAYERS_PLACE)


def sort_out_late(db: Connection[Any], *, province: int, differences: Sequence[Difference]) -> list[Difference]:
    """The differences, M7 where hub and province only have the item on different days."""
    extra = _known_at_hub(db, province, [one for one in differences if one.code == Code.NOT_AT_HUB])
    missing = _told_on_another_day(db, province, [one for one in differences if one.code in MISSING])
    late = extra | missing
    return [replace(one, code=int(Code.LATE)) if (one.journal_id, one.line) in late else one for one in differences]


def end_what_came_late(
    db: Connection[Any], *, day: date, province: int, late: Sequence[Difference], now: datetime
) -> set[int]:
    """What was missing on another day is no mismatch any more when it is told now, with the same amount.

    Answers the work items that asked for it.
    """
    rows = db.execute(
        """
        update clearing_mismatch as missing
        set ended_at = %s, ending = 'LATE'
        from unnest(%s::bigint[], %s::smallint[], %s::bigint[]) as told (journal_id, line, amount_fen)
        where missing.journal_id = told.journal_id
        and missing.line = told.line
        and missing.province = %s
        and missing.day <> %s
        and missing.code = any(%s)
        and missing.hub_fen = told.amount_fen
        and missing.ended_at is null
        returning work_item_id
        """,
        [
            now,
            [one.journal_id for one in late],
            [one.line for one in late],
            [one.party_fen for one in late],
            province,
            day,
            [code.value for code in MISSING],
        ],
    )
    return {row[0] for row in rows.fetchall()}


def _known_at_hub(db: Connection[Any], province: int, extra: Sequence[Difference]) -> set[tuple[int, int]]:
    """Of items the hub has not in that day's file those it has at all, with this province as a party."""
    rows = db.execute(
        f"""
        select item.journal_id, item.line
        from (
            select transfer.journal_id,
                   transfer.line,
                   transfer.cell,
                   book,
                   payable / 10000000 %% 1000000 as payee_pool,
                   payable %% 10 as business
            from unnest(%(journals)s::bigint[], %(lines)s::smallint[]) as told (journal_id, line)
            join transfer
                on transfer.journal_id = told.journal_id
                and transfer.line = told.line
                and transfer.cell = (told.journal_id >> {CELL_SHIFT}) & {CELLS - 1},
                 lateral (values (credit_account), (debit_account)) as side (payable)
            where payable between {FACE} and {2 * FACE - 1}
        ) as item
        join fact
            on fact.cell = item.cell
            and fact_id = item.journal_id
        left join settlement as bill
            on bill.cell = item.cell
            and bill.settlement_id = item.journal_id
        where fact.kind <> all(%(paying)s)
        and %(province)s in (book / 10000 * 10000, payee_pool / 10000 * 10000, {INSURED_PROVINCE})
        """,
        _keys(extra) | {"province": province, "paying": [happening.value for happening in PAYING]},
    )
    return set(rows.fetchall())


def _told_on_another_day(db: Connection[Any], province: int, missing: Sequence[Difference]) -> set[tuple[int, int]]:
    """Of items a province has not in its file those it told, with the same amount, in the file of another day."""
    rows = db.execute(
        """
        select late.journal_id, late.line
        from unnest(%(journals)s::bigint[], %(lines)s::smallint[], %(amounts)s::bigint[])
            as missing (journal_id, line, hub_fen)
        join clearing_mismatch as late
            on late.journal_id = missing.journal_id
            and late.line = missing.line
            and late.province = %(province)s
            and late.code = 7
            and late.party_fen = missing.hub_fen
        """,
        _keys(missing) | {"amounts": [one.hub_fen for one in missing], "province": province},
    )
    return set(rows.fetchall())


def _keys(some: Sequence[Difference]) -> dict[str, Any]:
    return {"journals": [one.journal_id for one in some], "lines": [one.line for one in some]}
