"""What an institution tells otherwise waits: the bill's items, and those of what undid it (C-11, C-30)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji import clearing
from gongji.clearing import Code, Difference, InstitutionCheck
from gongji.institutions import find_institutions
from gongji.kinship import NearRelative
from gongji.settlement import Settled
from tests.clearing import answers
from tests.clearing.month import CLERK, Month, at
from tests.world import LANZHOU, PHARMACY, PILLS, furnished_world

FIFTH = date(2026, 11, 5)


@pytest.fixture
def month(connect: Callable[..., Connection[Any]], tmp_path: Path) -> Month:
    return Month(furnished_world(connect(), tmp_path / "keys"))


@pytest.fixture
def sold(month: Month) -> list[Settled]:
    """Two bills of 218.50 in Lanzhou on an account in Xiamen, told on the fifth, before any day is filed."""
    world = month.world
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    return [world.buy(mother, (PILLS, 218_50)) for _ in range(2)]


@pytest.fixture
def bills(sold: list[Settled]) -> list[int]:
    return [one.settlement.settlement_id for one in sold]


def tell(month: Month, *settlement_ids: int, code: Code = Code.NOT_AT_TREATMENT_PLACE, on: date = FIFTH) -> None:
    """The pharmacy told the fifth, and of these bills otherwise."""
    db = month.world.db
    number = find_institutions(db, codes=[PHARMACY])[PHARMACY].institution_no
    check = InstitutionCheck(number, LANZHOU, "41", FIFTH, FIFTH, b"f" * 32, 2, 437_00, 2, 437_00)
    hub_fen = None if code is Code.NOT_AT_HUB else 218_50
    found = [
        (FIFTH, Difference(one, 0, code.value, hub_fen, 218_51, None, None, None, None, None)) for one in settlement_ids
    ]
    clearing.record_check(db, check=check, differences=found, now=at(on, 22), policy=month.world.policy, by=CLERK)
    db.commit()


def test_c_11_a_bill_the_institution_told_otherwise_waits_and_enters_the_batch_made_once_it_is_right(
    month: Month, bills: list[int]
) -> None:
    tell(month, bills[0])
    month.file()
    first = month.generate()
    assert (first.items, first.amount_fen) == (1, 218_50)
    assert month.generate() == first
    tell(month, on=date(2026, 12, 23))
    assert month.generate() == first
    month.file(until=date(2026, 12, 31))
    second = month.generate(202612, on=date(2027, 1, 21))
    assert (second.items, second.amount_fen) == (1, 218_50)
    month.world.require_books_agree()


def test_a_bill_and_what_undid_it_wait_together(month: Month, sold: list[Settled]) -> None:
    world = month.world
    undone = world.done(world.cancel(sold[0])).settlement.settlement_id
    tell(month, undone, code=Code.STATE_DIFFERS)
    month.file()
    assert (month.generate().items, month.generate().amount_fen) == (1, 218_50)
    held = world.db.execute("select journal_id, amount_fen from clearing_held order by amount_fen").fetchall()
    assert held == [(undone, -218_50), (sold[0].settlement.settlement_id, 218_50)]
    world.require_books_agree()


def test_an_item_waits_for_all_its_parties(month: Month, bills: list[int]) -> None:
    """Fujian and the pharmacy tell the same bill otherwise: it is held once, until both are content."""
    month.file()
    (item,) = [one for one in clearing.items_of(month.world.db, day=FIFTH) if one.journal_id == bills[0]]
    answers.answer(month.world, 350000, answers.missing(item), day=FIFTH, on=date(2026, 11, 6))
    tell(month, bills[0])
    assert month.generate().items == 1
    tell(month, on=date(2026, 12, 23))
    month.file(until=date(2026, 12, 31))
    assert month.generate(202612, on=date(2027, 1, 21)).items == 0
    answers.answer(month.world, 350000, day=FIFTH, on=date(2027, 1, 22))
    month.file(until=date(2027, 1, 31))
    assert month.generate(202701, on=date(2027, 2, 21)).items == 1
    month.world.require_books_agree()


def test_what_the_hub_has_not_for_this_institution_holds_nothing(month: Month, bills: list[int]) -> None:
    tell(month, bills[0], code=Code.NOT_AT_HUB)
    month.file()
    assert month.generate().items == 2
