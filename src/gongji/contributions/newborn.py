"""Newborns are insured from birth: for a while after it the premium is taken outside its windows, or is free (B-04)."""

from datetime import date, timedelta

from gongji.contributions.refusals import PremiumFreeForNewborn
from gongji.contributions.scheme import Scheme
from gongji.ground.policy import PolicySet


def newborn_from(born_on: date, *, scheme: Scheme, year: int, pool: int, on: date, policy: PolicySet) -> date | None:
    """The first day of cover of a newborn whose premium is taken on a day; None for who is none, or no longer.

    It is the year of birth that is paid, from birth, and the year after once it has begun. Refuses
    PremiumFreeForNewborn in the year of birth.
    """
    rule = policy.value("premium.newborn", pool=pool, on=on).get(scheme.name)
    if rule is None or year < born_on.year:
        return None
    if rule["free"] and year == born_on.year:
        raise PremiumFreeForNewborn(year=year)
    cover_from = max(born_on, date(year, 1, 1))
    return cover_from if cover_from <= on <= born_on + timedelta(days=rule["days"]) else None
