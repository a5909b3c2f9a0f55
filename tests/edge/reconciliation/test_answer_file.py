"""Whatever can be wrong with a province's file: as a whole it is refused by name, row by row it is classed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gongji.clearing import Code
from gongji.edge.reconciliation import (
    AnswerColumnsWrong,
    AnswerEncodingWrong,
    AnswerHashWrong,
    AnswerRowsWrong,
    AnswerTwice,
    AnswerUnreadable,
)
from tests.edge.reconciliation.day import FUJIAN, GANSU, Day, Row, seal

FILE = f"answer-20261105-{FUJIAN}.csv"


@pytest.fixture
def filed(day: Day) -> Day:
    """Three items, of which Fujian pays all."""
    day.buy(3)
    day.month.file(until=date(2026, 11, 6))
    return day


def refused_with(day: Day, path: Path) -> object:
    seal(path)
    return day.reconcile()[FUJIAN].refused


Spoil = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda file: file.decode().encode("utf-16"), AnswerEncodingWrong(FILE)),
        (lambda file: b"\xef\xbb\xbf" + file, AnswerEncodingWrong(FILE)),
        (lambda file: file.replace(b"AID", "共济".encode("gb18030"), 1), AnswerEncodingWrong(FILE)),
        (lambda file: b"", AnswerColumnsWrong(FILE, "")),
        (
            lambda file: file.replace(b",state", b""),
            AnswerColumnsWrong(
                FILE,
                "day,party,settlement_no,line_no,kind,payer_pool,payee_pool,clearing_month,institution,message_no,amount",
            ),
        ),
        (
            lambda file: file.replace(b"day,party", b"party,day"),
            AnswerColumnsWrong(
                FILE,
                "party,day,settlement_no,line_no,kind,payer_pool,payee_pool,clearing_month,institution,message_no,"
                "amount,state",
            ),
        ),
        (lambda file: file.replace(b",STANDS", b"", 1), AnswerUnreadable(FILE, 2)),
        (lambda file: file.replace(b",STANDS", b",STANDS,1", 1), AnswerUnreadable(FILE, 2)),
        (lambda file: file.replace(b"218.50", b"218.5"), AnswerRowsWrong(FILE, "amount", 3, "218.5")),
        (lambda file: file.replace(b"218.50", b"218.505", 1), AnswerRowsWrong(FILE, "amount", 1, "218.505")),
        (lambda file: file.replace(b"218.50", b"2.1850E2", 1), AnswerRowsWrong(FILE, "amount", 1, "2.1850E2")),
        (lambda file: file.replace(b"218.50", b"", 1), AnswerRowsWrong(FILE, "amount", 1, "")),
        (lambda file: file.replace(b"STANDS", b"GONE", 2), AnswerRowsWrong(FILE, "state", 2, "GONE")),
        (lambda file: file.replace(b"2026-11-05", b"2026-11-04"), AnswerRowsWrong(FILE, "day", 3, "2026-11-04")),
        (lambda file: file.replace(b"350000", b"620000"), AnswerRowsWrong(FILE, "party", 3, "620000")),
        # All fields of a row one place to the right.
        (lambda file: file.replace(b",,218.50,STANDS", b",,,218.50", 1), AnswerRowsWrong(FILE, "amount", 1, "")),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_refused_by_name(filed: Day, spoil: Spoil, expected: object) -> None:
    path = filed.answer(FUJIAN, filed.hub_rows(FUJIAN))
    path.write_bytes(spoil(path.read_bytes()))
    assert refused_with(filed, path) == expected
    assert filed.history(FUJIAN) == []


def test_a_file_that_is_not_what_its_hash_was_made_of_is_refused(filed: Day) -> None:
    path = filed.answer(FUJIAN, filed.hub_rows(FUJIAN))
    path.write_bytes(path.read_bytes() + b"\n")
    assert isinstance(filed.reconcile()[FUJIAN].refused, AnswerHashWrong)
    path.with_name(path.name + ".sm3").unlink()
    assert isinstance(filed.reconcile()[FUJIAN].refused, AnswerHashWrong)


def test_two_answers_of_one_province_are_refused_and_others_count(filed: Day) -> None:
    filed.agree(FUJIAN, GANSU)
    (filed.folder / f"answer-20261105-{FUJIAN}.parquet").write_bytes(b"PAR1")
    done = filed.reconcile()
    assert done[FUJIAN].refused == AnswerTwice(FUJIAN)
    assert done[GANSU].counts == {Code.MATCHED: 3}


def lose(rows: list[Row]) -> list[Row]:
    return rows[1:]


def add(rows: list[Row]) -> list[Row]:
    return [*rows, rows[0] | {"settlement_no": "1"}]


def double(rows: list[Row]) -> list[Row]:
    return [rows[0], *rows]


def off_by_one_fen(rows: list[Row]) -> list[Row]:
    return [rows[0] | {"amount": "218.51"}, *rows[1:]]


def shift(rows: list[Row]) -> list[Row]:
    """Every amount beside the number of the row before."""
    amounts = [rows[-1]["amount"], *(row["amount"] for row in rows[:-1])]
    return [row | {"amount": amount} for row, amount in zip(rows, amounts, strict=True)]


def undo(rows: list[Row]) -> list[Row]:
    return [rows[0] | {"state": "UNDONE"}, *rows[1:]]


def blame_another_pool(rows: list[Row]) -> list[Row]:
    return [rows[0] | {"payer_pool": "350100"}, *rows[1:]]


@pytest.mark.parametrize(
    ("province", "spoil", "expected"),
    [
        (FUJIAN, lose, {Code.MATCHED: 2, Code.NOT_AT_PAYERS_PLACE: 1}),
        (GANSU, lose, {Code.MATCHED: 2, Code.NOT_AT_TREATMENT_PLACE: 1}),
        (GANSU, add, {Code.MATCHED: 3, Code.NOT_AT_HUB: 1}),
        (FUJIAN, double, {Code.MATCHED: 2, Code.DOUBLED: 1}),
        (FUJIAN, off_by_one_fen, {Code.MATCHED: 2, Code.AMOUNT_DIFFERS: 1}),
        (FUJIAN, undo, {Code.MATCHED: 2, Code.STATE_DIFFERS: 1}),
        (FUJIAN, blame_another_pool, {Code.MATCHED: 2, Code.AMOUNT_DIFFERS: 1}),
        (FUJIAN, lambda rows: [], {Code.MATCHED: 0, Code.NOT_AT_PAYERS_PLACE: 3}),
        (FUJIAN, lambda rows: rows[::-1], {Code.MATCHED: 3}),
    ],
)
def test_rows_that_are_wrong_are_classed(
    filed: Day, province: int, spoil: Callable[[list[Row]], list[Row]], expected: dict[Code, int]
) -> None:
    filed.answer(province, spoil(filed.hub_rows(province)))
    assert filed.counts(province) == expected


def test_amounts_that_slipped_a_row_are_found_one_by_one(day: Day) -> None:
    for fen in (1_00, 2_00, 3_00):
        day.buy(fen=fen)
    day.month.file(until=date(2026, 11, 6))
    day.answer(FUJIAN, shift(day.hub_rows(FUJIAN)))
    assert day.counts(FUJIAN) == {Code.MATCHED: 0, Code.AMOUNT_DIFFERS: 3}
    assert [(one.hub_fen, one.party_fen) for one in day.open(FUJIAN)] == [(1_00, 3_00), (2_00, 1_00), (3_00, 2_00)]
