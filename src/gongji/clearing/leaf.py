"""Leaf rows: the items a batch was made of, by the day they were filed, for anybody to sum up again (C-15)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from psycopg import Connection

from gongji.clearing.day import bounds_of
from gongji.clearing.item import BILL_OF_ITEM, INSURED_PROVINCE, ITEMS_OF_DAY

# The lines of earlier batches that a batch has again, since they were disputed there; a line can be carried over more
# than once (C-13).
CARRIED = """
    with recursive carried (batch_month, payer_province, payee_province) as (
        select batch_month, payer_province, payee_province
        from clearing_dispute
        where taken_by = %(batch_month)s
        union
        select earlier.batch_month, payer_province, payee_province
        from carried
        join clearing_dispute as earlier
            using (payer_province, payee_province)
        where taken_by = carried.batch_month
    )
"""

# An item is first in the batch its day's sums went to, or, where it was held back, in the one that took it.
LEAVES = f"""
    copy (
        {CARRIED},
        item as (
            select item.*,
                   case when insured in (payer_pool / 10000 * 10000, payee_pool / 10000 * 10000) then 0 else insured end
                       as third_province
            from (
                select item.*, {INSURED_PROVINCE} as insured
                from ({ITEMS_OF_DAY}) as item
                {BILL_OF_ITEM}
            ) as item
        ),
        held as (
            select payer_pool, payee_pool, month, business, third_province, journal_id, line, taken_by
            from clearing_held
            where day = %(day)s
        ),
        leaf as (
            select item.*,
                   case
                       when single.journal_id is not null then single.taken_by
                       when whole.journal_id is not null then whole.taken_by
                       else pair.batch_month
                   end as first_batch
            from item
            join clearing_day_pair as pair
                using (payer_pool, payee_pool, month, business, third_province)
            left join (select * from held where journal_id = 0) as whole
                using (payer_pool, payee_pool, month, business, third_province)
            left join held as single
                on single.journal_id = item.journal_id
                and single.line = item.line
            where pair.day = %(day)s
        )
        select journal_id as settlement_no,
               line as line_no,
               (array['AID', 'CARE', 'PREMIUM', 'MOVE'])[business] as business,
               payer_pool,
               payee_pool,
               month as clearing_month,
               (amount_fen / 100.0)::numeric(18, 2) as amount
        from leaf
        where first_batch = %(batch_month)s
        or (first_batch, payer_pool / 10000 * 10000, payee_pool / 10000 * 10000) in (select * from carried)
        order by journal_id, line
    ) to stdout (format csv, header)
"""


def leaf_days(db: Connection[Any], *, batch_month: int) -> list[date]:
    """The filed days from which a batch took items, in their order."""
    rows = db.execute(
        f"""
        {CARRIED}
        select day
        from (
            select batch_month, day, payer_pool, payee_pool
            from clearing_day_pair
            union all
            select taken_by, day, payer_pool, payee_pool
            from clearing_held
        ) as taken
        where batch_month = %(batch_month)s
        or (batch_month, payer_pool / 10000 * 10000, payee_pool / 10000 * 10000) in (select * from carried)
        group by day
        order by day
        """,
        {"batch_month": batch_month},
    )
    return [row[0] for row in rows.fetchall()]


def write_leaves(db: Connection[Any], *, batch_month: int, day: date) -> Iterator[bytes]:
    """The items of a day that a batch took, in CSV, amounts in yuan, piece by piece: the same bytes whenever one asks.

    Refuses: DayNotFiled.
    """
    bounds = bounds_of(db, day=day) | {"batch_month": batch_month, "day": day}
    with db.cursor().copy(LEAVES, bounds) as rows:
        yield from map(bytes, rows)
