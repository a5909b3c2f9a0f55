"""Monthly sorting (清分): the items of a month become what pools and provinces owe each other, gross (C-02, C-03)."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit
from gongji.audit import By, Fact, Happening
from gongji.clearing.batch import Batch, BatchNotReady, State, find_batch, first_day_after, first_day_of
from gongji.clearing.day import hold_days, latest_day
from gongji.clearing.held import hold_back
from gongji.clearing.matrix import digest_of, write_matrix
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import columns_of


@refusal
class SortingTooEarly(Refusal):
    """A month is sorted from the day on that policy names, when treatment places have declared."""

    code: ClassVar[str] = "SORTING_TOO_EARLY"
    rule: ClassVar[str] = "C-10"
    batch_month: int
    from_day: date


@refusal
class DaysMissing(Refusal):
    """Not every day of the month is filed."""

    code: ClassVar[str] = "DAYS_MISSING"
    rule: ClassVar[str] = "C-11"
    batch_month: int


@refusal
class BatchOutOfOrder(Refusal):
    """Months are sorted one after the other."""

    code: ClassVar[str] = "BATCH_OUT_OF_ORDER"
    rule: ClassVar[str] = "C-10"
    batch_month: int
    next_month: int


def generate(db: Connection[Any], *, batch_month: int, now: datetime, policy: PolicySet, by: By) -> Batch:
    """Make the batch of a month, or make it again while nobody has confirmed: the same bytes then (C-15).

    Refuses: SortingTooEarly, DaysMissing, BatchOutOfOrder, BatchNotReady.
    """
    hold_days(db)
    earlier = find_batch(db, batch_month=batch_month)
    if earlier is None:
        _require_sortable(db, batch_month, now, policy)
    elif earlier.state != State.GENERATED:
        raise BatchNotReady(batch_month=batch_month, state=earlier.state)
    if earlier is None:
        # Made again, a batch takes what it took, whatever was answered since.
        hold_back(db, batch_month=batch_month, first_day=first_day_of(batch_month), policy=policy)
    _write_lines(db, batch_month)
    _write_sheets(db, batch_month)
    batch = _sum_up(db, batch_month, now)
    if earlier is not None:
        assert earlier.matrix_digest == batch.matrix_digest, f"{batch_month} came out differently"
        return earlier
    _write(db, batch)
    (fact_id,) = new_identifiers(db, cells=[0])
    detail = {"digest": batch.matrix_digest.hex(), "items": batch.items}
    audit.record(db, [Fact(fact_id, Happening.CLEARING_GENERATED, batch_month, now, detail, by)])
    return batch


def _require_sortable(db: Connection[Any], batch_month: int, now: datetime, policy: PolicySet) -> None:
    over = first_day_after(batch_month)
    day = policy.value("clearing.sorting_day", pool=0, on=beijing_day(now))
    if beijing_day(now) < over.replace(day=day):
        raise SortingTooEarly(batch_month=batch_month, from_day=over.replace(day=day))
    filed = latest_day(db)
    if filed is None or filed.day < over - timedelta(days=1):
        raise DaysMissing(batch_month=batch_month)
    row = db.execute("select max(batch_month) from clearing_batch").fetchone()
    if row is not None and row[0] is not None:
        following = first_day_after(row[0])
        if batch_month != following.year * 100 + following.month:
            raise BatchOutOfOrder(batch_month=batch_month, next_month=following.year * 100 + following.month)


def _write_lines(db: Connection[Any], batch_month: int) -> None:
    """The month's sums less what is held of them, and what earlier batches held; in the order of the key."""
    db.execute("delete from clearing_line where batch_month = %s", [batch_month])
    db.execute(
        """
        insert into clearing_line
            (batch_month, payer_pool, payee_pool, month, business, payer_province, payee_province, items, amount_fen)
        select %(batch_month)s::integer,
               payer_pool,
               payee_pool,
               month,
               business,
               payer_pool / 10000 * 10000 as payer_province,
               payee_pool / 10000 * 10000 as payee_province,
               coalesce(filed.items, 0) + coalesce(moved.items, 0),
               coalesce(filed.amount_fen, 0) + coalesce(moved.amount_fen, 0)
        from (
            select payer_pool, payee_pool, month, business, items, amount_fen
            from clearing_month_pair
            where batch_month = %(batch_month)s
        ) as filed
        full join (
            select payer_pool,
                   payee_pool,
                   month,
                   business,
                   sum(case when taken_by = %(batch_month)s then items else -items end)::bigint as items,
                   sum(case when taken_by = %(batch_month)s then amount_fen else -amount_fen end)::bigint as amount_fen
            from clearing_held
            where %(batch_month)s in (held_from, taken_by)
            group by payer_pool, payee_pool, month, business
        ) as moved
            using (payer_pool, payee_pool, month, business)
        where coalesce(filed.items, 0) + coalesce(moved.items, 0) <> 0
        order by payer_province, payee_province, payer_pool, payee_pool, month, business
        """,
        {"batch_month": batch_month},
    )


def _write_sheets(db: Connection[Any], batch_month: int) -> None:
    db.execute("delete from clearing_sheet where batch_month = %s", [batch_month])
    db.execute(
        """
        insert into clearing_sheet (batch_month, payer_province, payee_province, items, amount_fen)
        select batch_month, payer_province, payee_province, sum(items), sum(amount_fen)
        from clearing_line
        where batch_month = %s
        group by batch_month, payer_province, payee_province
        """,
        [batch_month],
    )


def _sum_up(db: Connection[Any], batch_month: int, now: datetime) -> Batch:
    row = db.execute(
        """
        select coalesce(sum(items), 0)::bigint, coalesce(sum(amount_fen), 0)::bigint
        from clearing_sheet
        where batch_month = %s
        """,
        [batch_month],
    ).fetchone()
    assert row is not None
    digest = digest_of(write_matrix(db, batch_month=batch_month))
    return Batch(batch_month, State.GENERATED, now, row[0], row[1], digest)


def _write(db: Connection[Any], batch: Batch) -> None:
    db.execute(
        f"insert into clearing_batch ({columns_of(Batch)}) values (%s, %s, %s, %s, %s, %s)",
        [batch.batch_month, batch.state, batch.generated_at, batch.items, batch.amount_fen, batch.matrix_digest],
    )
    db.execute(
        """
        insert into clearing_confirmation (batch_month, province)
        select batch_month, payer_province from clearing_sheet where batch_month = %(batch_month)s
        union
        select batch_month, payee_province from clearing_sheet where batch_month = %(batch_month)s
        """,
        {"batch_month": batch.batch_month},
    )
