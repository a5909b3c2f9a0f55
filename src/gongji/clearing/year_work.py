"""When the day of the yearly close has passed, each province with something open is asked, before the nation (C-09)."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji import work_items
from gongji.audit import By
from gongji.clearing.year import last_day_of_close, open_items
from gongji.ground.calendar import beijing_day
from gongji.ground.policy import PolicySet
from gongji.work_items import Waiting, WorkItem

KIND = "CLEARING_YEAR"
# All regions; a province has one item of a year.
EVERYWHERE = (0, 1_000_000)
ENOUGH = 1_000


def overdue_years(db: Connection[Any], *, today: date, policy: PolicySet) -> list[int]:
    """The years that should be closed on a day and are not."""
    rows = db.execute(
        """
        select distinct batch_month / 100 as year
        from clearing_batch
        where batch_month / 100 not in (select year from clearing_year)
        order by year
        """
    )
    return [year for (year,) in rows.fetchall() if last_day_of_close(year, policy=policy) < today]


def ask_for_overdue_year(db: Connection[Any], *, year: int, now: datetime, policy: PolicySet, by: By) -> int:
    """Open a work item for each province with open items that has none, close those that are done; how many are new.

    They are due at once, so that they go up to the nation with the next run of what lets items rise.
    """
    assert last_day_of_close(year, policy=policy) < beijing_day(now), "nobody is late yet"
    asked = _asked(db, year)
    open_of = Counter[int]()
    for one in open_items(db, year=year):
        open_of[one.province] += one.items
    for province, items in open_of.items():
        if province not in asked:
            item = WorkItem(KIND, province, province, {"year": year, "items": items})
            work_items.open_item(db, item, now=now, policy=policy, due_at=now)
    for province, waiting in asked.items():
        if province not in open_of:
            closes: dict[str, Any] = {"work_item_id": waiting.work_item_id, "now": now, "by": by}
            work_items.close_item(db, **closes, outcome="CONFIRMED", note="every item is confirmed")
    return len(open_of.keys() - asked.keys())


def _asked(db: Connection[Any], year: int) -> dict[int, Waiting]:
    waiting = work_items.find_waiting(db, pools=EVERYWHERE, kind=KIND, limit=ENOUGH)
    return {one.pool: one for one in waiting if one.detail["year"] == year}
