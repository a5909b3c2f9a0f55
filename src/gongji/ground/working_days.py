"""Working days of the mainland: public holidays are off, and some Saturdays and Sundays make up for them."""

from datetime import date, datetime, time, timedelta

from chinese_calendar import is_workday
from chinese_calendar.constants import holidays

from gongji.ground.calendar import BEIJING, beijing_day
from gongji.ground.policy import PolicySet


def known_to(*, on: date, policy: PolicySet) -> date:
    """The last day whose holidays are known: the end of the calendar's last year, or as far as policy completes it."""
    complete_to: date = policy.value("calendar.changed_days", pool=0, on=on)["complete_to"]
    return max(date(max(holidays).year, 12, 31), complete_to)


def is_working_day(day: date, *, pool: int, policy: PolicySet) -> bool:
    """Whether offices work; policy names the days on which the published calendar is wrong or ends too early."""
    changed = policy.value("calendar.changed_days", pool=pool, on=day)
    if day in changed["off"] or day in changed["worked"]:
        return day in changed["worked"]
    try:
        return bool(is_workday(day))
    except NotImplementedError:
        # A year nobody has published yet. Without its holidays a deadline comes too early, never too late.
        return day.weekday() < 5


def end_of_working_day(now: datetime, *, days: int, pool: int, policy: PolicySet) -> datetime:
    """The moment the so-manieth working day after today ends; today does not count, days is at least 1."""
    day = beijing_day(now)
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, pool=pool, policy=policy)
    return datetime.combine(day + timedelta(days=1), time(), BEIJING)
