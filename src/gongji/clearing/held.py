"""What a batch does not take: items that somebody they concern has not matched (C-11).

A province that compares files holds back every item of a day it has not answered; any province holds back the items it
told otherwise, an institution all items of a bill it told otherwise. This is decided once, when a batch is first made,
and kept; what is matched later enters the batch that is made then.
"""

from datetime import date
from typing import Any

from psycopg import Connection

from gongji.clearing.answer import answered
from gongji.clearing.disputed import DISPUTED_BILLS, ITEMS_OF_DISPUTED_BILLS
from gongji.ground import divisions
from gongji.ground.identifiers import array_of
from gongji.ground.policy import PolicySet

# Whether a row waits for a province that has not answered, `unanswered` (day, province).
WAITS = """
    exists (
        select 1
        from unanswered
        where unanswered.day = pair.day
        and unanswered.province in (pair.payer_pool / 10000 * 10000, pair.payee_pool / 10000 * 10000, third_province)
    )
"""
ROW = "day, payer_pool, payee_pool, month, business, third_province"
COLUMNS = f"{ROW}, journal_id, line, items, amount_fen, held_from"
UNANSWERED = "with unanswered (day, province) as (select * from unnest(%(days)s::date[], %(provinces)s::integer[]))"


def compares_files(policy: PolicySet, *, province: int, day: date) -> bool:
    """Whether a province answers to the hub's file of a day; the items of one that does not are matched unseen."""
    compares: bool = policy.value("clearing.compares_files", pool=province, on=day)
    return compares


def hold_back(db: Connection[Any], *, batch_month: int, first_day: date, policy: PolicySet) -> None:
    """Decide what a batch takes of what earlier ones held, and what it holds itself. Once for a batch.

    first_day: of the month; no item of this batch was filed earlier.
    """
    values = {"batch_month": batch_month, "first_day": first_day, **_unanswered(db, first_day, policy)}
    _take_answered_days(db, values)
    _take_single_items(db, values)
    _hold_unanswered_days(db, values)
    _hold_single_items(db, values)


def _unanswered(db: Connection[Any], first_day: date, policy: PolicySet) -> dict[str, Any]:
    """The days that matter to a batch, each with every province that has to answer for it and has not."""
    rows = db.execute(
        """
        select distinct day from clearing_held where taken_by is null and journal_id = 0
        union
        select day from clearing_day where day >= %s
        """,
        [first_day],
    )
    days = sorted(row[0] for row in rows.fetchall())
    if not days:
        return {"days": [], "provinces": []}
    done = answered(db, days=(days[0], days[-1]))
    provinces = sorted({pool.province for pool in divisions.all_pools()})
    missing = [
        (day, province)
        for day in days
        for province in provinces
        if (day, province) not in done and compares_files(policy, province=province, day=day)
    ]
    return {"days": [day for day, _ in missing], "provinces": array_of(province for _, province in missing)}


def _take_answered_days(db: Connection[Any], values: dict[str, Any]) -> None:
    db.execute(
        f"""
        {UNANSWERED}
        update clearing_held as pair
        set taken_by = %(batch_month)s
        where taken_by is null
        and journal_id = 0
        and not {WAITS}
        """,
        values,
    )


def _take_single_items(db: Connection[Any], values: dict[str, Any]) -> None:
    db.execute(
        f"""
        with {DISPUTED_BILLS}
        update clearing_held as held
        set taken_by = %(batch_month)s
        where taken_by is null
        and journal_id <> 0
        and journal_id not in (select disputed.journal_id from disputed)
        and not exists (
            select 1
            from clearing_mismatch as mismatch
            where mismatch.journal_id = held.journal_id
            and mismatch.line = held.line
            and mismatch.institution_no = 0
            and mismatch.ended_at is null
        )
        """,
        values,
    )


def _hold_unanswered_days(db: Connection[Any], values: dict[str, Any]) -> None:
    db.execute(
        f"""
        {UNANSWERED}
        insert into clearing_held
            ({COLUMNS})
        select {ROW}, 0, 0, items, amount_fen, batch_month
        from clearing_day_pair as pair
        where day in (select unanswered.day from unanswered)
        and batch_month = %(batch_month)s
        and {WAITS}
        """,
        values,
    )


def _hold_single_items(db: Connection[Any], values: dict[str, Any]) -> None:
    """Items told otherwise, of rows this batch takes: its own, and those it has just taken of earlier ones."""
    db.execute(
        f"""
        with {DISPUTED_BILLS}
        insert into clearing_held
            ({COLUMNS})
        select distinct {ROW}, item.journal_id, item.line, 1, item.amount_fen, %(batch_month)s::integer
        from (
            select {ROW}, journal_id, line, hub_fen as amount_fen
            from clearing_mismatch
            where ended_at is null
            and institution_no = 0
            union
            {ITEMS_OF_DISPUTED_BILLS}
        ) as item
        join clearing_day_pair as pair
            using ({ROW})
        left join (select * from clearing_held where journal_id = 0) as whole
            using ({ROW})
        where case when whole.journal_id is null then batch_month else whole.taken_by end = %(batch_month)s
        """,
        values,
    )
