"""Leaf rows: the items a batch was made of, by the day they were filed, for anybody to sum up again (C-15)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from psycopg import Connection

from gongji.clearing.day import bounds_of
from gongji.clearing.item import BILL_OF_ITEM, INSURED_PROVINCE, ITEMS_OF_DAY

# An item goes where its day's sums went; what was held back leaves that batch and enters the one that took it.
LEAVES = f"""
    copy (
        with item as (
            select item.*,
                   case when insured in (payer_pool / 10000 * 10000, payee_pool / 10000 * 10000) then 0 else insured end
                       as third_province
            from (
                select item.*, {INSURED_PROVINCE} as insured
                from ({ITEMS_OF_DAY}) as item
                {BILL_OF_ITEM}
            ) as item
        ),
        moved as (
            select payer_pool, payee_pool, month, business, third_province, journal_id, line,
                   case when taken_by = %(batch_month)s then 1 else 0 end
                       - case when held_from = %(batch_month)s then 1 else 0 end as times
            from clearing_held
            where day = %(day)s
            and %(batch_month)s in (held_from, taken_by)
        )
        select journal_id as settlement_no,
               line as line_no,
               (array['AID', 'CARE', 'PREMIUM', 'MOVE'])[business] as business,
               payer_pool,
               payee_pool,
               month as clearing_month,
               (item.amount_fen / 100.0)::numeric(18, 2) as amount
        from item
        join clearing_day_pair as pair
            using (payer_pool, payee_pool, month, business, third_province)
        where pair.day = %(day)s
        and (pair.batch_month = %(batch_month)s)::integer + coalesce((
            select sum(times)
            from moved
            where (moved.payer_pool, moved.payee_pool, moved.month, moved.business, moved.third_province)
                = (item.payer_pool, item.payee_pool, item.month, item.business, item.third_province)
            and (moved.journal_id, moved.line) in ((0, 0), (item.journal_id, item.line))
        ), 0) > 0
        order by journal_id, line
    ) to stdout (format csv, header)
"""


def leaf_days(db: Connection[Any], *, batch_month: int) -> list[date]:
    """The filed days from which a batch took items, in their order."""
    rows = db.execute(
        """
        select day from clearing_day_pair where batch_month = %(batch_month)s
        union
        select day from clearing_held where taken_by = %(batch_month)s
        order by 1
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
