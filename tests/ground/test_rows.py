"""Questions: asked and answered, or asked now and answered later."""

from typing import Any

import pytest
from psycopg import Connection
from psycopg.errors import DivisionByZero, InFailedSqlTransaction

from gongji.ground.rows import Asking, asked, question


@question
def find_doubles(db: Connection[Any], *, numbers: list[int]) -> Asking[dict[int, int]]:
    """Numbers and twice as much."""
    rows = yield from asked(db, lambda *row: row, "select n, n * 2 from unnest(%s::int[]) as n", [numbers])
    return dict(rows)


@question
def divide(db: Connection[Any], *, by: int) -> Asking[list[int]]:
    """Twelve divided."""
    return (yield from asked(db, int, "select 12 / %s::int", [by]))


def test_a_question_that_is_called_is_asked_and_answered(db: Connection[Any]) -> None:
    assert find_doubles(db, numbers=[1, 2]) == {1: 2, 2: 4}


def test_questions_of_one_pipeline_are_answered_in_whatever_order(db: Connection[Any]) -> None:
    with db.pipeline():
        small, large = find_doubles.later(db, numbers=[1]), find_doubles.later(db, numbers=[1000])
        third = divide.later(db, by=4)
        assert (large(), third(), small()) == ({1000: 2000}, [3], {1: 2})


def test_without_a_pipeline_questions_may_be_answered_later_too(db: Connection[Any]) -> None:
    small, large = find_doubles.later(db, numbers=[1]), find_doubles.later(db, numbers=[1000])
    assert (large(), small()) == ({1000: 2000}, {1: 2})


def test_a_pipeline_in_which_a_question_fails_says_why_and_asks_nothing_more(db: Connection[Any]) -> None:
    with db.pipeline():
        before, _ = divide.later(db, by=3), divide.later(db, by=0)
        with pytest.raises(DivisionByZero):
            before()
    with pytest.raises(InFailedSqlTransaction):
        divide(db, by=1)


def test_an_answer_stays_the_same_however_often_it_is_read(db: Connection[Any]) -> None:
    answer = divide.later(db, by=6)
    assert (answer(), answer()) == ([2], [2])
