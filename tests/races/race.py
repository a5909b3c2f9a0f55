"""Two or more who start at the same moment, on connections of their own, over and over."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from time import perf_counter
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from gongji.edge.settling import Fault, settle_and_commit
from gongji.ground.refusal import Refusal
from gongji.settlement import Moment, Request, RunAlone, settle
from tests.world import World

# Nobody is first by being called first: each is held up by up to this long, about what a payment takes. Where one side
# takes longer, or the machine is busy, that grows until the other has won as well.
HELD_UP_SECONDS = 0.008
GROWS_BY = 1.05
EXTRA_ROUNDS = 80
MOST_SIDES = 20


class Race:
    """rounds: how often it is run at least."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self._random = Random(rounds)
        self._held_up = HELD_UP_SECONDS
        self._threads = ThreadPoolExecutor(MOST_SIDES)

    def run(self, play: Callable[[], str], *, ends: set[str]) -> None:
        """Play until every end was seen, at least so many rounds: a race that one side always wins is none.

        play: one round with its own assertions; answers how it ended.
        """
        seen: Counter[str] = Counter()
        for number in range(self.rounds + EXTRA_ROUNDS):
            if number >= self.rounds:
                if set(seen) == ends:
                    return
                self._held_up *= GROWS_BY
            seen[play()] += 1
            assert set(seen) <= ends, seen
        raise AssertionError(f"not all of {ends} were seen: {seen}")

    def together(self, *sides: Callable[[], Any]) -> list[Any]:
        """What each side answers, all started at once."""
        start = Barrier(len(sides))
        running = [self._threads.submit(_start, start, self._random.uniform(0, self._held_up), side) for side in sides]
        return [side.result() for side in running]


def _start(start: Barrier, held_up_seconds: float, side: Callable[[], Any]) -> Any:
    start.wait()
    until = perf_counter() + held_up_seconds
    while perf_counter() < until:
        pass
    return side()


def attempt(db: Connection[Any], verb: Callable[..., Any], **what: Any) -> Any:
    """What a verb answers or refuses, in a transaction of its own; a deadlock or any other fault is raised."""
    try:
        with db.transaction():
            return verb(db, **what)
    except Refusal as refused:
        return refused


def settle_one(db: Connection[Any], world: World, request: Request) -> Any:
    """The answer to one request, with nothing of the door but its second try where a refund needs other accounts."""
    moment = Moment(world.now, world.policy)
    answer: Any = RunAlone((), request)
    while isinstance(answer, RunAlone):
        (answer,) = attempt(db, settle, requests=[answer.request], moment=moment, donors=answer.donors)
    return answer


def at_the_door(pool: ConnectionPool[Connection[Any]], world: World, *requests: Request) -> list[Any]:
    """The answers of the door, which runs again what failed; a fault that stays is raised."""
    answers = settle_and_commit(pool, requests, moment=Moment(world.now, world.policy))
    for answer in answers:
        if isinstance(answer, Fault):
            raise answer.error
    return list(answers)
