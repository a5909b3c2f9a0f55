"""What a year of cover costs by age and group: the first band that fits decides (B-01)."""

from collections.abc import Iterable
from datetime import date

from gongji.contributions.refusals import PremiumFullySubsidised, PremiumGroupNotTold, PremiumNotOffered
from gongji.ground.calendar import age_in_years
from gongji.ground.value import value


@value
class Covered:
    """What of the person it insures her premium depends on.

    group: of those public money helps, as the tax office names it; "" for none, None where it has not been asked.
    """

    born_on: date
    sex: int
    person_type: str
    group: str | None

    def age_on(self, day: date) -> int:
        """Full years; 0 for who is not born yet."""
        return max(0, int(age_in_years(self.born_on, day)))


@value
class Band:
    """An amount and for whom it is; what a band does not name does not matter to it.

    ages: from the first to before the second. sex: 1 male, 2 female, 0 either. person_types: as the roll has them.
    """

    amount_fen: int
    name: str = ""
    ages: tuple[int, int] | None = None
    sex: int = 0
    person_types: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def fits(self, covered: Covered, age: int) -> bool:
        """Whether it is for somebody of this age, her group aside."""
        return (
            (self.ages is None or self.ages[0] <= age < self.ages[1])
            and self.sex in (0, covered.sex)
            and (not self.person_types or covered.person_type in self.person_types)
        )


def require_band(bands: Iterable[Band], covered: Covered, *, year: int, age_on: date) -> Band:
    """The band of a person by her age on a day.

    Refuses: PremiumNotOffered (none is for her), PremiumGroupNotTold (her group decides, and was not asked),
    PremiumFullySubsidised.
    """
    age = covered.age_on(age_on)
    for band in bands:
        if not band.fits(covered, age):
            continue
        if band.groups and covered.group is None:
            raise PremiumGroupNotTold(year=year)
        if not band.groups or covered.group in band.groups:
            if band.amount_fen == 0:
                raise PremiumFullySubsidised(year=year)
            return band
    raise PremiumNotOffered(year=year)
