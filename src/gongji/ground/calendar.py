"""Days, months and years are Beijing's, whatever clock the machine keeps."""

from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

# China has kept one offset without summer time since 1991, so a fixed offset is exact and needs no table.
BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


def beijing_day(moment: datetime) -> date:
    """The calendar day of a moment in Beijing."""
    return moment.astimezone(BEIJING).date()


def clearing_month(moment: datetime) -> int:
    """The month a settlement is cleared in, 202611, fixed when it commits (design: time; C-33)."""
    day = beijing_day(moment)
    return day.year * 100 + day.month


def age_in_years(born: date, on: date) -> float:
    """Age with one decimal, months in tenths rounded down, as the national interface shows it."""
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    return months // 12 + (months % 12) * 10 // 12 / 10


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it is shorter (Civil Code art. 202)."""
    years, month = divmod(day.month - 1 + months, 12)
    longest = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, longest))
