"""Past months are replayed against prefunds: days under cover, worked out by hand."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji import clearing
from gongji.clearing import Alarm, DaysMissing, PrefundChange, Proof, ProvinceMonth, Side, WhatIf
from gongji.clearing.liquidity import DayOwed, Marks, Pair, replay
from gongji.kinship import NearRelative
from tests.clearing.month import CLERK, SECOND, Month, at
from tests.world import PILLS, XIAMEN, XIAN_HOSPITAL, furnished_world

FUJIAN, GANSU, SHAANXI = 350000, 620000, 610000
NOVEMBER = [date(2026, 11, 1) + timedelta(days=day) for day in range(30)]
MARKS = Marks(7_000, 9_000)


def on(day: int, payer: int, payee: int, fen: int) -> DayOwed:
    return DayOwed(date(2026, 11, day), payer, payee, fen)


def replayed(
    owed: list[DayOwed], prefunds: dict[Pair, int], growth_e4: int = 0
) -> dict[tuple[Side, int], ProvinceMonth]:
    months = replay(owed, days=NOVEMBER, prefunds=prefunds, growth_e4=growth_e4, marks=MARKS)
    return {(one.side, one.province): one for one in months}


def test_a_province_is_under_cover_from_the_day_on_which_all_it_holds_is_used_up() -> None:
    # Gansu holds 100.00 of Fujian and 50.00 of Shaanxi. By the 10th 90.00 and 40.00 have come together, which is all
    # covered; on the 20th Shaanxi's are 70.00 more, 200.00 in all; on the 25th a cancel takes 60.00 back, 140.00.
    owed = [on(10, FUJIAN, GANSU, 90_00), on(5, SHAANXI, GANSU, 40_00), on(20, SHAANXI, GANSU, 70_00)]
    owed.append(on(25, SHAANXI, GANSU, -60_00))
    found = replayed(owed, {(FUJIAN, GANSU): 100_00, (SHAANXI, GANSU): 50_00})
    gansu = found[Side.PAYEE, GANSU]
    assert (gansu.prefund_fen, gansu.days_under, gansu.short_fen) == (150_00, 5, 50_00)
    assert [cover.day.day for cover in gansu.covers if cover.short_fen] == [20, 21, 22, 23, 24]
    # 140.00 of 150.00 at the end: 93.33 %. The pair with Shaanxi alone was over on the 20th, Fujian's never.
    assert (gansu.rate_e4, gansu.alarm, gansu.pairs_under) == (9_333, Alarm.RED, 1)
    # What Shaanxi advanced is over by itself from the 20th: 110.00 and then 50.00 of 50.00, which just covers.
    shaanxi = found[Side.PAYER, SHAANXI]
    assert (shaanxi.days_under, shaanxi.short_fen, shaanxi.alarm) == (5, 60_00, Alarm.NONE)
    fujian = found[Side.PAYER, FUJIAN]
    assert (fujian.days_under, fujian.pairs_under, fujian.rate_e4) == (0, 0, 9_000)


def test_what_a_payer_advanced_to_one_does_not_cover_another() -> None:
    owed = [on(30, FUJIAN, GANSU, 60_00)]
    found = replayed(owed, {(FUJIAN, GANSU): 50_00, (FUJIAN, SHAANXI): 1_000_00})
    fujian = found[Side.PAYER, FUJIAN]
    assert (fujian.prefund_fen, fujian.days_under, fujian.short_fen) == (1_050_00, 1, 10_00)
    assert found[Side.PAYEE, SHAANXI].days_under == 0


def test_growth_counts_for_every_day_and_rounds_what_has_come_together_to_the_fen() -> None:
    owed = [on(1, FUJIAN, GANSU, 33), on(2, FUJIAN, GANSU, 33)]
    gansu = replayed(owed, {(FUJIAN, GANSU): 79}, growth_e4=2_000)[Side.PAYEE, GANSU]
    # 39.6 and 79.2 fen.
    assert [cover.month_fen for cover in gansu.covers[:3]] == [40, 79, 79]
    assert gansu.days_under == 0
    assert replayed(owed, {(FUJIAN, GANSU): 78}, growth_e4=2_000)[Side.PAYEE, GANSU].days_under == 29


def test_without_a_prefund_every_day_from_the_first_item_on_is_under_cover() -> None:
    gansu = replayed([on(21, FUJIAN, GANSU, 1)], {})[Side.PAYEE, GANSU]
    assert (gansu.days_under, gansu.rate_e4, gansu.alarm) == (10, 10_000, Alarm.RED)


@pytest.fixture
def month(connect: Callable[..., Connection[Any]], tmp_path: Path) -> Month:
    """Of one quota in Xiamen: on 5 November 218.50 in Lanzhou and 40.00 in Xi'an, on the 6th 100.00 in Lanzhou."""
    month = Month(furnished_world(connect(), tmp_path / "keys"))
    world = month.world
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    world.buy(mother, (PILLS, 40_00), at=XIAN_HOSPITAL)
    world.later(days=1)
    world.buy(mother, (PILLS, 100_00))
    return month


def projected(month: Month, **what_if: int) -> dict[tuple[Side, int], ProvinceMonth]:
    found = clearing.project(
        month.world.db, months=3, what_if=WhatIf(**what_if), now=at(date(2026, 12, 2)), policy=month.world.policy
    )
    assert (found.month, found.replayed) == (202612, (202611,))
    return {(one.side, one.province): one for one in found.provinces}


