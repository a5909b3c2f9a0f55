"""What a pool asks of somebody for a year of cover today, and from when it insures her (B-01 … B-04)."""

from datetime import date, datetime

from gongji.contributions.bands import Covered
from gongji.contributions.newborn import newborn_from
from gongji.contributions.scheme import Scheme
from gongji.contributions.windows import require_open, require_windows
from gongji.ground.calendar import beijing_day
from gongji.ground.policy import PolicySet
from gongji.ground.value import value


@value
class Terms:
    """band: the name of what she pays by, "" where a pool has one amount. wait_months: as a late window has it (B-03).

    cover_from: the first day of cover.
    """

    amount_fen: int
    band: str
    wait_months: int | None
    cover_from: date


def require_terms(covered: Covered, *, scheme: Scheme, year: int, pool: int, now: datetime, policy: PolicySet) -> Terms:
    """What somebody pays for a year of cover in a pool that takes it now; a newborn what the first window asks.

    Refuses: PremiumNotOffered, PremiumWindowClosed, PremiumFreeForNewborn, PremiumGroupNotTold, PremiumFullySubsidised.
    """
    day = beijing_day(now)
    windows = require_windows(scheme=scheme, year=year, pool=pool, on=day, policy=policy)
    cover_from = newborn_from(covered.born_on, scheme=scheme, year=year, pool=pool, on=day, policy=policy)
    if cover_from is not None:
        window, wait_months = windows[0], None
    else:
        window = require_open(windows, year=year, now=now)
        cover_from, wait_months = window.cover_from(year=year, day=day), window.wait_months
    band = window.band_of(covered, year=year)
    return Terms(band.amount_fen, band.name, wait_months, cover_from)
