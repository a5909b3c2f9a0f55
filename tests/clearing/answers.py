"""What provinces answer to the files of a day, told row by row."""

from datetime import date

from gongji import clearing
from gongji.clearing import Answer, Code, Difference, Item
from tests.clearing.month import CLERK, at
from tests.world import World


def missing(item: Item, *, third_province: int = 0) -> Difference:
    """An item that a province which pays does not have."""
    return Difference(
        item.journal_id, item.line, Code.NOT_AT_PAYERS_PLACE, item.amount_fen, None, item.payer_pool, item.payee_pool,
        item.month, item.business, third_province,
    )  # fmt: skip


def answer(world: World, province: int, *differences: Difference, day: date, on: date) -> dict[Code, int]:
    """Record what a province told of a day."""
    told = Answer(day, province, b"h" * 32, b"a" * 32, 2, 437_00, 2, 437_00)
    return clearing.record_answer(
        world.db, answer=told, differences=differences, now=at(on, 6), policy=world.policy, by=CLERK
    )
