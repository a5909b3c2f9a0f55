"""What a province answers is kept: what is open, what came late, who is asked, and how old it is (C-32 … C-34)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji import clearing, work_items
from gongji.clearing import Age, Code, Colour, Difference, Mismatch, MismatchUnknown
from gongji.ground.value import replace
from gongji.kinship import NearRelative
from tests.clearing import answers
from tests.clearing.month import CLERK, Month, at
from tests.world import PILLS, furnished_world

FUJIAN = 350000
FIFTH, SIXTH = date(2026, 11, 5), date(2026, 11, 6)


@pytest.fixture
def month(connect: Callable[..., Connection[Any]], tmp_path: Path) -> Month:
    """Two purchases of the fifth."""
    month = Month(furnished_world(connect(), tmp_path / "keys"))
    son, mother = month.world.employee("陈一", account=3_000_00, sex=1), month.world.resident("李秀兰")
    month.world.share(son, mother, NearRelative.PARENT, 1_000_00)
    for _ in range(2):
        month.world.buy(mother, (PILLS, 218_50))
    month.file(until=date(2026, 11, 8))
    return month


def answer(month: Month, *differences: Difference, day: date = FIFTH, on: date = SIXTH) -> dict[Code, int]:
    """Record what Fujian told."""
    return answers.answer(month.world, FUJIAN, *differences, day=day, on=on)


def missing(month: Month, position: int = 0) -> Difference:
    """An item of the fifth that Fujian does not have."""
    return answers.missing(clearing.items_of(month.world.db, day=FIFTH)[position])


def extra(one: Difference) -> Difference:
    """The same item where Fujian has it and the hub's file of that day has not."""
    return Difference(one.journal_id, one.line, Code.NOT_AT_HUB, None, one.hub_fen, None, None, None, None, None)


def open_ones(month: Month) -> list[Mismatch]:
    return clearing.list_mismatches(month.world.db, province=FUJIAN)


def waiting(month: Month) -> list[dict[str, Any]]:
    found = work_items.find_waiting(month.world.db, pools=(FUJIAN, FUJIAN + 10_000), kind="RECONCILIATION")
    return [{name: item.detail[name] for name in ("day", "code", "items")} for item in found]


def test_people_are_asked_once_a_code_until_the_last_row_of_it_is_gone(month: Month) -> None:
    first, second = missing(month), missing(month, 1)
    other = replace(second, code=int(Code.AMOUNT_DIFFERS), party_fen=281_50)
    assert answer(month, first, other) == {Code.NOT_AT_PAYERS_PLACE: 1, Code.AMOUNT_DIFFERS: 1}
    asked = [{"day": "2026-11-05", "code": code, "items": 1} for code in ("M3", "M4")]
    assert waiting(month) == asked
    answer(month, first, other, on=date(2026, 11, 7))
    assert waiting(month) == asked
    answer(month, other)
    assert waiting(month) == asked[1:]
    answer(month)
    assert waiting(month) == []
    assert [one.ending for one in clearing.mismatches_of(month.world.db, day=FIFTH, province=FUJIAN)] == ["MATCHED"] * 2


def test_what_a_new_answer_repeats_keeps_its_age_and_what_it_tells_otherwise_replaces_it(month: Month) -> None:
    answer(month, missing(month))
    (first,) = open_ones(month)
    answer(month, missing(month), on=date(2026, 11, 8))
    assert open_ones(month) == [first]
    answer(month, replace(missing(month), code=int(Code.DOUBLED), party_fen=437_00), on=date(2026, 11, 9))
    history = clearing.mismatches_of(month.world.db, day=FIFTH, province=FUJIAN)
    assert [(one.code, one.ending) for one in history] == [(3, "REPLACED"), (6, None)]


def test_m7_an_item_a_province_tells_a_day_later_is_no_mismatch(month: Month) -> None:
    late = missing(month)
    assert answer(month, late) == {Code.NOT_AT_PAYERS_PLACE: 1}
    assert answer(month, extra(late), day=SIXTH, on=date(2026, 11, 7)) == {Code.LATE: 1}
    assert open_ones(month) == []
    assert waiting(month) == []
    # The first day once more, which still lacks it.
    assert answer(month, late, on=date(2026, 11, 8)) == {Code.LATE: 1}
    assert open_ones(month) == []


def test_m7_is_not_for_another_amount_nor_for_what_the_hub_has_never_heard_of(month: Month) -> None:
    late = missing(month)
    answer(month, late)
    answer(month, replace(extra(late), party_fen=218_51), day=SIXTH)
    assert [one.code for one in open_ones(month)] == [Code.NOT_AT_PAYERS_PLACE]
    assert answer(month, replace(extra(late), journal_id=7), day=SIXTH) == {Code.NOT_AT_HUB: 1}


@pytest.mark.parametrize(
    ("today", "age"),
    [
        (date(2026, 11, 6), Age(1, Colour.FRESH, False)),
        (date(2026, 11, 7), Age(2, Colour.YELLOW, False)),
        (date(2026, 11, 8), Age(3, Colour.YELLOW, False)),
        (date(2026, 11, 9), Age(4, Colour.RED, False)),
        (date(2026, 12, 1), Age(26, Colour.RED, True)),
    ],
)
def test_c_34_a_mismatch_turns_yellow_then_red_and_is_carried_over_the_end_of_the_month(
    month: Month, today: date, age: Age
) -> None:
    answer(month, missing(month))
    (one,) = open_ones(month)
    assert clearing.age_of(one, today=today, policy=month.world.policy) == age


def test_a_mismatch_that_never_was_cannot_be_solved(month: Month) -> None:
    with pytest.raises(MismatchUnknown):
        clearing.solve_mismatch(
            month.world.db, mismatch_id=7, note="?", evidence_hash=b"e" * 32, now=at(SIXTH), by=CLERK
        )
