"""What the institutional calendar does to clearing."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from psycopg import Connection

from gongji import clearing
from gongji.edge.jobs.job import CLOCK, Tell
from gongji.edge.office import Office
from gongji.ground.calendar import beijing_day

ONE_DAY = timedelta(days=1)


def file_days(office: Office, now: datetime, tell: Tell) -> int:
    """File every day that is over and not filed yet, each in a transaction of its own; how many items (C-33)."""
    items = 0
    with office.pool.connection() as db:
        for day in days_to_file(db, now):
            with db.transaction():
                items += clearing.file_day(db, day=day, now=now).items
            tell(items)
    return items


def ask_for_years(office: Office, now: datetime, tell: Tell) -> int:
    """Ask for what is open of years that should be closed; how many work items are new (C-09)."""
    with office.pool.connection() as db:
        years = clearing.overdue_years(db, today=beijing_day(now), policy=office.policy)
        asked = 0
        for year in years:
            with db.transaction():
                asked += clearing.ask_for_overdue_year(db, year=year, now=now, policy=office.policy, by=CLOCK)
            tell(asked)
    return asked


def days_to_file(db: Connection[Any], now: datetime) -> Iterator[date]:
    """From the day after the one filed last to yesterday; of the very first run yesterday, with all that was before."""
    yesterday = beijing_day(now) - ONE_DAY
    filed = clearing.latest_day(db)
    day = filed.day + ONE_DAY if filed else yesterday
    while day <= yesterday:
        yield day
        day += ONE_DAY
