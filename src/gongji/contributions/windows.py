"""When a pool collects the premium of a year: the first window before the year, later ones in it (B-02, B-03)."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from gongji.contributions.bands import Band, Covered, require_band
from gongji.contributions.refusals import PremiumNotOffered, PremiumWindowClosed
from gongji.contributions.scheme import Scheme
from gongji.ground.calendar import BEIJING, beijing_day, months_after
from gongji.ground.policy import PolicySet
from gongji.ground.value import value


@value
class Window:
    """One window as policy has it. open_from … open_to: the first and the last day.

    daily_hours: from the first to before the second, in Beijing. age_on: the day on which ages count,
    None for the first of the year. wait_months: from the day of the order until cover starts, 0 for at once; None where
    it starts with the year.
    """

    bands: tuple[Band, ...]
    open_from: date
    open_to: date
    age_on: date | None = None
    daily_hours: tuple[int, int] = (0, 24)
    blackout_days: tuple[date, ...] = ()
    wait_months: int | None = None

    def band_of(self, covered: Covered, *, year: int) -> Band:
        """What somebody pays by; refuses what `require_band` refuses."""
        return require_band(self.bands, covered, year=year, age_on=self.age_on or date(year, 1, 1))

    def cover_from(self, *, year: int, day: date) -> date:
        """The first day of cover of what is ordered on a day."""
        return date(year, 1, 1) if self.wait_months is None else months_after(day, self.wait_months)

    def is_open(self, *, year: int, now: datetime) -> bool:
        """Whether it is collected at this moment; nobody pays for cover that would start after its year (B-03)."""
        day, hour = beijing_day(now), now.astimezone(BEIJING).hour
        return (
            self.open_from <= day <= self.open_to
            and day not in self.blackout_days
            and self.daily_hours[0] <= hour < self.daily_hours[1]
            and self.cover_from(year=year, day=day).year == year
        )


def require_windows(*, scheme: Scheme, year: int, pool: int, on: date, policy: PolicySet) -> Sequence[Window]:
    """The windows for a year of cover in a pool, earliest first. Refuses PremiumNotOffered."""
    by_year = policy.value(f"premium.{scheme.name.lower()}", pool=pool, on=on)
    if str(year) not in by_year:
        raise PremiumNotOffered(year=year)
    return msgspec.convert(by_year[str(year)], list[Window])


def require_open(windows: Sequence[Window], *, year: int, now: datetime) -> Window:
    """The window that is open now. Refuses PremiumWindowClosed, with the one that opens next or was the last."""
    for window in windows:
        if window.is_open(year=year, now=now):
            return window
    coming = [window for window in windows if beijing_day(now) <= window.open_to]
    told = coming[0] if coming else windows[-1]
    begin, end = told.daily_hours
    hours = f"{begin:02d}:00–{end:02d}:00"
    raise PremiumWindowClosed(year=year, opens_on=told.open_from, last_day=told.open_to, hours=hours)
