"""Days and months are Beijing's."""

from datetime import UTC, date, datetime

import pytest

from gongji.ground.calendar import BEIJING, age_in_years, beijing_day, clearing_month, months_after


@pytest.mark.parametrize(
    ("moment", "day", "month"),
    [
        (datetime(2026, 11, 5, 15, 59, 59, 999_999, tzinfo=UTC), date(2026, 11, 5), 202611),
        (datetime(2026, 11, 5, 16, 0, tzinfo=UTC), date(2026, 11, 6), 202611),
        (datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC), date(2026, 10, 31), 202610),
        (datetime(2026, 10, 31, 16, 0, tzinfo=UTC), date(2026, 11, 1), 202611),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1), 202701),
        (datetime(2026, 11, 1, 0, 0, tzinfo=UTC), date(2026, 11, 1), 202611),
        (datetime(2027, 1, 1, 0, 0, tzinfo=BEIJING), date(2027, 1, 1), 202701),
    ],
)
def test_the_day_and_the_clearing_month_turn_at_midnight_in_beijing(moment: datetime, day: date, month: int) -> None:
    assert (beijing_day(moment), clearing_month(moment)) == (day, month)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(1955, 3, 4), date(2026, 3, 3), 70.9),
        (date(1955, 3, 4), date(2026, 3, 4), 71.0),
        (date(1955, 3, 4), date(2026, 4, 4), 71.0),
        (date(1955, 3, 4), date(2026, 9, 3), 71.4),
        (date(1955, 3, 4), date(2026, 9, 4), 71.5),
        (date(2026, 11, 4), date(2026, 11, 5), 0.0),
        (date(2024, 2, 29), date(2026, 2, 28), 1.9),
        (date(2024, 2, 29), date(2026, 3, 1), 2.0),
    ],
)
def test_age_has_one_decimal_rounded_down(born: date, on: date, age: float) -> None:
    assert age_in_years(born, on) == age


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2027, 3, 1), 3, date(2027, 6, 1)),
        (date(2027, 3, 31), 3, date(2027, 6, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_months_later_it_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after
