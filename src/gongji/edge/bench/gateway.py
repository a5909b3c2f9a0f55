"""Complete messages over HTTP, driven by `wrk`, and one settlement at a time at an idle door."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import Connection

from gongji.edge.bench.growth import Growth
from gongji.edge.bench.measured import Measured, room
from gongji.edge.bench.messages import REPEAT_EVERY, cancel_template, write_messages
from gongji.edge.bench.serving import Door
from gongji.edge.bench.stage import Stage, Tell, Watched, watch_program
from gongji.edge.operator_error import OperatorError

Answers = dict[str, Any]

SCRIPT = Path(__file__).parent / "load.lua"
CONNECTIONS = 256
THREADS = 2
CANCEL_EVERY = 20
TIMEOUT = "8s"
SECONDS_AT_REST = 0.5
# Messages prepared for each second of a run, more than are answered; where they run out, the run is shorter.
MESSAGES_A_SECOND = 2_000 * (os.cpu_count() or 1)
MESSAGES_A_SECOND_ALONE = 1_000


@dataclass(frozen=True, slots=True)
class Drive:
    """How wrk drives the door. mixed: with repeats and cancels."""

    connections: int
    threads: int
    messages_a_second: int
    mixed: bool = False


MANY = Drive(CONNECTIONS, THREADS, MESSAGES_A_SECOND)
MIXED = Drive(CONNECTIONS, THREADS, MESSAGES_A_SECOND, mixed=True)
ALONE = Drive(1, 1, MESSAGES_A_SECOND_ALONE)


def require_wrk() -> None:
    """Raises OperatorError with the way to install it."""
    if shutil.which("wrk") is None:
        raise OperatorError("wrk drives the gateway and is not there: apt-get install wrk")


def run(stage: Stage, door: Door, drive: Drive, tell: Tell) -> Measured:
    """Send messages for as long as the stage says.

    Raises OperatorError where a message was not answered well, or the rows are not as many as the answers.
    """
    with (
        tempfile.TemporaryDirectory(dir=stage.settings.data_dir) as folder,
        stage.database.app_connection(autocommit=True) as db,
    ):
        warm_up = _prepare(Path(folder, "warm-up"), stage, drive, round(stage.warm_up), tell)
        measured = _prepare(Path(folder, "measured"), stage, drive, round(stage.seconds), tell)
        if stage.warm_up >= 1:
            _send(stage, door, drive, warm_up, round(stage.warm_up), tell)
        before = _at_rest(db)
        answers, watched = _send(stage, door, drive, measured, round(stage.seconds), tell)
        grown = _at_rest(db) - before
    _require_as_answered(answers, grown, drive)
    answered = answers["settled"] + answers["cancelled"]
    return Measured(
        rate=answered * 1e6 / answers["microseconds"],
        p50=answers["p50"] / 1000,
        p99=answers["p99"] / 1000,
        cpu_ms=watched.cpu_seconds * 1000 / answered,
        checkpoints=watched.checkpoints,
        told=room(grown) | {"cancelled": grown.cancelled, "errors": answers["errors"], "server_mb": door.memory_mb()},
    )


def _prepare(folder: Path, stage: Stage, drive: Drive, seconds: int, tell: Tell) -> Path:
    """A folder with the messages for so many seconds."""
    folder.mkdir()
    for lane in range(drive.threads):
        tell(0, 0)
        count = drive.messages_a_second * seconds // drive.threads
        write_messages(folder / f"messages.{lane}", size=stage.size, count=count, lane=lane, mixed=drive.mixed)
    (folder / "cancel.json").write_bytes(cancel_template())
    return folder


def _send(stage: Stage, door: Door, drive: Drive, folder: Path, seconds: int, tell: Tell) -> tuple[Answers, Watched]:
    """Have wrk send the messages of a folder; what it counted, and what was used meanwhile."""
    command = ["wrk", f"-t{drive.threads}", f"-c{drive.connections}", f"-d{seconds}s", "--timeout", TIMEOUT]
    script = ["-s", str(SCRIPT), door.url, "--", str(folder), str(CANCEL_EVERY if drive.mixed else 0)]
    with subprocess.Popen(
        [*command, *script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        watched = watch_program(stage, [door.pid], program=running, tell=tell)
        output, complaint = running.communicate()
    answers: Answers = json.loads(output.splitlines()[-1]) if running.returncode == 0 else {}
    if not answers or answers["refused"] or answers["odd"]:
        raise OperatorError(f"messages were not answered well: {output.strip()[-500:]} {complaint[-500:]}")
    return answers, watched


def _at_rest(db: Connection[Any]) -> Growth:
    """As it stands once that is booked too whose answer wrk did not wait for."""
    before = Growth.now(db)
    while True:
        time.sleep(SECONDS_AT_REST)
        now = Growth.now(db)
        if now.settled + now.cancelled == before.settled + before.cancelled:
            return now
        before = now


def _require_as_answered(answers: Answers, grown: Growth, drive: Drive) -> None:
    """Every acknowledged message has its row. Beyond them there may be those wrk left before they were answered."""
    repeats = sum(taken // REPEAT_EVERY for taken in answers["taken"]) if drive.mixed else 0
    # A repeat that was left is counted among the repeats and not among the answers.
    unanswered = drive.connections * (1 + drive.mixed)
    settled = answers["settled"] - repeats
    if not settled <= grown.settled <= settled + unanswered:
        raise OperatorError(f"{settled} settlements were acknowledged, {grown.settled} are in the table")
    if not answers["cancelled"] <= grown.cancelled <= answers["cancelled"] + drive.connections:
        raise OperatorError(f"{answers['cancelled']} cancels were acknowledged, {grown.cancelled} are in the table")
