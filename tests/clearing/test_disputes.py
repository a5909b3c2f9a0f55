"""A province disputes a line: its batch leaves it out, the one after it was solved has it again (C-10, C-13)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji import clearing
from gongji.audit import By
from gongji.clearing import (
    BatchNotReady,
    ClearingLineDisputed,
    ClearingLineOfOthers,
    ClearingLineUnknown,
    Dispute,
    DisputeSolved,
    DisputeUnknown,
    ProvinceHasConfirmed,
)
from gongji.kinship import NearRelative
from tests.clearing import ending
from tests.clearing.ending import FUJIAN, GANSU
from tests.clearing.month import NOVEMBER, Month, at
from tests.world import FUZHOU, LANZHOU, PILLS, XIAMEN, XIAMEN_PHARMACY, furnished_world

Connect = Callable[..., Connection[Any]]
DECEMBER = 202612


@pytest.fixture
def month(connect: Connect, tmp_path: Path) -> Month:
    """Xiamen's aid in Lanzhou 218.50; a Fuzhou account in Xiamen 90.00, Lanzhou's in Xiamen 7.00."""
    world = furnished_world(connect(), tmp_path / "keys")
    mother = world.resident("李秀兰")
    world.share(world.employee("陈一", account=3_000_00, sex=1), mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    world.buy(world.employee("陈二", pool=FUZHOU, account=90_00), (PILLS, 90_00), at=XIAMEN_PHARMACY)
    world.buy(world.employee("陈三", pool=LANZHOU, account=7_00), (PILLS, 7_00), at=XIAMEN_PHARMACY)
    return Month(world)


def dispute(
    month: Month,
    payer: int = FUJIAN,
    payee: int = GANSU,
    *,
    by: int = FUJIAN,
    batch: int = NOVEMBER,
    on: date = date(2026, 12, 22),
) -> Dispute:
    return clearing.dispute_line(
        month.world.db,
        batch_month=batch,
        payer_province=payer,
        payee_province=payee,
        province=by,
        reason="药店已停业",
        evidence_hash=b"e" * 32,
        now=at(on),
        policy=month.world.policy,
        by=By(by, "office"),
    )


def withdraw(month: Month, disputed: Dispute, *, on: date = date(2027, 1, 5)) -> Dispute:
    which: dict[str, Any] = {"dispute_id": disputed.dispute_id, "note": "已核实"}
    return clearing.withdraw_dispute(month.world.db, **which, now=at(on), by=By(disputed.province, "office"))


def states(month: Month, batch: int = NOVEMBER) -> dict[tuple[int, int], str]:
    lines = clearing.list_lines(month.world.db, batch_month=batch)
    return {(one.payer_province, one.payee_province): one.state for one in lines}


def test_c_13_a_disputed_line_is_not_paid_and_comes_back_in_the_batch_after_it_was_solved(month: Month) -> None:
    ending.sort(month, NOVEMBER)
    matrix = clearing.write_matrix(month.world.db, batch_month=NOVEMBER)
    disputed = dispute(month)
    ending.confirm(month, NOVEMBER)
    notices = ending.notice(month, NOVEMBER)
    assert ending.amounts(notices) == {
        ("national", GANSU, FUJIAN): 7_00,
        ("collect", LANZHOU, GANSU): 7_00,
        ("pass_on", FUJIAN, XIAMEN): 7_00,
        ("provincial", FUZHOU, XIAMEN): 90_00,
    }
    ending.pay(month, *notices.values())
    assert month.owed() == {
        (XIAMEN, "payable:620100:202611:aid"): 218_50,
        (LANZHOU, "receivable:350200:202611:aid"): -218_50,
    }
    assert states(month) == {(FUJIAN, FUJIAN): "PAID", (FUJIAN, GANSU): "DISPUTED", (GANSU, FUJIAN): "PAID"}
    assert clearing.write_matrix(month.world.db, batch_month=NOVEMBER) == matrix
    month.world.require_books_agree()

    assert withdraw(month, disputed).ending == "WITHDRAWN"
    assert states(month)[FUJIAN, GANSU] == "CARRIED_OVER"
    ending.sort(month, DECEMBER)
    assert clearing.require_dispute(month.world.db, dispute_id=disputed.dispute_id).taken_by == DECEMBER
    assert states(month, DECEMBER) == {(FUJIAN, GANSU): "PENDING"}
    month.world.require_books_agree()
    ending.confirm(month, DECEMBER)
    assert states(month, DECEMBER) == {(FUJIAN, GANSU): "CONFIRMED"}
    later = ending.notice(month, DECEMBER)
    assert later["national", FUJIAN, GANSU].amount_fen == 218_50
    ending.pay(month, *later.values())
    assert (states(month, DECEMBER), month.owed()) == ({(FUJIAN, GANSU): "PAID"}, {})
    month.world.require_books_agree()


def test_c_13_what_is_still_disputed_waits_for_the_batch_after_the_next_and_may_be_disputed_again(
    month: Month,
) -> None:
    ending.sort(month, NOVEMBER)
    disputed = dispute(month)
    assert ending.sort(month, DECEMBER).items == 0
    withdraw(month, disputed, on=date(2027, 1, 22))
    assert ending.sort(month, 202701).amount_fen == 218_50
    again = dispute(month, by=GANSU, batch=202701, on=date(2027, 2, 22))
    withdraw(month, again, on=date(2027, 2, 23))
    assert states(month, 202701) == {(FUJIAN, GANSU): "CARRIED_OVER"}
    assert ending.sort(month, 202702).amount_fen == 218_50
    month.world.require_books_agree()


def test_c_15_a_batch_that_took_a_disputed_line_has_the_same_hash_when_it_is_made_again(month: Month) -> None:
    ending.sort(month, NOVEMBER)
    withdraw(month, dispute(month))
    first = ending.sort(month, DECEMBER)
    assert ending.sort(month, DECEMBER).matrix_digest == first.matrix_digest
    assert first.amount_fen == 218_50


def test_c_13_the_parts_of_a_notice_are_of_lines_nobody_disputes(month: Month) -> None:
    mother = month.world.resident("李四", pool=XIAMEN)
    month.world.share(month.world.employee("陈五", pool=LANZHOU, account=100_00), mother, NearRelative.PARENT, 50_00)
    month.world.buy(mother, (PILLS, 5_00), at="H61010200001")
    ending.sort(month, NOVEMBER)
    dispute(month, GANSU, FUJIAN, by=GANSU)
    ending.confirm(month, NOVEMBER)
    notices = ending.notice(month, NOVEMBER)
    for one in notices.values():
        parts = clearing.parts_of(month.world.db, notice=one)
        assert sum(part.amount_fen for part in parts) == one.amount_fen
    assert notices["collect", LANZHOU, GANSU].amount_fen == 5_00


def test_a_province_whose_every_line_is_disputed_is_waited_for_no_more(month: Month) -> None:
    ending.sort(month, NOVEMBER)
    ending.confirm(month, NOVEMBER, FUJIAN)
    dispute(month, by=GANSU)
    assert ending.state(month, NOVEMBER) == "CONFIRMING"
    assert clearing.waiting_provinces(month.world.db, batch_month=NOVEMBER) == [GANSU]
    dispute(month, GANSU, FUJIAN, by=GANSU)
    assert ending.state(month, NOVEMBER) == "CONFIRMED"
    assert states(month) == {(FUJIAN, FUJIAN): "CONFIRMED", (FUJIAN, GANSU): "DISPUTED", (GANSU, FUJIAN): "DISPUTED"}


def test_a_line_is_disputed_once_by_a_side_of_it_before_that_side_confirms(month: Month) -> None:
    ending.sort(month, NOVEMBER)
    with pytest.raises(ClearingLineUnknown):
        dispute(month, FUJIAN, 110000)
    with pytest.raises(ClearingLineOfOthers):
        dispute(month, FUJIAN, FUJIAN, by=GANSU)
    dispute(month)
    with pytest.raises(ClearingLineDisputed) as refused:
        dispute(month, by=GANSU)
    assert refused.value == ClearingLineDisputed(province=FUJIAN)
    with pytest.raises(BatchNotReady):
        month.generate()
    ending.confirm(month, NOVEMBER, GANSU)
    with pytest.raises(ProvinceHasConfirmed):
        dispute(month, GANSU, FUJIAN, by=GANSU)
    ending.confirm(month, NOVEMBER, FUJIAN)
    with pytest.raises(BatchNotReady):
        dispute(month, GANSU, FUJIAN, by=FUJIAN)


def test_a_dispute_is_solved_once_by_its_province_or_the_nation_and_its_work_item_with_it(month: Month) -> None:
    ending.sort(month, NOVEMBER)
    disputed = dispute(month)
    item = clearing.require_dispute(month.world.db, dispute_id=disputed.dispute_id).work_item_id
    outcome = "select kind, pool, outcome from work_item where work_item_id = %s"
    assert month.world.db.execute(outcome, [item]).fetchone() == ("CLEARING_DISPUTE", FUJIAN, None)
    which: dict[str, Any] = {"dispute_id": disputed.dispute_id, "note": "按原额清算"}
    decided = clearing.decide_dispute(month.world.db, **which, now=at(date(2027, 1, 5)), by=By(1, "office"))
    assert (decided.ending, decided.note) == ("DECIDED", "按原额清算")
    assert month.world.db.execute(outcome, [item]).fetchone() == ("CLEARING_DISPUTE", FUJIAN, "DECIDED")
    with pytest.raises(DisputeSolved):
        withdraw(month, disputed)
    with pytest.raises(DisputeUnknown):
        clearing.require_dispute(month.world.db, dispute_id=1)


def test_c_13_a_dispute_is_on_the_red_list_after_two_months_until_it_is_solved(month: Month) -> None:
    ending.sort(month, NOVEMBER)
    disputed = dispute(month, on=date(2026, 12, 24))

    def red(on: date, province: int | None = None) -> list[int]:
        found = clearing.list_disputes(month.world.db, province=province, red_on=on)
        return [one.dispute_id for one in found]

    assert red(date(2027, 2, 24)) == []
    assert red(date(2027, 2, 25)) == red(date(2027, 2, 25), GANSU) == [disputed.dispute_id]
    assert red(date(2027, 2, 25), 610000) == []
    withdraw(month, disputed, on=date(2027, 2, 26))
    assert red(date(2027, 2, 26)) == []
