"""What the clock starts, over a million rows: New Year's two jobs, and the return of transfers at six."""

import os
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import LiteralString

from gongji import wallet
from gongji.audit import By
from gongji.edge.asgi import serving_pool
from gongji.edge.bench.bills import policy
from gongji.edge.bench.families import NOON, Family
from gongji.edge.bench.measured import Measured
from gongji.edge.bench.stage import Stage, Tell
from gongji.edge.clock import Clock
from gongji.edge.jobs import JOBS
from gongji.edge.jobs import run as run_job
from gongji.edge.jobs.job import LANES
from gongji.edge.memory import settle_in
from gongji.edge.office import Office
from gongji.edge.operator_error import OperatorError
from gongji.ground.calendar import BEIJING
from gongji.ground.keys import FileKeyStore
from gongji.ground.refusal import Refusal
from gongji.wallet import Sending

SENT_AT_ONCE = 500
AMOUNT_FEN = 8_00
# Each sibling sends to the next, to the one after and to her father: as many as a day allows (W-14).
RECEIVERS = (1, 2, 3)
# How many rows a job has before it.
DUE: dict[str, LiteralString] = {
    "year-end": "select count(*) from quota where state = 'active' and valid_to is not null",
    "renewals": "select count(*) from quota where state = 'expired' and auto_renew and renewed_as is null",
    "returns": "select count(*) from wallet_transfer where state = 'in_transit'",
}


def make_annual(stage: Stage, tell: Tell) -> None:
    """Let every quota of the copy end with this year and be set again."""
    tell(0, 0)
    with stage.database.owner_connection() as db:
        db.execute(
            "update quota set period_type = 'ANNUAL', valid_to = %s, auto_renew = true where state = 'active'",
            [_new_year()],
        )


def send_to_everybody(stage: Stage, families: Sequence[Family], tell: Tell) -> None:
    """Have everybody with an account send what a day allows."""
    sendings = [
        Sending(sender, family[(place + step) % 3 if step < 3 else 3], AMOUNT_FEN, By(sender, "app"))
        for family in families
        for place, sender in enumerate(family[:3])
        for step in RECEIVERS
    ]
    with stage.database.app_connection() as db:
        for first in range(0, len(sendings), SENT_AT_ONCE):
            some = sendings[first : first + SENT_AT_ONCE]
            answers = wallet.send(db, sendings=some, now=NOON, policy=policy())
            if refused := [answer.code for answer in answers if isinstance(answer, Refusal)]:
                raise OperatorError(f"the bench could not send: {refused[0]}")
            db.commit()
            tell(first + len(some), len(sendings))


def run(stage: Stage, name: str, tell: Tell) -> Measured:
    """Run a job of the catalogue as `./gongji jobs run` does, at its hour.

    Raises OperatorError where it left something undone.
    """
    now = _hour(name)
    stage.begin()
    with serving_pool(stage.database.url, size=LANES) as pool:
        office = Office(
            pool=pool,
            settling=pool,
            keys=FileKeyStore(stage.settings.key_store),
            clock=Clock(frozen_at=now),
            policy=policy(),
        )
        due = _due(stage, name)
        settle_in()
        used, began = stage.processor_time([os.getpid()]), time.monotonic()
        run_job(office, JOBS[name], now=now, tell=lambda count: tell(count, due))
        took = time.monotonic() - began
        cpu = stage.processor_time([os.getpid()]).seconds_since(used)
    if left := _due(stage, name):
        raise OperatorError(f"{name} left {left:,} of {due:,}")
    return Measured(rate=due / took, p50=0, p99=0, cpu_ms=cpu * 1000 / due, checkpoints=0, told={"done": due})


def _due(stage: Stage, name: str) -> int:
    with stage.database.app_connection() as db:
        row = db.execute(DUE[name]).fetchone()
    assert row
    return int(row[0])


def _hour(name: str) -> datetime:
    if name == "returns":
        return NOON.replace(hour=6) + timedelta(days=1)
    return datetime.combine(_new_year(), datetime.min.time(), BEIJING) + timedelta(minutes=30)


def _new_year() -> date:
    return date(Clock().now().year + 1, 1, 1)
