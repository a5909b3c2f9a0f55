"""What settling notices of clearing: the filing of its days, and a month that closes beside it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context

from gongji import clearing
from gongji.edge.bench import engine
from gongji.edge.bench.clearing.closes import close
from gongji.edge.bench.clearing.items import MonthOfItems
from gongji.edge.bench.stage import Stage, Tell
from gongji.edge.clock import Clock
from gongji.ground.calendar import beijing_day

BATCH = 100


def settle(stage: Stage, tell: Tell) -> float:
    """Settlements a second in batches of a hundred, for as long as the stage says."""
    return engine.run(stage, tell, batch=BATCH).rate


def settle_and_file(stage: Stage, tell: Tell) -> tuple[float, float]:
    """Processor seconds of settling, and those to file and sum up what was settled; in a copy where no day is filed."""
    now = Clock().now()
    today = beijing_day(now)
    with stage.database.app_connection() as db:
        clearing.file_day(db, day=today - timedelta(days=1), now=now)
        db.commit()
        done = engine.run(stage, tell, batch=BATCH)
        before = stage.processor_time([os.getpid()])
        clearing.file_day(db, day=today, now=now + timedelta(days=1))
        db.commit()
        filing = stage.processor_time([os.getpid()]).seconds_since(before)
    return done.told["settled"] * done.cpu_ms / 1000, filing


@contextmanager
def closing(month: MonthOfItems, *, every_seconds: float) -> Iterator[None]:
    """While the block runs, another process closes the month, again after so many seconds."""
    beside = get_context("spawn").Process(target=_close_for_ever, args=(month, every_seconds), daemon=True)
    beside.start()
    try:
        yield
    finally:
        beside.terminate()
        beside.join()


def _close_for_ever(month: MonthOfItems, every_seconds: float) -> None:
    while True:
        began = time.monotonic()
        close(month)
        time.sleep(max(0.0, every_seconds - (time.monotonic() - began)))
