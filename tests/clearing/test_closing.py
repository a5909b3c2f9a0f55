"""Months and years are closed when nothing of them is open, and refused by name while something is (C-09, C-10)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji import clearing, work_items
from gongji.audit import By
from gongji.clearing import BatchNotReady, BatchUnknown, ClearingYearClosed, ClearingYearOpen, DisputesOpen, OpenItems
from gongji.ground.policy import PolicySet
from gongji.kinship import NearRelative
from tests.clearing import ending
from tests.clearing.answers import answer, missing
from tests.clearing.ending import FUJIAN, GANSU
from tests.clearing.month import CLERK, NOVEMBER, Month, at
from tests.clearing.test_disputes import dispute, withdraw
from tests.edge.reconciliation.day import COMPARES
from tests.world import PILLS, furnished_world

Connect = Callable[..., Connection[Any]]
DECEMBER = 202612
MARCH = date(2027, 3, 31)


@pytest.fixture
def month(connect: Connect, tmp_path: Path) -> Month:
    """Xiamen's aid in Lanzhou 218.50."""
    world = furnished_world(connect(), tmp_path / "keys")
    mother = world.resident("李秀兰")
    world.share(world.employee("陈一", account=3_000_00, sex=1), mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    return Month(world)


def close(month: Month, batch: int = NOVEMBER) -> str:
    return clearing.close_batch(month.world.db, batch_month=batch, now=at(date(2027, 1, 9)), by=CLERK).state


def close_year(month: Month, *, on: date = MARCH) -> None:
    clearing.close_year(month.world.db, year=2026, now=at(on), by=CLERK)


def open_items(month: Month) -> list[OpenItems]:
    return clearing.open_items(month.world.db, year=2026)


def both(why: str, items: int = 1, fen: int = 218_50) -> list[OpenItems]:
    return [OpenItems(province, why, items, fen) for province in (FUJIAN, GANSU)]


def test_c_10_a_batch_is_closed_when_all_its_notices_are_paid_and_not_before(month: Month) -> None:
    ending.sort(month, NOVEMBER)
    ending.confirm(month, NOVEMBER)
    *notices, last = ending.notice(month, NOVEMBER).values()
    ending.pay(month, *notices)
    with pytest.raises(BatchNotReady) as refused:
        close(month)
    assert refused.value == BatchNotReady(batch_month=NOVEMBER, state="PAYING")
    ending.pay(month, last)
    assert close(month) == "CLOSED"
    with pytest.raises(BatchNotReady):
        close(month)
    month.world.require_books_agree()


def test_c_13_a_batch_is_not_closed_while_a_line_of_it_is_disputed(month: Month) -> None:
    ending.sort(month, NOVEMBER)
    disputed = dispute(month)
    assert ending.notice(month, NOVEMBER) == {}
    assert ending.state(month, NOVEMBER) == "PAID"
    with pytest.raises(DisputesOpen) as refused:
        close(month)
    assert refused.value == DisputesOpen(batch_month=NOVEMBER, disputes=1)
    withdraw(month, disputed)
    assert close(month) == "CLOSED"
    month.world.require_books_agree()


def test_a_month_in_which_nothing_happened_is_closed_as_it_was_made(month: Month) -> None:
    ending.end(month, NOVEMBER)
    assert ending.sort(month, DECEMBER).items == 0
    assert close(month, DECEMBER) == "CLOSED"


def test_c_09_a_year_is_closed_when_all_its_items_are_confirmed(month: Month) -> None:
    last = date(2026, 11, 30)
    month.file(first=last, until=last)
    assert open_items(month) == both("NOT_SORTED")
    with pytest.raises(BatchUnknown):
        close_year(month)
    ending.sort(month, NOVEMBER)
    disputed = dispute(month)
    assert open_items(month) == both("DISPUTED")
    ending.sort(month, DECEMBER)
    withdraw(month, disputed, on=date(2027, 1, 22))
    with pytest.raises(ClearingYearOpen) as refused:
        close_year(month)
    assert refused.value == ClearingYearOpen(year=2026, provinces=2)
    ending.sort(month, 202701)
    assert open_items(month) == both("NOT_CONFIRMED")
    ending.confirm(month, 202701, FUJIAN)
    assert open_items(month) == both("NOT_CONFIRMED")
    ending.confirm(month, 202701, GANSU)
    assert open_items(month) == []
    close_year(month)
    assert clearing.year_closed_at(month.world.db, year=2026) == at(MARCH)
    month.world.require_books_agree()
    with pytest.raises(ClearingYearClosed):
        close_year(month)


def test_c_09_items_nobody_has_matched_keep_a_year_open_and_a_closed_one_takes_no_answer(month: Month) -> None:
    world, day = month.world, date(2026, 11, 30)
    world.policy = PolicySet(world.policy.files | {f"provinces/{GANSU}.toml": COMPARES})
    month.file(first=day, until=day)
    (item,) = clearing.items_of(world.db, day=day)
    answer(world, GANSU, missing(item), day=day, on=date(2026, 12, 1))
    for batch in (NOVEMBER, DECEMBER):
        ending.sort(month, batch)
    assert open_items(month) == both("HELD")
    answer(world, GANSU, day=day, on=date(2027, 2, 1))
    for past in range(1, 32):
        answer(world, GANSU, day=date(2026, 12, past), on=date(2027, 2, 1))
    ending.sort(month, 202701)
    ending.confirm(month, 202701)
    close_year(month)
    with pytest.raises(ClearingYearClosed):
        answer(world, GANSU, missing(item), day=day, on=date(2027, 4, 1))


def test_c_09_from_april_on_each_province_with_something_open_is_asked_once_until_it_is_done(month: Month) -> None:
    world = month.world
    ending.sort(month, NOVEMBER)
    ending.sort(month, DECEMBER)

    def overdue(on: date) -> list[int]:
        return clearing.overdue_years(world.db, today=on, policy=world.policy)

    def ask(on: date) -> int:
        by = By(0, "job")
        return clearing.ask_for_overdue_year(world.db, year=2026, now=at(on), policy=world.policy, by=by)

    def asked() -> dict[int, int]:
        found = work_items.find_waiting(world.db, pools=(0, 999_999), kind="CLEARING_YEAR")
        return {one.pool: one.detail["items"] for one in found}

    assert (overdue(MARCH), overdue(date(2027, 4, 1))) == ([], [2026])
    assert ask(date(2027, 4, 1)) == 2
    assert ask(date(2027, 4, 2)) == 0
    assert asked() == {FUJIAN: 1, GANSU: 1}
    ending.confirm(month, NOVEMBER)
    assert (ask(date(2027, 4, 3)), asked()) == (0, {})
    close_year(month, on=date(2027, 4, 3))
    assert overdue(date(2027, 4, 4)) == []
