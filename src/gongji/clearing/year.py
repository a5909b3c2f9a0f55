"""The yearly close: by the day policy names, every item of a year is in a batch all provinces have confirmed (C-09)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit
from gongji.audit import By, Fact, Happening
from gongji.clearing.batch import require_batch
from gongji.clearing.day import hold_days
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch
from gongji.ground.value import value


class Why(StrEnum):
    """Why items are open. HELD: nobody has matched them yet (C-11). DISPUTED: until a batch has taken them again."""

    NOT_SORTED = "NOT_SORTED"
    HELD = "HELD"
    DISPUTED = "DISPUTED"
    NOT_CONFIRMED = "NOT_CONFIRMED"


@value
class OpenItems:
    """Items of a year to or from a province that no batch has confirmed. why: as Why. amount_fen: what they add up to.

    Between two provinces they count for each of the two.
    """

    province: int
    why: str
    items: int
    amount_fen: int


@refusal
class ClearingYearOpen(Refusal):
    """Not every item of the year is confirmed."""

    code: ClassVar[str] = "CLEARING_YEAR_OPEN"
    rule: ClassVar[str] = "C-09"
    year: int
    provinces: int


@refusal
class ClearingYearClosed(Refusal):
    """The year is closed."""

    code: ClassVar[str] = "CLEARING_YEAR_CLOSED"
    rule: ClassVar[str] = "C-09"
    year: int


# Batches are made in order, so a sum without a batch is of a later month than the last of them.
OPEN = """
    select 'NOT_SORTED' as why, month, payer_pool, payee_pool, items, amount_fen
    from clearing_month_pair
    where batch_month > (select coalesce(max(batch_month), 0) from clearing_batch)
    union all
    select 'HELD', month, payer_pool, payee_pool, items, amount_fen
    from clearing_held
    where taken_by is null
    union all
    select 'DISPUTED', month, payer_pool, payee_pool, items, amount_fen
    from clearing_line
    join clearing_dispute
        using (batch_month, payer_province, payee_province)
    where taken_by is null
    union all
    select 'NOT_CONFIRMED', month, payer_pool, payee_pool, line.items, line.amount_fen
    from cleared_line as line
    join clearing_batch
        using (batch_month)
    where state in ('GENERATED', 'CONFIRMING')
"""


def open_items(db: Connection[Any], *, year: int, province: int | None = None) -> list[OpenItems]:
    """What of a year is open, by province and reason; of filed days. province: of this one alone."""
    return fetch(
        db,
        OpenItems,
        f"""
        select province, why, sum(items)::bigint, sum(amount_fen)::bigint
        from ({OPEN}) as open,
             lateral (
                select payer_pool / 10000 * 10000
                union
                select payee_pool / 10000 * 10000
             ) as side (province)
        where month / 100 = %(year)s
        and (%(province)s::integer is null or province = %(province)s)
        group by province, why
        order by province, why
        """,
        {"year": year, "province": province},
    )


def last_day_of_close(year: int, *, policy: PolicySet) -> date:
    """The day until which the items of a year are to be confirmed."""
    month_and_day = policy.value("clearing.year_confirmed_until", pool=0, on=date(year, 12, 31))
    return date.fromisoformat(f"{year + 1}-{month_and_day}")


def year_closed_at(db: Connection[Any], *, year: int) -> datetime | None:
    """When a year was closed; None while it is not."""
    row = db.execute("select closed_at from clearing_year where year = %s", [year]).fetchone()
    return None if row is None else row[0]


def require_open_year(db: Connection[Any], *, year: int) -> None:
    """Refuses: ClearingYearClosed."""
    if year_closed_at(db, year=year) is not None:
        raise ClearingYearClosed(year=year)


def close_year(db: Connection[Any], *, year: int, now: datetime, by: By) -> None:
    """Close a year whose items are all confirmed; from then on no province answers anew to the file of one of its days.

    Refuses: BatchUnknown (of the year's last month), ClearingYearClosed, ClearingYearOpen.
    """
    hold_days(db)
    require_batch(db, batch_month=year * 100 + 12)
    require_open_year(db, year=year)
    provinces = {one.province for one in open_items(db, year=year)}
    if provinces:
        raise ClearingYearOpen(year=year, provinces=len(provinces))
    db.execute("insert into clearing_year (year, closed_at, closed_by) values (%s, %s, %s)", [year, now, by.actor_id])
    (fact_id,) = new_identifiers(db, cells=[0])
    audit.record(db, [Fact(fact_id, Happening.CLEARING_YEAR_CLOSED, year, now, by=by)])
