"""Read rows into the dataclass whose fields they are."""

from collections.abc import Sequence
from itertools import starmap
from typing import Any, TypeVar

from psycopg import Connection

T = TypeVar("T")


def fetch(db: Connection[Any], into: type[T], statement: str, values: Sequence[Any] = ()) -> list[T]:
    """Every row of a query as `into`, its columns in the order of the fields."""
    return list(starmap(into, db.execute(statement, values).fetchall()))


def fetch_one(db: Connection[Any], into: type[T], statement: str, values: Sequence[Any] = ()) -> T | None:
    """The one row of a query as `into`, None without a row."""
    row = db.execute(statement, values).fetchone()
    return None if row is None else into(*row)
