"""Provinces pay each other in advance: sized once a year, raised when it runs short, never in the way of a payment."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji import clearing
from gongji.access import SecondPerson
from gongji.audit import By
from gongji.clearing import (
    Alarm,
    PaymentNotFull,
    PrefundChange,
    PrefundChangeNotReady,
    PrefundChangeUnknown,
    PrefundChangeWaits,
    PrefundSuffices,
    Proof,
)
from gongji.clearing.prefund import alarm_of, urgent_size, use_rate_e4, yearly_size
from gongji.kinship import NearRelative
from tests.clearing.month import CLERK, NOVEMBER, SECOND, Month, at
from tests.world import PILLS, furnished_world

Connect = Callable[..., Connection[Any]]
FUJIAN, GANSU = 350000, 620000
JANUARY = at(date(2027, 1, 11))


@pytest.fixture
def month(connect: Connect, tmp_path: Path) -> Month:
    """November is sorted: Xiamen's aid in Lanzhou was 218.50."""
    month = Month(furnished_world(connect(), tmp_path / "keys"))
    world = month.world
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    month.file()
    month.generate()
    return month


def sized(month: Month) -> list[PrefundChange]:
    return clearing.size_for_year(month.world.db, year=2027, now=JANUARY, policy=month.world.policy, by=CLERK)


def approved(month: Month, change: PrefundChange, *, by: By = SECOND) -> PrefundChange:
    return clearing.approve_prefund(
        month.world.db, change_id=change.change_id, now=JANUARY, policy=month.world.policy, by=by
    )


def paid(month: Month, change: PrefundChange, fen: int | None = None) -> PrefundChange:
    proof = Proof("ICBC", "5", date(2027, 2, 1), fen or change.amount_fen, FUJIAN, GANSU)
    return clearing.pay_prefund(month.world.db, change_id=change.change_id, proof=proof, now=JANUARY, by=CLERK)


def asked(month: Month) -> PrefundChange:
    return clearing.ask_urgently(
        month.world.db,
        payer_province=FUJIAN,
        payee_province=GANSU,
        batch_month=NOVEMBER,
        reason="使用率超过九成",
        now=JANUARY,
        policy=month.world.policy,
        by=CLERK,
    )


def test_o_27_twice_the_monthly_average_of_the_last_quarter() -> None:
    assert yearly_size([300_000_00, 360_000_00, 420_000_00], factor=2) == 720_000_00
    assert yearly_size([1, 0, 0], factor=1) == 0
    assert yearly_size([1, 1, 0], factor=1) == 1
    assert yearly_size([-5, 1, 1], factor=2) == 0


@pytest.mark.parametrize(
    ("month_fen", "prefund_fen", "alarm"),
    [
        (69_99, 100_00, Alarm.NONE),
        (70_00, 100_00, Alarm.YELLOW),
        (89_99, 100_00, Alarm.YELLOW),
        (90_00, 100_00, Alarm.RED),
        (1, 0, Alarm.RED),
        (0, 0, Alarm.NONE),
        (-5_00, 100_00, Alarm.NONE),
    ],
)
def test_c_23_seven_tenths_are_yellow_and_nine_tenths_red(month_fen: int, prefund_fen: int, alarm: Alarm) -> None:
    assert alarm_of(use_rate_e4(month_fen, prefund_fen), yellow_e4=7_000, red_e4=9_000) is alarm


def test_c_24_an_urgent_increase_brings_the_use_rate_down_to_seven_tenths_in_whole_ten_thousands_of_yuan() -> None:
    assert urgent_size(700_000_00, yellow_e4=7_000, round_to_fen=10_000_00) == 1_000_000_00
    assert urgent_size(700_000_01, yellow_e4=7_000, round_to_fen=10_000_00) == 1_010_000_00


def test_c_22_the_year_is_asked_for_once_approved_by_another_paid_by_the_day_and_in_both_books(month: Month) -> None:
    (change,) = sized(month)
    assert (change.payer_province, change.payee_province) == (FUJIAN, GANSU)
    # One month of 218.50 in a quarter, twice its average: 145.666… rounded.
    assert (change.held_fen, change.size_fen, change.amount_fen) == (0, 145_67, 145_67)
    assert sized(month) == []
    with pytest.raises(SecondPerson):
        approved(month, change, by=CLERK)
    due = approved(month, change).due_on
    assert due == date(2027, 2, 1)
    with pytest.raises(PaymentNotFull):
        paid(month, change, 145_66)
    assert paid(month, change).state == "PAID"
    with pytest.raises(PrefundChangeNotReady):
        paid(month, change)
    month.world.require_books_agree()


def test_c_25_a_province_without_a_prefund_is_red_and_its_people_pay_all_the_same(month: Month) -> None:
    db, policy = month.world.db, month.world.policy
    total, pair = clearing.prefund_uses(db, batch_month=NOVEMBER, payee_province=GANSU, policy=policy)
    assert (total.payer_province, total.month_fen, total.held_fen, total.alarm) == (0, 218_50, 0, Alarm.RED)
    assert (pair.payer_province, pair.alarm) == (FUJIAN, Alarm.RED)


def test_c_24_a_province_in_the_red_asks_for_more_once_and_another_change_waits_for_it(month: Month) -> None:
    change = asked(month)
    assert (change.size_fen, change.amount_fen) == (10_000_00, 10_000_00)
    with pytest.raises(PrefundChangeWaits):
        asked(month)
    paid(month, approved(month, change))
    with pytest.raises(PrefundSuffices):
        asked(month)
    # The year then gives most of it back.
    (yearly,) = sized(month)
    assert yearly.amount_fen == 145_67 - 10_000_00


def test_a_change_nobody_asked_for_is_unknown(month: Month) -> None:
    with pytest.raises(PrefundChangeUnknown):
        clearing.approve_prefund(month.world.db, change_id=1, now=JANUARY, policy=month.world.policy, by=SECOND)
