"""The hub's file of a filed day: what every party compares its own with (C-30)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from psycopg import Connection

from gongji.clearing.day import bounds_of
from gongji.clearing.item import BILL_OF_ITEM, INSURED_PROVINCE, ITEMS_OF_DAY

# A bill is UNDONE when its cancel or reversal was there when the day was filed, so that the file comes out the same
# whenever one asks. Only a bill has a place of treatment.
DAY_FILE = f"""
    copy (
        select item.journal_id,
               item.line,
               item.business,
               item.payer_pool,
               item.payee_pool,
               item.month,
               {INSURED_PROVINCE} as insured_province,
               coalesce(bill.treatment_pool / 10000 * 10000, 0) as treatment_province,
               coalesce(institution.code, '') as institution,
               coalesce(bill.message_id, '') as message_no,
               item.amount_fen,
               case when undoing.fact_id is null then 'STANDS' else 'UNDONE' end as state
        from ({ITEMS_OF_DAY}) as item
        {BILL_OF_ITEM}
        left join institution
            on institution.institution_no = bill.institution_no
        left join (
            cancellation
            join fact as undoing
                on undoing.cell = cancellation.cell
                and undoing.fact_id = cancellation.settlement_id
                and undoing.fact_id > %(after_id)s
                and undoing.fact_id < %(before_id)s
                and undoing.at < %(end)s
                and pg_visible_in_snapshot(undoing.transaction_id, %(snapshot)s::pg_snapshot)
        )
            on cancellation.cell = bill.cell
            and cancellation.original_id = bill.settlement_id
        order by item.journal_id, item.line
    ) to stdout (format csv, header)
"""


def write_day(db: Connection[Any], *, day: date) -> Iterator[bytes]:
    """The items of a filed day in CSV, amounts in fen, piece by piece: the same bytes whenever one asks.

    Refuses: DayNotFiled.
    """
    with db.cursor().copy(DAY_FILE, bounds_of(db, day=day)) as rows:
        yield from map(bytes, rows)
