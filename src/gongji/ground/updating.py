"""Change many rows in one statement, each to values of its own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import array_of, cells_and

NUMBERS = {"smallint", "bigint"}
PLACES = re.compile(r"{(\w+)}")


def update_rows(db: Connection[Any], *, table: str, key: str, sets: str, values: Mapping[int, Sequence[Any]]) -> None:
    """Update the rows of these identifiers, which the caller holds and which are all there.

    sets: as after `set`, with the type of each value in braces, as in `balance_fen = balance_fen + {bigint}`.
    values: for each identifier the values for these braces, in their order; numbers are never null.
    """
    if not values:
        return
    ordered = sorted(values)
    identifiers = array_of(ordered)
    columns = zip(*(values[identifier] for identifier in ordered), strict=True)
    given = [
        argument
        for column, kind in zip(columns, PLACES.findall(sets), strict=True)
        for argument in (_array(column, kind), identifiers)
    ]
    updated = db.execute(_statement(table, key, sets), [*given, *cells_and(ordered)])
    assert len(updated.fetchall()) == len(ordered), f"a row of {table} that is to change does not exist"


@cache
def _statement(table: str, key: str, sets: str) -> str:
    # A join with the arrays would let the planner read the whole table or pair everything with everything; so each row
    # finds its values by its place in the sorted array of identifiers.
    places = PLACES.sub(rf"(%s::\1[])[width_bucket({key}, %s::bigint[])]", sets)
    return f"""
        update {table}
        set {places}
        where cell = any(%s::smallint[])
        and {key} = any(%s::bigint[])
        returning {key}
        """


def _array(column: Iterable[Any], kind: str) -> Any:
    return array_of(column) if kind in NUMBERS else list(column)
