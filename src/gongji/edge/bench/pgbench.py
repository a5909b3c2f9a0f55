"""The peer: `pgbench`, tpcb-like and prepared, of the same PostgreSQL on the same server."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from gongji.edge.bench.measured import Measured, percentile
from gongji.edge.bench.stage import Stage, Tell, watch_program, watch_window
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres.configuration import SUPERUSER

DATABASE = "pgbench"
CLIENTS = 32
THREADS = 2
# Connecting and pgbench's own vacuum take a moment before it counts its seconds.
SECONDS_MORE = 1


def prepare(stage: Stage, tell: Tell) -> None:
    """Make pgbench's tables unless they are there in this scale."""
    with stage.superuser() as db:
        if not db.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            db.execute(f"create database {DATABASE}")
    with psycopg.connect(_url(stage)) as db:
        there = db.execute("select to_regclass('pgbench_history') is not null").fetchone() == (True,)
        if there and db.execute("select count(*) from pgbench_branches").fetchone() == (stage.size.scale,):
            return
    making = _run(stage, "--initialize", f"--scale={stage.size.scale}", "--quiet")
    watch_program(stage, [], program=making, tell=lambda done, whole: tell(0, 0))
    _require_done(making)


def run(stage: Stage, tell: Tell, *, clients: int = CLIENTS) -> Measured:
    """Its transactions, with as many clients at once."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.monotonic()
        epoch = time.time() - begin
        whole = round(stage.warm_up + stage.seconds + SECONDS_MORE)
        running = _run(
            stage,
            "--protocol=prepared", f"--client={clients}", f"--jobs={min(clients, THREADS)}", f"--time={whole}",
            "--log", f"--log-prefix={folder}/log",
        )  # fmt: skip
        watched = watch_window(stage, [], begin=begin, tell=tell)
        _require_done(running)
        first = epoch + begin + stage.warm_up
        took = list(_milliseconds(Path(folder), first, first + stage.seconds))
    return Measured(
        rate=len(took) / stage.seconds,
        p50=percentile(took, 0.5),
        p99=percentile(took, 0.99),
        cpu_ms=watched.cpu_seconds * 1000 / len(took),
        checkpoints=watched.checkpoints,
    )


def run_alone(stage: Stage, tell: Tell) -> Measured:
    """With one client."""
    return run(stage, tell, clients=1)


def _require_done(program: "subprocess.Popen[str]") -> None:
    _, complaint = program.communicate()
    if program.returncode:
        raise OperatorError(f"pgbench failed: {complaint.strip()[-500:]}")


def _milliseconds(folder: Path, first: float, last: float) -> Iterator[float]:
    """How long each transaction took that ended between two moments (Unix seconds)."""
    for path in folder.iterdir():
        with path.open() as log:
            for line in log:
                # client, number, microseconds, script, and when it ended: seconds, microseconds.
                _, _, took, _, seconds, microseconds = line.split()[:6]
                if first <= int(seconds) + int(microseconds) / 1e6 < last:
                    yield int(took) / 1000


def _run(stage: Stage, *options: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [stage.server.program("pgbench"), *options, _url(stage)],
        env={"LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _url(stage: Stage) -> str:
    return stage.server.url(DATABASE, SUPERUSER)