def totals(month: Month, province: int, **what_if: int) -> list[int]:
    """What has come together for a province at the end of the 4th, 5th, 6th and 30th."""
    covers = projected(month, **what_if)[Side.PAYEE, province].covers
    return [covers[day - 1].month_fen for day in (4, 5, 6, 30)]


def test_filed_days_are_replayed_by_province(month: Month) -> None:
    month.file()
    assert totals(month, GANSU) == [0, 218_50, 318_50, 318_50]
    assert totals(month, SHAANXI) == [0, 40_00, 40_00, 40_00]
    assert projected(month)[Side.PAYER, FUJIAN].pairs_under == 2


def test_a_ceiling_keeps_the_first_bills_of_a_quota_and_cuts_the_later_ones(month: Month) -> None:
    month.file()
    # Of 230.00 the first bill takes 218.50, so that Xi'an gets 11.50 and the next day nothing.
    assert totals(month, GANSU, quota_ceiling_fen=230_00) == [0, 218_50, 218_50, 218_50]
    assert totals(month, SHAANXI, quota_ceiling_fen=230_00) == [0, 11_50, 11_50, 11_50]
    assert totals(month, GANSU, quota_ceiling_fen=0) == [0, 0, 0, 0]
    assert totals(month, GANSU, quota_ceiling_fen=358_50) == totals(month, GANSU)


def test_what_a_cancel_gave_back_to_a_quota_can_be_spent_again_under_a_ceiling(month: Month) -> None:
    world = month.world
    mother = world.resident("马桂")
    world.share(world.employee("马一", account=1_000_00, sex=1), mother, NearRelative.PARENT, 1_000_00)
    world.done(world.cancel(world.buy(mother, (PILLS, 100_00))))
    world.buy(mother, (PILLS, 90_00))
    month.file()
    # 318.50 and 90.00, of which the other family's quota is cut to 100.00 for its first bill in Lanzhou.
    assert totals(month, GANSU, quota_ceiling_fen=100_00)[2:] == [190_00, 190_00]


def test_what_a_quota_paid_at_home_counts_toward_its_ceiling(month: Month) -> None:
    world = month.world
    mother = world.resident("马桂", pool=XIAMEN)
    world.share(world.employee("马一", account=1_000_00, sex=1), mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 80_00), at="P35020300001")
    world.buy(mother, (PILLS, 50_00))
    month.file()
    before = totals(month, GANSU)[-1]
    assert (before, totals(month, GANSU, quota_ceiling_fen=100_00)[-1]) == (368_50, 100_00 + 20_00)


def test_a_prefund_is_what_was_paid_or_will_be_by_then_or_what_a_sizing_would_make_it(month: Month) -> None:
    month.file()
    month.generate()
    db, policy = month.world.db, month.world.policy
    now = at(date(2026, 12, 21))
    asked: PrefundChange = clearing.ask_urgently(
        db,
        payer_province=FUJIAN,
        payee_province=GANSU,
        batch_month=202611,
        reason="x",
        now=now,
        policy=policy,
        by=CLERK,
    )
    assert projected(month)[Side.PAYEE, GANSU].prefund_fen == 0
    # Approved, but due only in January.
    clearing.approve_prefund(db, change_id=asked.change_id, now=now, policy=policy, by=SECOND)
    assert projected(month)[Side.PAYEE, GANSU].prefund_fen == 0
    proof = Proof("ICBC", "5", date(2026, 12, 30), asked.amount_fen, FUJIAN, GANSU)
    clearing.pay_prefund(db, change_id=asked.change_id, proof=proof, now=now, by=CLERK)
    gansu = projected(month)[Side.PAYEE, GANSU]
    assert (gansu.prefund_fen, gansu.days_under, gansu.alarm) == (10_000_00, 0, Alarm.NONE)
    sized = projected(month, prefund_months=2)
    assert sized[Side.PAYEE, GANSU].prefund_fen == 2 * 318_50
    assert (sized[Side.PAYEE, GANSU].rate_e4, sized[Side.PAYER, FUJIAN].prefund_fen) == (5_000, 2 * 358_50)


def test_a_month_that_is_not_filed_whole_is_not_replayed(month: Month) -> None:
    month.file(until=date(2026, 11, 29))
    with pytest.raises(DaysMissing):
        projected(month)


def test_nothing_filed_is_nothing_to_replay(db: Connection[Any], tmp_path: Path) -> None:
    with pytest.raises(DaysMissing):
        projected(Month(furnished_world(db, tmp_path / "keys")))


def test_two_months_are_two_replays_and_the_quotas_year_goes_on_over_both(month: Month) -> None:
    world = month.world
    mother = world.resident("马桂")
    world.share(world.employee("马一", account=1_000_00, sex=1), mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 80_00))
    month.file()
    world.now = at(date(2026, 12, 3))
    world.buy(mother, (PILLS, 50_00))
    month.file(until=date(2026, 12, 31))
    found = clearing.project(
        world.db, months=2, what_if=WhatIf(quota_ceiling_fen=100_00), now=world.now, policy=world.policy
    )
    ends = {
        one.month: one.covers[-1].month_fen
        for one in found.provinces
        if (one.side, one.province) == (Side.PAYEE, GANSU)
    }
    assert (found.month, ends) == (202701, {202611: 100_00 + 80_00, 202612: 20_00})
