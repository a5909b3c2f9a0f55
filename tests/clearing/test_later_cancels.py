"""A cancel after its month was cleared: a pair's sum falls below zero, or to nothing while its lines do not (C-16)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji import clearing
from gongji.kinship import NearRelative
from gongji.settlement import Settled
from gongji.verification.clearing import ENDED, PAID
from tests.clearing import ending
from tests.clearing.ending import FUJIAN, GANSU
from tests.clearing.month import NOVEMBER, Month
from tests.world import FUZHOU, LANZHOU, PILLS, XIAMEN, XIAMEN_PHARMACY, furnished_world

Connect = Callable[..., Connection[Any]]
DECEMBER = 202612


@dataclass
class Family:
    """A mother in Lanzhou with a son in Xiamen, and a father in Xiamen with a daughter in Fuzhou."""

    month: Month
    mother: int
    father: int
    uncle: int

    def buy(self, who: int, fen: int) -> Settled:
        at = {"at": XIAMEN_PHARMACY} if who == self.father else {}
        return self.month.world.buy(who, (PILLS, fen), **at)

    def cancel(self, bought: Settled, *, at: str | None = None) -> Settled:
        return self.month.world.done(self.month.world.cancel(bought, **({"at": at} if at else {})))


@pytest.fixture
def family(connect: Connect, tmp_path: Path) -> Family:
    world = furnished_world(connect(), tmp_path / "keys")
    mother, father, uncle = (
        world.resident("李秀兰"),
        world.resident("陈大", pool=XIAMEN, sex=1),
        world.resident("李二", sex=1),
    )
    world.share(world.employee("陈一", account=3_000_00, sex=1), mother, NearRelative.PARENT, 1_000_00)
    world.share(world.employee("陈二", pool=FUZHOU, account=3_000_00), father, NearRelative.PARENT, 1_000_00)
    world.share(world.employee("李三", pool=FUZHOU, account=3_000_00), uncle, NearRelative.PARENT, 1_000_00)
    return Family(Month(world), mother, father, uncle)


def test_c_16_a_pair_that_owes_less_than_nothing_is_paid_the_other_way_at_every_level(family: Family) -> None:
    month = family.month
    across, inside = family.buy(family.mother, 218_50), family.buy(family.father, 90_00)
    ending.end(month, NOVEMBER)
    month.world.later(days=35)
    family.cancel(across)
    family.cancel(inside, at=XIAMEN_PHARMACY)
    notices = ending.end(month, DECEMBER)
    assert ending.amounts(notices) == {
        ("national", GANSU, FUJIAN): 218_50,
        ("collect", FUJIAN, XIAMEN): 218_50,
        ("pass_on", LANZHOU, GANSU): 218_50,
        ("provincial", XIAMEN, FUZHOU): 90_00,
    }
    assert {one.reversed for one in notices.values()} == {True}
    assert (ending.state(month, DECEMBER), month.owed()) == ("PAID", {})
    month.world.require_books_agree()


def test_c_16_a_later_cancel_is_a_negative_item_of_its_own_month_linked_to_the_bill(family: Family) -> None:
    month = family.month
    bought = family.buy(family.mother, 218_50)
    ending.end(month, NOVEMBER)
    month.world.later(days=35)
    undone = family.cancel(bought).settlement
    ending.sort(month, DECEMBER)
    (item,) = clearing.items_of(month.world.db, day=date(2026, 12, 10))
    assert (item.journal_id, item.month, item.amount_fen) == (undone.settlement_id, DECEMBER, -218_50)
    linked = month.world.db.execute("select original_id, settlement_id from cancellation").fetchall()
    assert linked == [(bought.settlement.settlement_id, item.journal_id)]
    owed = clearing.owed_between_provinces(month.world.db, batch_month=DECEMBER)
    assert [(one.payer, one.payee, one.amount_fen) for one in owed] == [(FUJIAN, GANSU, -218_50)]


def test_c_16_a_pair_that_comes_to_nothing_has_no_notice_and_is_at_zero_once_notices_are_released(
    family: Family,
) -> None:
    month = family.month
    bought = family.buy(family.uncle, 218_50)
    ending.end(month, NOVEMBER)
    month.world.later(days=35)
    family.cancel(bought)
    family.buy(family.mother, 218_50)
    notices = ending.end(month, DECEMBER)
    assert ending.amounts(notices) == {
        ("collect", FUJIAN, FUZHOU): 218_50,
        ("collect", XIAMEN, FUJIAN): 218_50,
    }
    assert (ending.state(month, DECEMBER), month.owed()) == ("PAID", {})
    month.world.require_books_agree()


def test_c_16_a_month_in_which_nothing_has_to_be_paid_is_paid_when_its_notices_would_be_released(
    family: Family,
) -> None:
    month = family.month
    aided = family.buy(family.father, 90_00)
    ending.end(month, NOVEMBER)
    month.world.later(days=35)
    family.cancel(aided, at=XIAMEN_PHARMACY)
    own = month.world.employee("林五", pool=FUZHOU, account=100_00)
    month.world.buy(own, (PILLS, 90_00), at=XIAMEN_PHARMACY)
    assert set(month.owed()) == {
        (FUZHOU, "payable:350200:202612:aid"),
        (FUZHOU, "payable:350200:202612:care"),
        (XIAMEN, "receivable:350100:202612:aid"),
        (XIAMEN, "receivable:350100:202612:care"),
    }
    assert ending.end(month, DECEMBER) == {}
    assert (ending.state(month, DECEMBER), month.owed()) == ("PAID", {})
    month.world.require_books_agree()


def test_verify_names_a_pair_that_comes_to_nothing_and_was_not_booked(
    family: Family, superuser: Connection[Any]
) -> None:
    month = family.month
    bought = family.buy(family.uncle, 218_50)
    ending.end(month, NOVEMBER)
    month.world.later(days=35)
    family.cancel(bought)
    family.buy(family.mother, 218_50)
    ending.end(month, DECEMBER)
    month.world.db.commit()
    superuser.execute("delete from transfer where journal_id in (select fact_id from fact where kind = 164)")
    assert len(superuser.execute(ENDED.sql.encode()).fetchall()) == 2
    assert superuser.execute(PAID.sql.encode()).fetchall() != []
