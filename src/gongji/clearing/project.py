"""What the liquidity twin replays, read as sums: days that were filed, what a ceiling would have cut, prefunds."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji.clearing.batch import first_day_after, first_day_of, month_of
from gongji.clearing.ceiling import cut_by_ceiling
from gongji.clearing.day import latest_day
from gongji.clearing.generate import DaysMissing
from gongji.clearing.liquidity import DayOwed, Marks, Pair, ProvinceMonth, replay
from gongji.clearing.prefund import yearly_size
from gongji.ground.calendar import beijing_day
from gongji.ground.policy import PolicySet
from gongji.ground.rows import fetch
from gongji.ground.value import value


@value
class WhatIf:
    """growth_e4: how much more is owed, in ten-thousandths. quota_ceiling_fen: what one quota could pay in a year, None
    where it stays as it was (ceiling.py). prefund_months: monthly averages of the replayed months each prefund is sized
    by, None for the prefunds there are.
    """

    growth_e4: int = 0
    quota_ceiling_fen: int | None = None
    prefund_months: int | None = None


@value
class Projection:
    """month: the one to come. made_at: when the last day it rests on was filed. provinces: a row for each side,
    province and replayed month.
    """

    month: int
    made_at: datetime
    replayed: tuple[int, ...]
    what_if: WhatIf
    provinces: tuple[ProvinceMonth, ...]


def project(db: Connection[Any], *, months: int, what_if: WhatIf, now: datetime, policy: PolicySet) -> Projection:
    """Replay the last filed months of mutual aid between provinces against the prefunds of the month that follows.

    months: how many at most; fewer where fewer were filed whole. The same rows give the same projection. Refuses:
    DaysMissing.
    """
    assert months > 0, "the door asks for one at least"
    replayed, made_at = _filed_months(db, months, now)
    first, end = first_day_of(replayed[0]), first_day_after(replayed[-1])
    filed = _owed(db, first, end)
    owed = filed
    if what_if.quota_ceiling_fen is not None:
        cut = cut_by_ceiling(db, first=first, end=end, ceiling_fen=what_if.quota_ceiling_fen)
        owed = [*filed, *(DayOwed(day, payer, payee, -fen) for day, payer, payee, fen in cut)]
    if what_if.prefund_months is None:
        prefunds = _prefunds_on(db, end)
    else:
        prefunds = _sized(filed, replayed, what_if.prefund_months)
    sizing = policy.value("clearing.prefund", pool=0, on=end)
    marks = Marks(sizing["yellow_e4"], sizing["red_e4"])
    provinces = [
        one
        for month in replayed
        for one in replay(
            [one for one in owed if month_of(one.day) == month],
            days=_days_of(month),
            prefunds=prefunds,
            growth_e4=what_if.growth_e4,
            marks=marks,
        )
    ]
    return Projection(month_of(end), made_at, tuple(replayed), what_if, tuple(provinces))


def _filed_months(db: Connection[Any], months: int, now: datetime) -> tuple[list[int], datetime]:
    """The last months of which every day is filed, and when the last of them was."""
    latest = latest_day(db)
    row = db.execute("select min(day) from clearing_day").fetchone()
    if latest is None or row is None:
        raise DaysMissing(batch_month=_month_before(month_of(beijing_day(now))))
    first, month = month_of(row[0]), month_of(latest.day)
    if latest.day != _days_of(month)[-1]:
        month = _month_before(month)
    found: list[int] = []
    while month >= first and len(found) < months:
        found.append(month)
        month = _month_before(month)
    if not found:
        raise DaysMissing(batch_month=first)
    return found[::-1], latest.filed_at


def _owed(db: Connection[Any], first: date, end: date) -> list[DayOwed]:
    """Aid between provinces by day: at most a row for each pair of provinces and day. 1: ledger.Business.AID."""
    return fetch(
        db,
        DayOwed,
        """
        select day, payer_pool / 10000 * 10000, payee_pool / 10000 * 10000, sum(amount_fen)::bigint
        from clearing_day_pair
        where day >= %s
        and day < %s
        and business = 1
        and payer_pool / 10000 <> payee_pool / 10000
        group by 1, 2, 3
        order by 1, 2, 3
        """,
        [first, end],
    )


def _prefunds_on(db: Connection[Any], day: date) -> dict[Pair, int]:
    """What was paid of prefunds, and what is approved and due before this day (C-22)."""
    rows = db.execute(
        """
        select payer_province, payee_province, sum(amount_fen)::bigint
        from prefund_change
        where state = 'PAID'
        or (state = 'APPROVED' and due_on < %s)
        group by payer_province, payee_province
        order by payer_province, payee_province
        """,
        [day],
    )
    return {(payer, payee): fen for payer, payee, fen in rows.fetchall()}


def _sized(owed: Sequence[DayOwed], months: Sequence[int], factor: int) -> dict[Pair, int]:
    """Prefunds sized by what was owed in the replayed months as C-21 does by a quarter."""
    by_month: dict[Pair, dict[int, int]] = defaultdict(lambda: dict.fromkeys(months, 0))
    for one in owed:
        by_month[one.payer_province, one.payee_province][month_of(one.day)] += one.amount_fen
    return {pair: yearly_size(list(sums.values()), factor=factor) for pair, sums in sorted(by_month.items())}


def _days_of(month: int) -> list[date]:
    year, number = divmod(month, 100)
    return [date(year, number, day) for day in range(1, monthrange(year, number)[1] + 1)]


def _month_before(month: int) -> int:
    year, number = divmod(month, 100)
    return month - 1 if number > 1 else (year - 1) * 100 + 12
