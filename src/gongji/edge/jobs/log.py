"""What jobs did: a row a run, for `./gongji jobs list`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from gongji.edge.logs import what_broke
from gongji.ground.rows import fetch
from gongji.ground.value import value


@value
class Run:
    """The latest run of a job. error: kind and place of what broke, None where nothing did."""

    name: str
    as_of: datetime
    started_at: datetime
    finished_at: datetime | None
    done: int
    error: str | None


@contextmanager
def logged(pool: "ConnectionPool[Connection[Any]]", name: str, *, as_of: datetime) -> Iterator[Callable[[int], None]]:
    """Keep a row for a run while the block lasts; what is yielded notes how many are done so far."""
    done = 0

    def note(count: int) -> None:
        nonlocal done
        done = count

    with pool.connection() as db:
        row = db.execute(
            "insert into job_run (name, as_of, started_at) values (%s, %s, clock_timestamp()) returning run_id",
            [name, as_of],
        ).fetchone()
    assert row
    try:
        yield note
    except BaseException as error:
        broke = what_broke(error)
        _finish(pool, row[0], done, f"{broke['error']} {broke.get('at', '')}".strip())
        raise
    _finish(pool, row[0], done, None)


def latest_runs(db: Connection[Any]) -> dict[str, Run]:
    """The latest run of each job that ever ran."""
    runs = fetch(
        db,
        Run,
        """
        select distinct on (name) name, as_of, started_at, finished_at, done, error
        from job_run
        order by name, run_id desc
        """,
    )
    return {run.name: run for run in runs}


def _finish(pool: "ConnectionPool[Connection[Any]]", run_id: int, done: int, error: str | None) -> None:
    with pool.connection() as db:
        db.execute(
            "update job_run set finished_at = clock_timestamp(), done = %s, error = %s where run_id = %s",
            [done, error, run_id],
        )
