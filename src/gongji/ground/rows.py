"""Read rows into the value whose fields they are, and ask several things of the database at once.

A question is a function that asks the database one thing. Called, it waits for its answer. Its `later` only asks, and
what it gives waits: inside `db.pipeline()` questions asked one after the other so travel together.

    found = find_pools(db, pools=pools)                asked and answered

    pools = find_pools.later(db, pools=pools)          asked
    items = find_items.later(db, codes=codes)          asked
    decide(pools(), items())                           answered
"""

from collections.abc import Callable, Generator
from functools import cache
from itertools import starmap
from typing import Any, Generic, ParamSpec, TypeVar

from psycopg import Connection
from psycopg.abc import Params

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

# What a question's body is: it pauses where it waits for rows, and returns its answer.
Asking = Generator[None, None, R]


def fetch(db: Connection[Any], into: type[T], statement: str, values: Params = ()) -> list[T]:
    """Every row of a query as `into`, its columns in the order of the fields."""
    return list(starmap(into, db.execute(statement, values).fetchall()))


def fetch_one(db: Connection[Any], into: type[T], statement: str, values: Params = ()) -> T | None:
    """The one row of a query as `into`, None without a row."""
    row = db.execute(statement, values).fetchone()
    return None if row is None else into(*row)


def asked(db: Connection[Any], into: Callable[..., T], statement: str, values: Params = ()) -> Asking[list[T]]:
    """In a question, by `yield from`: ask with a query, and wait for its rows as `into`."""
    cursor = db.execute(statement, values)
    yield
    return list(starmap(into, cursor.fetchall()))


class Question(Generic[P, R]):
    """See above; made by the decorator `question`."""

    def __init__(self, asking: Callable[P, Asking[R]]) -> None:
        """asking: asks one thing, pauses once, answers."""
        self._asking = asking
        self.__doc__ = asking.__doc__
        self.__name__ = asking.__name__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Ask and wait for the answer."""
        return self.later(*args, **kwargs)()

    def later(self, *args: P.args, **kwargs: P.kwargs) -> Callable[[], R]:
        """Ask; what comes back waits for the answer when it is first called."""
        asking = self._asking(*args, **kwargs)
        next(asking)
        return cache(lambda: _answer(asking))


def question(asking: Callable[P, Asking[R]]) -> Question[P, R]:
    """Make a generator function that asks and pauses once before it answers a question."""
    return Question(asking)


def _answer(asking: Asking[R]) -> R:
    try:
        next(asking)
    except StopIteration as ended:
        answer: R = ended.value
        return answer
    raise RuntimeError("a question pauses once")
