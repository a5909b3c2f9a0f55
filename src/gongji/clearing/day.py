"""A business day is filed: its items stand from then on, and what pools owe each other of it is summed up (C-33).

A file has what was accepted before midnight and is there when it is made. What comes to light later belongs to the next
file, which is no error (M7).
"""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit
from gongji.clearing.institution_sum import sum_up_institutions
from gongji.clearing.item import BILL_OF_ITEM, INSURED_PROVINCE, ITEMS_OF_DAY, Item
from gongji.ground.calendar import BEIJING, beijing_day
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch, fetch_one
from gongji.ground.value import columns_of, value, values_of


@value
class FiledDay:
    """snapshot: what was there when it was filed. after_id: no item of it has a number up to this one.

    before_id: nor from this one on, so that a day long past is found without looking at what came after it.
    """

    day: date
    snapshot: str
    after_id: int
    next_after_id: int
    filed_at: datetime
    items: int
    amount_fen: int
    before_id: int


# Before the first day that was ever filed.
NEVER = FiledDay(date(2000, 1, 1), "1:1:", 0, 0, datetime(2000, 1, 1, tzinfo=BEIJING), 0, 0, 0)


@refusal
class DayNotOver(Refusal):
    """A day is filed when it is over."""

    code: ClassVar[str] = "DAY_NOT_OVER"
    rule: ClassVar[str] = "C-33"
    day: date


@refusal
class DayNotFiled(Refusal):
    """The day is not filed, so nobody can say what its items are."""

    code: ClassVar[str] = "DAY_NOT_FILED"
    rule: ClassVar[str] = "C-33"
    day: date


@refusal
class DayOutOfOrder(Refusal):
    """Days are filed one after the other, each once."""

    code: ClassVar[str] = "DAY_OUT_OF_ORDER"
    rule: ClassVar[str] = "C-33"
    day: date
    next_day: date


def latest_day(db: Connection[Any]) -> FiledDay | None:
    """The day filed last."""
    return fetch_one(db, FiledDay, f"select {columns_of(FiledDay)} from clearing_day order by day desc limit 1")


def file_day(db: Connection[Any], *, day: date, now: datetime) -> FiledDay:
    """File a day that is over. Refuses: DayNotOver, DayOutOfOrder."""
    if day >= beijing_day(now):
        raise DayNotOver(day=day)
    hold_days(db)
    before = latest_day(db) or NEVER
    if before is not NEVER and day != before.day + timedelta(days=1):
        raise DayOutOfOrder(day=day, next_day=before.day + timedelta(days=1))
    snapshot = audit.take_snapshot(db)
    bounds = _bounds(day, before, snapshot.seen, snapshot.before)
    _sum_up(db, day, bounds)
    items, amount_fen = _add_to_months(db, day)
    sum_up_institutions(db, day, bounds)
    after = min(snapshot.after, _first_of_next_day(db, bounds, snapshot.after))
    filed = FiledDay(day, snapshot.seen, before.next_after_id, after, now, items, amount_fen, snapshot.before)
    db.execute(
        f"insert into clearing_day ({columns_of(FiledDay)}) values (%s, %s, %s, %s, %s, %s, %s, %s)", values_of(filed)
    )
    return filed


def items_of(db: Connection[Any], *, day: date) -> list[Item]:
    """The items of a filed day, in the order of their numbers: the same whenever one asks."""
    return fetch(db, Item, f"{ITEMS_OF_DAY} order by journal_id, line", bounds_of(db, day=day))


def bounds_of(db: Connection[Any], *, day: date) -> dict[str, Any]:
    """The parameters of ITEMS_OF_DAY for a filed day. Refuses: DayNotFiled."""
    filed, earlier = _find_day(db, day), _find_day(db, day - timedelta(days=1))
    if filed is None:
        raise DayNotFiled(day=day)
    return _bounds(day, earlier or NEVER, filed.snapshot, filed.before_id)


def hold_days(db: Connection[Any]) -> None:
    """Whoever files a day or makes a batch does it alone."""
    db.execute("select pg_advisory_xact_lock(hashtext('clearing'), 0)")


def _find_day(db: Connection[Any], day: date) -> FiledDay | None:
    return fetch_one(db, FiledDay, f"select {columns_of(FiledDay)} from clearing_day where day = %s", [day])


def _bounds(day: date, before: FiledDay, snapshot: str, before_id: int) -> dict[str, Any]:
    return {
        "after_id": before.next_after_id,
        "before_id": before_id,
        "end": _end_of(day),
        "snapshot": snapshot,
        "end_before": _end_of(before.day),
        "snapshot_before": before.snapshot,
    }


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), BEIJING)


def _sum_up(db: Connection[Any], day: date, bounds: dict[str, Any]) -> None:
    """Sums of the day. An item whose month has its batch already goes into the batch that comes next (C-13)."""
    db.execute(
        f"""
        insert into clearing_day_pair
            (day, batch_month, month, payer_pool, payee_pool, business, third_province, items, amount_fen)
        select %(day)s,
               greatest(month, next_batch),
               month,
               payer_pool,
               payee_pool,
               business,
               case when insured in (payer_pool / 10000 * 10000, payee_pool / 10000 * 10000) then 0 else insured end
                   as third_province,
               count(*),
               sum(amount_fen)
        from (
            select item.*, {INSURED_PROVINCE} as insured
            from ({ITEMS_OF_DAY}) as item
            {BILL_OF_ITEM}
        ) as item,
             (
                select coalesce(
                    max(to_char(to_date(batch_month::text, 'YYYYMM') + interval '1 month', 'YYYYMM')::integer), 0
                ) as next_batch
                from clearing_batch
             ) as batches
        group by next_batch, month, payer_pool, payee_pool, business, third_province
        """,
        bounds | {"day": day},
    )


def _add_to_months(db: Connection[Any], day: date) -> tuple[int, int]:
    """Add the sums of the day to those of its batches; how many items, and what they come to."""
    db.execute(
        """
        insert into clearing_month_pair as so_far
            (batch_month, month, payer_pool, payee_pool, business, items, amount_fen)
        select batch_month, month, payer_pool, payee_pool, business, sum(items), sum(amount_fen)
        from clearing_day_pair
        where day = %s
        group by batch_month, month, payer_pool, payee_pool, business
        order by batch_month, payer_pool, payee_pool, month, business
        on conflict on constraint clearing_month_pair_pkey do update
        set items = so_far.items + excluded.items,
            amount_fen = so_far.amount_fen + excluded.amount_fen
        """,
        [day],
    )
    row = db.execute(
        """
        select coalesce(sum(items), 0)::bigint, coalesce(sum(amount_fen), 0)::bigint
        from clearing_day_pair
        where day = %s
        """,
        [day],
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def _first_of_next_day(db: Connection[Any], bounds: dict[str, Any], otherwise: int) -> int:
    """The number before the first fact that is there already and belongs to a later day."""
    row = db.execute(
        """
        select min(fact_id) - 1
        from fact
        where fact_id > %(after_id)s
        and at >= %(end)s
        and pg_visible_in_snapshot(transaction_id, %(snapshot)s::pg_snapshot)
        """,
        bounds,
    ).fetchone()
    return otherwise if row is None or row[0] is None else int(row[0])
