"""A job: what the clock starts. It goes through what is due in small transactions, and can stop and start anywhere."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from psycopg import Connection
from psycopg.errors import DeadlockDetected, LockNotAvailable

from gongji.audit import By
from gongji.edge.jobs.log import logged
from gongji.edge.office import Office
from gongji.ground.lane import Lane
from gongji.ground.policy import PolicySet

CLOCK = By(0, "job")
BATCH = 500
LANES = 2
FIRST_DAYS = 5

Find = Callable[[Connection[Any], datetime, int, int], list[int]]
FindInLane = Callable[[Connection[Any], datetime, int, int, Lane], list[int]]
Do = Callable[[Connection[Any], Sequence[int], datetime, PolicySet], int]
Tell = Callable[[int], None]
Work = Callable[[Office, datetime, Tell], int]


class Days(Enum):
    """Which days of the year. As NEW_YEAR and MONTH begin: for five, since who is held is left for the next run."""

    ALL = "every day"
    MONTH = "1st to 5th of a month"
    NEW_YEAR = "1st to 5th of January"

    def has(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self is Days.ALL or (day.day <= FIRST_DAYS and (self is Days.MONTH or day.month == 1))


@dataclass(frozen=True, slots=True)
class Job:
    """when: a cron line in Beijing's time, of every day. work: does all that is due at a moment of business; how many.

    days: on which the clock starts it; by hand it runs on any.
    """

    name: str
    does: str
    when: str
    work: Work
    days: Days = Days.ALL


def run(office: Office, job: Job, *, now: datetime, tell: Tell = lambda _: None) -> int:
    """Do all that is due and keep a note of it; how many there were. tell: called with how many are done so far."""
    with logged(office.pool, job.name, as_of=now) as note:

        def done(count: int) -> None:
            note(count)
            tell(count)

        count = job.work(office, now, done)
        done(count)
        return count


def in_batches(find: Find, do: Do) -> Work:
    """Work in batches, each in a transaction: killed in between it has done whole ones and goes on with the rest.

    find: (db, now, after, limit) -> identifiers of what is due, rising. do: (db, identifiers, now, policy) -> how many
    it was true of; again does nothing. A batch that waits too long for somebody's lock is done one by one, and who is
    still held is left for the next run.
    """

    def work(office: Office, now: datetime, tell: Tell) -> int:
        done, after = 0, 0
        while True:
            with office.pool.connection() as db:
                due = find(db, now, after, BATCH)
            if not due:
                return done
            after = due[-1]
            done += _do(office, do, due, now)
            tell(done)

    return work


def in_lanes(find: FindInLane, do: Do) -> Work:
    """Work in batches, in lanes that run together: one decides while the database writes for another.

    find: as of `in_batches`, of those in a lane; who competes for the same money must be in the same one, so that the
    first is served first.
    """

    def work(office: Office, now: datetime, tell: Tell) -> int:
        done = Counter[Lane]()

        def go(lane: Lane) -> int:
            def tell_sum(count: int) -> None:
                done[lane] = count
                tell(done.total())

            go_through = in_batches(lambda db, now, after, limit: find(db, now, after, limit, lane), do)
            return go_through(office, now, tell_sum)

        with ThreadPoolExecutor(LANES) as hands:
            return sum(hands.map(go, [Lane(number, LANES) for number in range(LANES)]))

    return work


def _do(office: Office, do: Do, due: Sequence[int], now: datetime) -> int:
    try:
        with office.pool.connection() as db, db.transaction():
            return do(db, due, now, office.policy)
    except (LockNotAvailable, DeadlockDetected):
        if len(due) == 1:
            return 0
    return sum(_do(office, do, [one], now) for one in due)
