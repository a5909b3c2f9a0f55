"""Processes that settle a day together, each for its own families: who is in which never matters to what is booked."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from multiprocessing.connection import Connection, wait
from pathlib import Path

from gongji.edge.country.bills import Crowd
from gongji.edge.country.day import live_through
from gongji.edge.country.homes import Country
from gongji.edge.country.plan import LANES
from gongji.edge.memory import settle_in
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database
from gongji.edge.processes import processes
from gongji.ground.keys import FileKeyStore
from gongji.ground.value import value


@value
class Load:
    """What a process needs to know."""

    url: str
    key_store: Path
    country: Country
    lane: int


@value
class Lanes:
    """Our ends of the pipes."""

    pipes: list[Connection]

    def live_through(self, day: date) -> Iterator[int]:
        """Let every lane do a day; what is done, as it is done. Raises OperatorError where a lane could not."""
        for pipe in self.pipes:
            pipe.send(day)
        working = list(self.pipes)
        while working:
            for pipe in [pipe for pipe in wait(working) if isinstance(pipe, Connection)]:
                said = _hear(pipe)
                if said is None:
                    working.remove(pipe)
                else:
                    yield said


@contextmanager
def open_lanes(url: str, key_store: Path, country: Country) -> Iterator[Lanes]:
    """Processes ready for a day; they end with the block, in the middle of a batch if need be."""
    with processes(_work, [Load(url, key_store, country, lane) for lane in range(LANES)]) as started:
        yield Lanes(list(started.values()))


def _hear(pipe: Connection) -> int | None:
    try:
        said: int | str | None = pipe.recv()
    except EOFError:
        raise OperatorError("a process that settles died: run the same command again, it goes on") from None
    if isinstance(said, str):
        raise OperatorError(said)
    return said


def _work(load: Load, pipe: Connection) -> None:
    # Ctrl-C reaches every process of a terminal; the first one decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Database(load.url).pool(size=1) as pool:
        with pool.connection() as db:
            crowd = Crowd.read(db, FileKeyStore(load.key_store), load.country, load.lane)
        settle_in()
        try:
            while True:
                day = pipe.recv()
                for done in live_through(pool, crowd, day):
                    pipe.send(done)
                pipe.send(None)
        except OperatorError as error:
            pipe.send(str(error))
        except (EOFError, BrokenPipeError):
            # Who started us is gone; what is committed stays.
            return
