"""Hub and provinces compare a day: what matches is cleared, what does not waits for whoever can put it right."""

from datetime import date

import pytest

from gongji import clearing
from gongji.clearing import Code
from tests.clearing.month import CLERK, at
from tests.edge.reconciliation.day import FUJIAN, GANSU, SHAANXI, Day

DECEMBER = 202612


def lines(day: Day, month: int) -> list[tuple[int, int, int]]:
    """Clearing month, items and fen of what a batch takes."""
    rows = day.month.world.db.execute(
        "select month, items, amount_fen from clearing_line where batch_month = %s order by 1", [month]
    )
    return rows.fetchall()


def test_o_28_ten_items_three_parties_tell_alike_are_matched_and_cleared(day: Day) -> None:
    day.enrol(FUJIAN, GANSU)
    day.buy(10)
    day.month.file()
    day.agree(FUJIAN, GANSU)
    assert {one.province: one.counts for one in day.reconcile().values()} == {
        FUJIAN: {Code.MATCHED: 10},
        GANSU: {Code.MATCHED: 10},
    }
    day.month.generate()
    assert lines(day, 202611) == [(202611, 10, 2_185_00)]
    day.month.world.require_books_agree()


def test_e_30_an_amount_told_otherwise_is_left_out_and_enters_the_next_month_when_it_is_repaired(day: Day) -> None:
    day.enrol(FUJIAN, GANSU)
    day.buy(2)
    day.month.file()
    day.agree(FUJIAN, GANSU)
    first, second = day.hub_rows(FUJIAN)
    day.answer(FUJIAN, [first | {"amount": "281.50"}, second])
    assert day.counts(FUJIAN) == {Code.MATCHED: 1, Code.AMOUNT_DIFFERS: 1}
    (mismatch,) = day.open(FUJIAN)
    assert (mismatch.hub_fen, mismatch.party_fen) == (218_50, 281_50)
    digest = day.month.generate().matrix_digest
    assert lines(day, 202611) == [(202611, 1, 218_50)]

    day.answer(FUJIAN, [first, second])
    assert day.reconcile(on=date(2026, 12, 22))[FUJIAN].counts == {Code.MATCHED: 2}
    assert day.open(FUJIAN) == []
    assert day.month.generate().matrix_digest == digest
    day.month.file(until=date(2026, 12, 31))
    day.month.generate(DECEMBER, on=date(2027, 1, 21))
    assert lines(day, DECEMBER) == [(202611, 1, 218_50)]
    day.month.world.require_books_agree()


def test_a_day_nobody_answered_waits_and_its_items_enter_the_batch_made_after_the_answer(day: Day) -> None:
    day.enrol(FUJIAN, GANSU)
    day.buy(3)
    day.month.file()
    day.agree(GANSU)
    day.reconcile()
    day.month.generate()
    assert lines(day, 202611) == []

    rows = day.hub_rows(FUJIAN)
    day.answer(FUJIAN, rows[:2])
    assert day.counts(FUJIAN) == {Code.MATCHED: 2, Code.NOT_AT_PAYERS_PLACE: 1}
    day.month.file(until=date(2027, 1, 31))
    day.month.generate(DECEMBER, on=date(2027, 1, 21))
    assert lines(day, DECEMBER) == [(202611, 2, 437_00)]
    day.answer(FUJIAN, rows)
    day.reconcile()
    day.month.generate(202701, on=date(2027, 2, 21))
    assert lines(day, 202701) == [(202611, 1, 218_50)]
    day.month.world.require_books_agree()


def test_where_the_beneficiary_is_insured_is_a_party_too(day: Day) -> None:
    day.enrol(SHAANXI)
    day.buy(2, pool=610100)
    day.month.file()
    day.month.generate()
    assert lines(day, 202611) == []
    day.agree(SHAANXI)
    assert day.counts(SHAANXI) == {Code.MATCHED: 2}
    day.month.file(until=date(2026, 12, 31))
    day.month.generate(DECEMBER, on=date(2027, 1, 21))
    assert lines(day, DECEMBER) == [(202611, 2, 437_00)]
    day.month.world.require_books_agree()


def test_what_a_person_solved_is_matched_and_stays_solved(day: Day) -> None:
    day.enrol(FUJIAN)
    day.buy(1)
    day.month.file()
    (row,) = day.hub_rows(FUJIAN)
    day.answer(FUJIAN, [row | {"state": "UNDONE"}])
    assert day.counts(FUJIAN) == {Code.STATE_DIFFERS: 1, Code.MATCHED: 0}
    (mismatch,) = day.open(FUJIAN)
    solved = clearing.solve_mismatch(
        day.month.world.db,
        mismatch_id=mismatch.mismatch_id,
        note="the till has no such cancel",
        evidence_hash=b"e" * 32,
        now=at(date(2026, 11, 7)),
        by=CLERK,
    )
    assert (solved.ending, solved.owner_id, solved.note) == ("SOLVED", CLERK.actor_id, "the till has no such cancel")
    with pytest.raises(clearing.MismatchEnded):
        clearing.solve_mismatch(
            day.month.world.db,
            mismatch_id=mismatch.mismatch_id,
            note="again",
            evidence_hash=b"e" * 32,
            now=at(date(2026, 11, 7)),
            by=CLERK,
        )
    day.reconcile(on=date(2026, 11, 8))
    assert day.open(FUJIAN) == []
    day.month.generate()
    assert lines(day, 202611) == [(202611, 1, 218_50)]
