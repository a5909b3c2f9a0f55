"""The same deeds as in `sharing`, asked over REST by 32 callers at once, driven by `wrk`."""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from gongji import access
from gongji.edge.bench.families import NOON, Family
from gongji.edge.bench.measured import Measured
from gongji.edge.bench.serving import Door
from gongji.edge.bench.sharing import CALLERS, DEEDS, LIMIT_FEN, TEXT_VERSION, make_ready
from gongji.edge.bench.stage import Stage, Tell, watch_program
from gongji.edge.invented.family import FAMILY, Member
from gongji.edge.operator_error import OperatorError
from gongji.ground.money import yuan_of

SCRIPT = Path(__file__).parent / "asks.lua"
THREADS = 2
# Requests prepared for each second of a run, more than are answered.
ASKS_A_SECOND = 700

Body = dict[str, Any]


def _set(asked: Any, _: Member) -> tuple[str, Body]:
    return "/quotas", {"relation_id": str(asked.relation_id), "limit": yuan_of(LIMIT_FEN)}


def _consent(asked: Any, _: Member) -> tuple[str, Body]:
    return f"/invitations/{asked.invitation_id}/acceptance", {"consent_text": TEXT_VERSION}


def _send(_: Any, gets: Member) -> tuple[str, Body]:
    receiver = {"name": gets.name, "certificate_number": gets.certificate_number}
    return "/transfers", {"receiver": receiver, "amount": yuan_of(LIMIT_FEN)}


# What is asked, and whether who gives asks it, or who gets.
ASKS: dict[str, tuple[Callable[[Any, Member], tuple[str, Body]], bool]] = {
    "quota": (_set, True),
    "consent": (_consent, False),
    "transfer": (_send, True),
}


def run(stage: Stage, door: Door, families: Sequence[Family], deed: str, tell: Tell) -> Measured:
    """Ask for as long as the stage says, or until nobody is left to ask.

    Raises OperatorError where something was refused.
    """
    some = families[: round(ASKS_A_SECOND * (stage.seconds + 1) / len(DEEDS[deed].pairs))]
    with tempfile.TemporaryDirectory(dir=stage.settings.data_dir) as folder:
        asks = list(_asks(stage, some, deed, tell))
        for thread in range(THREADS):
            Path(folder, f"asks.{thread}").write_text("".join(asks[thread::THREADS]), encoding="utf-8")
        command = ["wrk", f"-t{THREADS}", f"-c{CALLERS}", f"-d{round(stage.seconds)}s", "-s", str(SCRIPT)]
        stage.begin()
        with subprocess.Popen(
            [*command, door.address, "--", folder],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as running:  # fmt: skip
            watched = watch_program(stage, [door.pid], program=running, tell=tell)
            output, complaint = running.communicate()
    told = json.loads(output.splitlines()[-1]) if running.returncode == 0 else {}
    if not told or told["odd"]:
        raise OperatorError(f"{deed} was not answered well: {output.strip()[-500:]} {complaint[-500:]}")
    return Measured(
        rate=told["done"] * 1e6 / told["microseconds"],
        p50=told["p50"] / 1000,
        p99=told["p99"] / 1000,
        cpu_ms=watched.cpu_seconds * 1000 / told["done"],
        checkpoints=watched.checkpoints,
        told={"done": told["done"]},
    )


def _asks(stage: Stage, families: Sequence[Family], deed: str, tell: Tell) -> Iterator[str]:
    """A line for each request: path, token of who asks, idempotency key, body."""
    asked = make_ready(stage, families, DEEDS[deed], tell)
    write, giver_asks = ASKS[deed]
    pairs = [(family, *pair) for pair in DEEDS[deed].pairs for family in range(len(families))]
    with stage.database.app_connection() as db:
        for one, (family, gives, gets) in zip(asked, pairs, strict=True):
            path, body = write(one, Member(family * FAMILY + gets))
            token = access.issue_token(
                db,
                holder_id=families[family][gives if giver_asks else gets],
                is_staff=False,
                channel="app",
                now=NOON,
                lasts=timedelta(hours=1),
            )
            yield f"/api/v1{path}\t{token}\t{deed}-{family}-{gives}\t{json.dumps(body)}\n"
