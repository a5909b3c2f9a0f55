"""Working days of the mainland."""

from datetime import date, datetime

import pytest

from gongji.ground.calendar import BEIJING
from gongji.ground.policy import published
from gongji.ground.working_days import end_of_working_day, is_working_day

XIAMEN = 350200


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 10, 8), True),
        # A Saturday that makes up for the holiday.
        (date(2026, 10, 10), True),
        (date(2026, 11, 7), False),
        # Years the calendar does not reach: policy names New Year's Day, weekends are free.
        (date(2027, 1, 1), False),
        (date(2027, 1, 2), False),
        (date(2027, 1, 4), True),
    ],
)
def test_holidays_are_off_and_some_saturdays_are_not(day: date, works: bool) -> None:
    assert is_working_day(day, pool=XIAMEN, policy=published()) is works


@pytest.mark.parametrize(
    ("now", "days", "ends"),
    [
        (datetime(2026, 11, 5, 23, 59, tzinfo=BEIJING), 1, datetime(2026, 11, 7, tzinfo=BEIJING)),
        (datetime(2026, 11, 5, 12, 0, tzinfo=BEIJING), 2, datetime(2026, 11, 10, tzinfo=BEIJING)),
        (datetime(2026, 11, 7, 12, 0, tzinfo=BEIJING), 1, datetime(2026, 11, 10, tzinfo=BEIJING)),
        (datetime(2026, 9, 30, 12, 0, tzinfo=BEIJING), 3, datetime(2026, 10, 11, tzinfo=BEIJING)),
        (datetime(2026, 12, 31, 12, 0, tzinfo=BEIJING), 1, datetime(2027, 1, 5, tzinfo=BEIJING)),
    ],
)
def test_a_deadline_is_the_end_of_a_working_day_and_today_does_not_count(
    now: datetime, days: int, ends: datetime
) -> None:
    assert end_of_working_day(now, days=days, pool=XIAMEN, policy=published()) == ends
