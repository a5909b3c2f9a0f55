"""Races have a database of their own, and its books agree when they are over."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection, IsolationLevel
from psycopg_pool import ConnectionPool

from gongji import verification
from gongji.edge.postgres import Database
from tests.races.race import Race

TILLS = 20


@pytest.fixture
def race(long: bool, database: Database) -> Iterator[Race]:
    """A race, run a thousand times with --long; afterwards nobody's money is missing."""
    yield Race(1000 if long else 12)
    with database.app_connection() as books:
        books.isolation_level = IsolationLevel.REPEATABLE_READ
        assert verification.verify(books) == []


@pytest.fixture
def tills(database: Database) -> Iterator[ConnectionPool[Connection[Any]]]:
    """Connections of the door, one for each of twenty tills."""
    with database.pool(size=TILLS) as pool:
        pool.wait()
        yield pool
