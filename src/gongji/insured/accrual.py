"""What money earns: from balances day by day, exact until the whole is rounded to the fen once (W-38)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import ClassVar

from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import replace, value

ONE_DAY = timedelta(days=1)
E4 = 10_000


@refusal
class NoInterestRate(Refusal):
    """Nobody has said what money in this pool earns on this day."""

    code: ClassVar[str] = "NO_INTEREST_RATE"
    rule: ClassVar[str] = "W-38"
    pool: int
    on: date


@value
class Span:
    """Days with the same yearly rates, in 1/10,000; to_day is the first after them."""

    from_day: date
    to_day: date
    current: int
    carried: int


@value
class Change:
    """What the end of a day had more than the day before, or less: of this year's money or of carried-over money."""

    current: bool
    day: date
    fen: int


def last_due_day(pool: int, *, on: date, policy: PolicySet) -> date:
    """The latest day at which interest of a pool was to be credited: the day after the last that earned (W-38)."""
    month, day = map(int, policy.value("interest.credit_date", pool=pool, on=on).split("-"))
    this_year = date(on.year, month, day) + ONE_DAY
    return this_year if this_year <= on else date(on.year - 1, month, day) + ONE_DAY


def day_basis(pool: int, *, on: date, policy: PolicySet) -> int:
    """How many days a year counts: 360 of ACT/360."""
    return int(policy.value("interest.day_count", pool=pool, on=on).removeprefix("ACT/"))


def rate_spans(pool: int, *, from_day: date, to_day: date, policy: PolicySet) -> list[Span]:
    """The days from one to before the other, as long as rates stay the same in one span; refuses NoInterestRate."""
    spans: list[Span] = []
    day = from_day
    while day < to_day:
        try:
            rates = [policy.value(f"interest.rate_{which}", pool=pool, on=day) for which in ("current", "carried")]
        except KeyError:
            raise NoInterestRate(pool=pool, on=day) from None
        if spans and [spans[-1].current, spans[-1].carried] == rates:
            spans[-1] = replace(spans[-1], to_day=day + ONE_DAY)
        else:
            spans.append(Span(day, day + ONE_DAY, *rates))
        day += ONE_DAY
    return spans


def accrue_e4(changes: Sequence[Change], spans: Iterable[Span], *, basis: int) -> int:
    """What the spans' days earned, in 1/10,000 fen, rounded down.

    changes: all there ever were. The day money comes earns, the day it goes does not: what counts is the end of a day.
    """
    earned = 0
    for span in spans:
        for change in changes:
            if change.day < span.to_day:
                days = (span.to_day - max(change.day, span.from_day)).days
                earned += change.fen * days * (span.current if change.current else span.carried)
    return earned // basis


def whole_fen(accrued_e4: int) -> int:
    """Rounded half up to the fen; the rounding is the pool's gain or loss."""
    return (accrued_e4 + E4 // 2) // E4
