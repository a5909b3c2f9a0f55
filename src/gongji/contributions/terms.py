"""What a pool asks for a year of cover, and when: exact amounts and windows are dated policy (B-01, B-02)."""

from datetime import date, datetime

from gongji.contributions.order import Scheme
from gongji.contributions.refusals import PremiumNotOffered, PremiumWindowClosed
from gongji.ground.calendar import BEIJING, beijing_day
from gongji.ground.policy import PolicySet
from gongji.ground.value import value


@value
class Terms:
    """open_from … open_to: the first and the last day. daily_hours: from the first to before the second, in Beijing."""

    amount_fen: int
    open_from: date
    open_to: date
    daily_hours: list[int]
    blackout_days: list[date]

    def is_open(self, now: datetime) -> bool:
        """Whether it is collected at this moment."""
        day, hour = beijing_day(now), now.astimezone(BEIJING).hour
        return (
            self.open_from <= day <= self.open_to
            and day not in self.blackout_days
            and self.daily_hours[0] <= hour < self.daily_hours[1]
        )


def require_open(*, scheme: Scheme, year: int, pool: int, now: datetime, policy: PolicySet) -> Terms:
    """What a year of cover costs in a pool that collects it now. Refuses: PremiumNotOffered, PremiumWindowClosed."""
    by_year = policy.value(f"premium.{scheme.name.lower()}", pool=pool, on=beijing_day(now))
    if str(year) not in by_year:
        raise PremiumNotOffered(year=year)
    terms = Terms(**by_year[str(year)])
    if not terms.is_open(now):
        begin, end = terms.daily_hours
        hours = f"{begin:02d}:00–{end:02d}:00"
        raise PremiumWindowClosed(year=year, opens_on=terms.open_from, last_day=terms.open_to, hours=hours)
    return terms
