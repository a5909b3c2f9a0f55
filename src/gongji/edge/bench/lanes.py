"""Processes that do the same at the same time: made ready, started together, measured in one window."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from gongji.edge.bench.measured import Measured, percentile
from gongji.edge.bench.stage import Stage, Tell, Watched, watch_window
from gongji.edge.processes import processes

PROCESSES = 2
# From the word to go until the first batch, so that all begin together.
SECONDS_TO_GO = 0.2
SECONDS_AT_LEAST = 0.1


@dataclass(slots=True)
class Work:
    """What a process did: of each batch when it ended (time.monotonic()) and how many seconds it took.

    answers: how many of which kind. told: what else it counted.
    """

    batches: list[tuple[float, float]] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Together:
    """What all processes did. first, last: the window that counts."""

    work: Sequence[Work]
    watched: Watched
    first: float
    last: float

    @property
    def answers(self) -> Counter[str]:
        """Of all, the warm-up's too."""
        return sum((one.answers for one in self.work), Counter())

    @property
    def told(self) -> Counter[str]:
        """Of all, the warm-up's too."""
        return sum((one.told for one in self.work), Counter())

    def measured(self, *, batch: int, told: dict[str, float]) -> Measured:
        """The figures of batches of this size; one that began before the window or ended after it counts in part."""
        shared = [(self._share(times), times) for one in self.work for times in one.batches]
        took = [seconds * 1000 for share, (_, seconds) in shared if share]
        done = sum(share for share, _ in shared) * batch
        return Measured(
            rate=done / (self.last - self.first),
            p50=percentile(took, 0.5),
            p99=percentile(took, 0.99),
            cpu_ms=self.watched.cpu_seconds * 1000 / done,
            checkpoints=self.watched.checkpoints,
            told=told,
        )

    def _share(self, times: tuple[float, float]) -> float:
        """Which share of a batch lies in the window."""
        ended, seconds = times
        return max(0.0, min(ended, self.last) - max(ended - seconds, self.first)) / seconds


def together(stage: Stage, work: Callable[..., None], loads: Sequence[Any], tell: Tell) -> Together:
    """Let a process work for each load. work: called with the load and a pipe; begins with `until`, sends its Work."""
    with processes(work, loads) as workers:
        for end in workers.values():
            end.recv()
        begin = time.monotonic() + SECONDS_TO_GO
        last = begin + stage.warm_up + stage.seconds
        for end in workers.values():
            end.send((begin, last))
        watched = watch_window(stage, [worker.pid or 0 for worker in workers], begin=begin, tell=tell)
        done = [end.recv() for end in workers.values()]
    # Whoever has nothing left to do stops sooner.
    stopped = min(last, max(ended for one in done for ended, _ in one.batches))
    return Together(done, watched, min(begin + stage.warm_up, stopped - SECONDS_AT_LEAST), stopped)


def until(pipe: Connection) -> float:
    """In a process: say that it is ready, wait for the word to go; the moment at which to stop."""
    pipe.send("ready")
    begin, end = pipe.recv()
    time.sleep(max(0.0, begin - time.monotonic()))
    return float(end)
