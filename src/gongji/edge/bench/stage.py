"""Where runs take place: a server with the world of the bench and pgbench's tables, nobody else on it."""

import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import Connection

from gongji.edge.bench.processor import ProcessorTime
from gongji.edge.bench.world import Size, make_world
from gongji.edge.invented.entering import Progress
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database, Server, start
from gongji.edge.postgres.configuration import SUPERUSER
from gongji.edge.postgres.roles import DATABASE, OWNER
from gongji.edge.settings import Settings

# As it comes, with two checkpoints in every minute; the world is more than twice what its buffers hold.
SERVER = {"checkpoint_timeout": "30s", "fsync": "on"}
SHOWN = (
    "server_version", "shared_buffers", "fsync", "synchronous_commit", "full_page_writes", "wal_compression",
    "wal_level", "archive_mode", "checkpoint_timeout", "max_wal_size",
)  # fmt: skip
SECONDS_BETWEEN_TELLINGS = 0.5

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """seconds: measured of each run, after warm_up seconds that are not. workers: processes that serve."""

    settings: Settings
    server: Server
    database: Database
    size: Size
    seconds: float
    warm_up: float
    workers: int

    def superuser(self) -> Connection[Any]:
        """A connection that may checkpoint, in the database `postgres`."""
        return psycopg.connect(self.server.url("postgres", SUPERUSER), autocommit=True)

    def begin(self) -> None:
        """Write down what the run before left, so that nobody pays for another."""
        with self.superuser() as db:
            db.execute("checkpoint")

    def checkpoints(self) -> int:
        """How many were begun so far."""
        with self.superuser() as db:
            row = db.execute("select num_timed + num_requested from pg_stat_checkpointer").fetchone()
        assert row
        return int(row[0])

    def processor_time(self, roots: Iterable[int]) -> ProcessorTime:
        """Of these processes of ours and of PostgreSQL's."""
        return ProcessorTime.of([*roots, self.server.cluster.pid()])

    def shown(self) -> dict[str, str]:
        """What the server runs with."""
        with self.superuser() as db:
            rows = db.execute("select name, current_setting(name) from unnest(%s::text[]) as name", [list(SHOWN)])
            return dict(rows.fetchall())


@dataclass(frozen=True, slots=True)
class Watched:
    """Processor time, and checkpoints begun, while a run was measured."""

    cpu_seconds: float
    checkpoints: int


@contextmanager
def open_stage(settings: Settings, *, size: Size, seconds: float, workers: int, progress: Progress) -> Iterator[Stage]:
    """Start the server of the bench, in a folder beside the normal data, and make its world the first time."""
    if settings.database_url:
        raise OperatorError("the bench has a server of its own: leave --database-url, choose a folder with --data")
    folder = settings.data_dir / "bench"
    settings = replace(settings, data_dir=folder, key_store=folder / "keys.json")
    with start(folder, settings=SERVER) as server:
        database = Database(server.url(), server.url(DATABASE, OWNER), server)
        make_world(settings, database, size, progress)
        yield Stage(settings, server, database, size, seconds, seconds / 6, workers)


def watch_window(stage: Stage, roots: Iterable[int], *, begin: float, tell: Tell) -> Watched:
    """Wait until a run has been measured that began to warm up at a moment of time.monotonic(), and say what it used.

    roots: our processes; PostgreSQL's are added.
    """
    first, last = begin + stage.warm_up, begin + stage.warm_up + stage.seconds
    _wait_until(first, tell, begin, last)
    before, checkpoints = stage.processor_time(roots), stage.checkpoints()
    _wait_until(last, tell, begin, last)
    return Watched(stage.processor_time(roots).seconds_since(before), stage.checkpoints() - checkpoints)


def watch_program(stage: Stage, roots: Iterable[int], *, program: "subprocess.Popen[str]", tell: Tell) -> Watched:
    """Wait until a program has ended that runs for the measured seconds, and say what was used meanwhile."""
    began = time.monotonic()
    before, checkpoints = stage.processor_time(roots), stage.checkpoints()
    while program.poll() is None:
        tell(int(time.monotonic() - began), int(stage.seconds))
        time.sleep(SECONDS_BETWEEN_TELLINGS)
    return Watched(stage.processor_time(roots).seconds_since(before), stage.checkpoints() - checkpoints)


def _wait_until(moment: float, tell: Tell, begin: float, end: float) -> None:
    while (now := time.monotonic()) < moment:
        tell(int(now - begin), int(end - begin))
        time.sleep(min(SECONDS_BETWEEN_TELLINGS, moment - now))
