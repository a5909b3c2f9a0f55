"""Identifiers carry their cell, sort by time and never come twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from gongji.ground.calendar import BEIJING
from gongji.ground.identifiers import (
    CELLS,
    array_of,
    cell_for,
    cell_of,
    cells_and,
    first_identifier_at,
    identifier_beside,
    milliseconds_of,
    new_identifiers,
)

CALLERS = 8


def test_an_identifier_carries_the_cell_it_was_asked_for_in_the_order_asked(db: Connection[Any]) -> None:
    cells = [0, CELLS - 1, 7, 7, 512, 0]
    assert [cell_of(identifier) for identifier in new_identifiers(db, cells=cells)] == cells


def test_an_identifier_made_in_a_statement_is_like_one_asked_for(db: Connection[Any]) -> None:
    beside = new_identifiers(db, cells=[CELLS - 1, 0, 7, 7])
    statement = (
        f"select {identifier_beside('one')} from unnest(%s::bigint[]) with ordinality as t (one, nr) order by nr"
    )
    made = [identifier for (identifier,) in db.execute(statement.encode(), [beside]).fetchall()]
    assert [cell_of(identifier) for identifier in made] == [CELLS - 1, 0, 7, 7]
    assert len({*made, *beside}) == 8
    (after,) = new_identifiers(db, cells=[0])
    moments = [milliseconds_of(identifier) for identifier in (beside[0], *made, after)]
    assert moments == sorted(moments)


def test_nobody_asked_for_gets_none(db: Connection[Any]) -> None:
    assert new_identifiers(db, cells=[]) == []


def test_a_later_identifier_sorts_after_an_earlier_one_whatever_their_cells(db: Connection[Any]) -> None:
    (earlier,) = new_identifiers(db, cells=[CELLS - 1])
    (later,) = new_identifiers(db, cells=[0])
    while milliseconds_of(later) == milliseconds_of(earlier):
        (later,) = new_identifiers(db, cells=[0])
    assert later > earlier


def test_an_identifier_tells_the_databases_real_time(db: Connection[Any]) -> None:
    clock = "select (extract(epoch from clock_timestamp()) * 1000)::bigint"
    ((before,),) = db.execute(clock).fetchall()
    (identifier,) = new_identifiers(db, cells=[5])
    ((after,),) = db.execute(clock).fetchall()
    assert before <= milliseconds_of(identifier) <= after


def test_many_callers_at_once_never_get_the_same_identifier(connect: Callable[..., Connection[Any]]) -> None:
    connections = [connect(autocommit=True) for _ in range(CALLERS)]
    start = Barrier(CALLERS)

    def ask(connection: Connection[Any]) -> list[int]:
        start.wait()
        return [one for _ in range(20) for one in new_identifiers(connection, cells=range(500))]

    with ThreadPoolExecutor(CALLERS) as threads:
        found = [one for part in threads.map(ask, connections) for one in part]
    assert len(set(found)) == len(found) == CALLERS * 20 * 500


@pytest.mark.parametrize("day", ["2026-01-01", "2026-11-22", "2028-12-31"])
def test_a_partition_begins_at_midnight_in_beijing(db: Connection[Any], day: str) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=BEIJING)
    first = db.execute("select first_identifier_of(%s::date)", [day]).fetchone()
    assert first == (first_identifier_at(int(midnight.timestamp() * 1000)),)


@given(st.integers(1_704_067_200_000, 3_900_000_000_000), st.integers(0, CELLS - 1), st.integers(0, 4095))
def test_time_and_cell_are_read_back_and_the_whole_fits_a_bigint(unix_ms: int, cell: int, sequence: int) -> None:
    identifier = first_identifier_at(unix_ms) | cell << 12 | sequence
    assert (milliseconds_of(identifier), cell_of(identifier)) == (unix_ms, cell)
    assert 0 <= identifier < 2**63


def test_a_name_has_the_same_cell_every_time_and_names_spread_over_all_cells() -> None:
    names = [f"35020000000000000{number:06d}" for number in range(20_000)]
    cells = [cell_for(name) for name in names]
    assert cells == [cell_for(name) for name in names]
    assert set(cells) == set(range(CELLS))
    assert max(cells.count(cell) for cell in range(0, CELLS, 64)) < 4 * len(names) // CELLS


def test_numbers_reach_the_database_as_arrays_of_what_they_are(db: Connection[Any]) -> None:
    numbers = [2**62, 0, -1]
    row = db.execute("select %s::bigint[], %s::bigint[]", [array_of(numbers), array_of([])]).fetchone()
    assert row == (numbers, [])


def test_the_cells_of_identifiers_are_named_once(db: Connection[Any]) -> None:
    identifiers = new_identifiers(db, cells=[9, 4, 9])
    row = db.execute("select %s::smallint[], %s::bigint[]", cells_and(identifiers)).fetchone()
    assert row == ([4, 9], identifiers)
