"""How large the country is and what happens on which day: all of it follows from four numbers."""

from datetime import date, datetime, time, timedelta

from gongji.edge.invented.family import ELDERS, FAMILY, TURNS
from gongji.ground.calendar import BEIJING, months_after
from gongji.ground.value import value

# Processes that settle, each for families of its own.
LANES = 2
# So many settlements make a family of nine, up to about 200,000 people: about ten bills each in the month.
SETTLEMENTS_A_FAMILY = 20
FAMILIES_AT_MOST = 22_000
HOSPITALS_EACH, PHARMACIES_EACH = 3, 2
# One of a hundred is a premium: each takes four verbs by itself, where bills are settled by the five hundred.
PREMIUMS_OF_100 = 1


@value
class Plan:
    """first_day: of the month. settlements: bills and premiums; cancels come on top. The same plan, the same month."""

    first_day: date
    settlements: int
    seed: int

    @property
    def month(self) -> int:
        """As clearing has it: 202609."""
        return self.first_day.year * 100 + self.first_day.month

    @property
    def over(self) -> date:
        """The first day after the month."""
        return months_after(self.first_day, 1)

    @property
    def families(self) -> int:
        """Of nine people each."""
        return max(LANES, min(self.settlements // SETTLEMENTS_A_FAMILY, FAMILIES_AT_MOST))

    @property
    def people(self) -> int:
        """All of them."""
        return self.families * FAMILY

    @property
    def quotas(self) -> int:
        """Every elder has one, two or three."""
        return self.families * len(TURNS)

    @property
    def days(self) -> list[date]:
        """Of the month."""
        return [self.first_day + timedelta(days=place) for place in range((self.over - self.first_day).days)]

    @property
    def prepared_at(self) -> datetime:
        """When everybody was enrolled and let relatives spend: a month before."""
        return datetime.combine(self.first_day - timedelta(days=30), time(10), BEIJING)

    def bills(self, day: date, lane: int) -> range:
        """Which of all bills a lane settles on a day."""
        return self._part(self.settlements - self._premiums, day, lane)

    def premiums(self, day: date, lane: int) -> range:
        """Which of all premiums."""
        return self._part(self._premiums, day, lane)

    @property
    def _premiums(self) -> int:
        return min(self.settlements * PREMIUMS_OF_100 // 100, self.families * ELDERS // LANES)

    def _part(self, whole: int, day: date, lane: int) -> range:
        place, places = (day - self.first_day).days * LANES + lane, len(self.days) * LANES
        return range(whole * place // places, whole * (place + 1) // places)
