"""Deadlines count working days, and a year's holidays are published late in the year before."""

from datetime import datetime, timedelta

import structlog

from gongji.edge.jobs.job import Tell
from gongji.edge.office import Office
from gongji.ground.calendar import beijing_day
from gongji.ground.working_days import known_to

log = structlog.get_logger(__name__)

# Longer than any deadline.
AHEAD = timedelta(days=45)


def warn_of_calendar(office: Office, now: datetime, tell: Tell) -> int:
    """Warn where deadlines given now may fall on days whose holidays nobody has told; 1 where they may."""
    today = beijing_day(now)
    known = known_to(on=today, policy=office.policy)
    if known >= today + AHEAD:
        return 0
    log.warning("calendar.runs_out", known_to=known.isoformat(), add_to="policy calendar.changed_days")
    return 1
