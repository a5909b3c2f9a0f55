"""The liquidity twin: months that were, replayed day by day against the next month's prefunds. Pure (C-20 … C-26).

A replayed month begins with full prefunds and what provinces owe each other for it adds up day by day, as the use rate
of C-23 has it at the month's end. A day is under cover when what has come together is more than the prefund.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import groupby

from gongji.clearing.prefund import E4, Alarm, alarm_of, use_rate_e4
from gongji.ground.money import share_half_up
from gongji.ground.value import value

# Who pays and who is paid, both provinces.
Pair = tuple[int, int]


class Side(StrEnum):
    """A province as who holds prefunds of others, or as who has advanced them."""

    PAYEE = "payee"
    PAYER = "payer"


@value
class DayOwed:
    """What one province came to owe another on a day; negative where cancels outweigh it (C-16)."""

    day: date
    payer_province: int
    payee_province: int
    amount_fen: int


@value
class Cover:
    """How a province would have stood at the end of a day of a replayed month. month_fen: what has come together."""

    day: date
    month_fen: int
    short_fen: int


@value
class ProvinceMonth:
    """One province in one replayed month. rate_e4: at its end (C-23). alarm: NONE of a payer, since alarms act on what
    the receiving province holds in all (C-26). days_under: on which cover was missing, of `covers`. pairs_under: with
    how many provinces that was so of the pair alone, on some day.
    """

    side: Side
    province: int
    month: int
    prefund_fen: int
    rate_e4: int
    alarm: Alarm
    days_under: int
    pairs_under: int
    covers: tuple[Cover, ...]

    @property
    def short_fen(self) -> int:
        """The most that was missing on a day."""
        return max(cover.short_fen for cover in self.covers)


@value
class Outlook:
    """One province over all replayed months. rate_e4, alarm, pairs_under: of its worst month. days_under: of `days`."""

    province: int
    prefund_fen: int
    month_fen: int
    rate_e4: int
    alarm: Alarm
    days_under: int
    days: int
    short_fen: int
    pairs_under: int


@value
class Marks:
    """The use rates from which a prefund is yellow and red (C-23)."""

    yellow_e4: int
    red_e4: int


def replay(
    owed: Iterable[DayOwed],
    *,
    days: Sequence[date],
    prefunds: Mapping[Pair, int],
    growth_e4: int,
    marks: Marks,
) -> list[ProvinceMonth]:
    """Replay one month: every province that owes, is owed, or has a prefund on either side; by side and province.

    days: of the month, all of them. growth_e4: by how many ten-thousandths more is owed, half a fen rounded up. A
    payee balances among what it holds of all (C-20); of a payer, what it advanced to one does not cover another.
    """
    assert growth_e4 > -E4, "something is left"
    running = _running(owed, days, prefunds, growth_e4)
    payees = sorted({payee for _, payee in running})
    payers = sorted({payer for payer, _ in running})
    return [_payee(payee, days, running, prefunds, marks) for payee in payees] + [
        _payer(payer, days, running, prefunds) for payer in payers
    ]


def outlook(months: Iterable[ProvinceMonth], side: Side) -> list[Outlook]:
    """Each province on one side over all months, the worst first: by days under cover, then by use rate."""
    of_side = sorted((one for one in months if one.side is side), key=lambda one: one.province)
    found = [_outlook(list(its)) for _, its in groupby(of_side, key=lambda one: one.province)]
    return sorted(found, key=lambda one: (-one.days_under, -one.rate_e4, one.province))


def _outlook(months: Sequence[ProvinceMonth]) -> Outlook:
    worst = max(months, key=lambda one: one.rate_e4)
    return Outlook(
        worst.province,
        worst.prefund_fen,
        worst.covers[-1].month_fen,
        worst.rate_e4,
        worst.alarm,
        sum(one.days_under for one in months),
        sum(len(one.covers) for one in months),
        max(one.short_fen for one in months),
        max(one.pairs_under for one in months),
    )


def _running(
    owed: Iterable[DayOwed], days: Sequence[date], prefunds: Mapping[Pair, int], growth_e4: int
) -> dict[Pair, list[int]]:
    """What each pair owes at the end of each day."""
    position = {day: number for number, day in enumerate(days)}
    running: dict[Pair, list[int]] = {pair: [0] * len(days) for pair in sorted(prefunds)}
    by_pair = sorted(owed, key=lambda one: (one.payer_province, one.payee_province, one.day))
    for pair, its in groupby(by_pair, key=lambda one: (one.payer_province, one.payee_province)):
        amounts = [0] * len(days)
        for one in its:
            amounts[position[one.day]] += one.amount_fen
        total = 0
        running[pair] = [share_half_up(total := total + amount, E4 + growth_e4) for amount in amounts]
    return running


def _payee(
    province: int, days: Sequence[date], running: Mapping[Pair, list[int]], prefunds: Mapping[Pair, int], marks: Marks
) -> ProvinceMonth:
    pairs = {pair: owed for pair, owed in running.items() if pair[1] == province}
    prefund_fen = sum(prefunds.get(pair, 0) for pair in pairs)
    totals = [sum(owed[number] for owed in pairs.values()) for number in range(len(days))]
    covers = [Cover(day, total, max(total - prefund_fen, 0)) for day, total in zip(days, totals, strict=True)]
    rate = use_rate_e4(totals[-1], prefund_fen)
    alarm = alarm_of(rate, yellow_e4=marks.yellow_e4, red_e4=marks.red_e4)
    return _province_month(Side.PAYEE, province, prefund_fen, rate, alarm, pairs, prefunds, covers)


def _payer(
    province: int, days: Sequence[date], running: Mapping[Pair, list[int]], prefunds: Mapping[Pair, int]
) -> ProvinceMonth:
    pairs = {pair: owed for pair, owed in running.items() if pair[0] == province}
    prefund_fen = sum(prefunds.get(pair, 0) for pair in pairs)
    covers = [
        Cover(
            day,
            sum(owed[number] for owed in pairs.values()),
            sum(max(owed[number] - prefunds.get(pair, 0), 0) for pair, owed in pairs.items()),
        )
        for number, day in enumerate(days)
    ]
    rate = use_rate_e4(covers[-1].month_fen, prefund_fen)
    return _province_month(Side.PAYER, province, prefund_fen, rate, Alarm.NONE, pairs, prefunds, covers)


def _province_month(
    side: Side,
    province: int,
    prefund_fen: int,
    rate_e4: int,
    alarm: Alarm,
    pairs: Mapping[Pair, list[int]],
    prefunds: Mapping[Pair, int],
    covers: Sequence[Cover],
) -> ProvinceMonth:
    month = covers[0].day.year * 100 + covers[0].day.month
    days_under = sum(cover.short_fen > 0 for cover in covers)
    pairs_under = sum(max(owed) > prefunds.get(pair, 0) for pair, owed in pairs.items())
    return ProvinceMonth(side, province, month, prefund_fen, rate_e4, alarm, days_under, pairs_under, tuple(covers))
