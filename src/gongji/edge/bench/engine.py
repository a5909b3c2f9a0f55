"""Full settlements in batches, two processes: what the gateway does once its messages are read."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from gongji.edge.asgi import serving_pool
from gongji.edge.bench.bills import Buyers, bills, policy
from gongji.edge.bench.growth import Growth
from gongji.edge.bench.measured import Measured, percentile, room
from gongji.edge.bench.stage import Stage, Tell, Watched, watch_window
from gongji.edge.clock import Clock
from gongji.edge.memory import settle_in
from gongji.edge.operator_error import OperatorError
from gongji.edge.settling import Fault, settle_and_commit
from gongji.ground.policy import publish
from gongji.ground.refusal import Refusal
from gongji.settlement import Answer, Moment, Settled

PROCESSES = 2
# From the word to go until the first bill, so that all begin together.
SECONDS_TO_GO = 0.2


@dataclass(frozen=True, slots=True)
class Load:
    """What a process needs to know. lane: which of them it is."""

    url: str
    batch: int
    hot: bool
    lane: int


@dataclass(slots=True)
class Work:
    """What a process did: of each batch when it ended (time.monotonic()) and how many seconds it took.

    answers: how many of which kind. aided, funded: those that a quota, or the fund, paid something of.
    """

    batches: list[tuple[float, float]] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    aided: int = 0
    funded: int = 0

    def add(self, took: float, answers: list[Answer | Refusal | Fault]) -> None:
        """One more batch, just answered."""
        self.batches.append((time.monotonic(), took))
        for answer in answers:
            self.answers[_kind(answer)] += 1
            if isinstance(answer, Settled):
                self.aided += answer.settlement.aid_fen > 0
                self.funded += answer.settlement.pool_pay_fen > 0


def run(stage: Stage, tell: Tell, *, batch: int, hot: bool = False) -> Measured:
    """Settle in batches of a size for as long as the stage says.

    Raises OperatorError where a bill was not settled, or the rows are not as many as the answers.
    """
    loads = [Load(stage.database.url, batch, hot, lane) for lane in range(PROCESSES)]
    with stage.database.app_connection(autocommit=True) as db:
        publish(db, policy(), known_from=Clock().now())
        before = Growth.now(db)
        work, watched, first = _settle(stage, loads, tell)
        grown = Growth.now(db) - before
    _require_all_settled(work, grown)
    shared = [(_share(times, first, first + stage.seconds), times) for one in work for times in one.batches]
    took = [seconds * 1000 for share, (_, seconds) in shared if share]
    settled = sum(share for share, _ in shared) * batch
    paid_by = {
        "paid_by_aid": sum(one.aided for one in work) / grown.settled,
        "paid_by_fund": sum(one.funded for one in work) / grown.settled,
    }
    return Measured(
        rate=settled / stage.seconds,
        p50=percentile(took, 0.5),
        p99=percentile(took, 0.99),
        cpu_ms=watched.cpu_seconds * 1000 / settled,
        checkpoints=watched.checkpoints,
        told=room(grown) | paid_by,
    )


def _settle(stage: Stage, loads: list[Load], tell: Tell) -> tuple[list[Work], Watched, float]:
    """What each process did, what all used while it was measured, and when measuring began."""
    with _processes(loads) as workers:
        for end in workers.values():
            end.recv()
        begin = time.monotonic() + SECONDS_TO_GO
        for end in workers.values():
            end.send((begin, begin + stage.warm_up + stage.seconds))
        watched = watch_window(stage, [worker.pid or 0 for worker in workers], begin=begin, tell=tell)
        return [end.recv() for end in workers.values()], watched, begin + stage.warm_up


def _share(times: tuple[float, float], first: float, last: float) -> float:
    """Which share of a batch lies between two moments."""
    ended, seconds = times
    return max(0.0, min(ended, last) - max(ended - seconds, first)) / seconds


@contextmanager
def _processes(loads: list[Load]) -> Iterator[dict[SpawnProcess, Connection]]:
    """Processes and our ends of their pipes."""
    context = get_context("spawn")
    started: dict[SpawnProcess, Connection] = {}
    try:
        for load in loads:
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(load, theirs), daemon=True)
            process.start()
            theirs.close()
            started[process] = ours
        yield started
    finally:
        for process in started:
            process.terminate()
            process.join()


def _work(load: Load, pipe: Connection) -> None:
    with serving_pool(load.url, size=1) as pool:
        with pool.connection() as db:
            buyers = Buyers.read(db)
        waiting = bills(buyers, lane=load.lane, hot=load.hot)
        settle_in()
        pipe.send("ready")
        begin, end = pipe.recv()
        time.sleep(max(0.0, begin - time.monotonic()))
        work = Work()
        while (asked := time.monotonic()) < end:
            requests = list(islice(waiting, load.batch))
            answers = settle_and_commit(pool, requests, moment=Moment(Clock().now(), policy()))
            work.add(time.monotonic() - asked, answers)
        pipe.send(work)


def _kind(answer: Answer | Refusal | Fault) -> str:
    if isinstance(answer, Fault):
        return f"{type(answer.error).__name__} {answer.error}".split("\n")[0]
    return answer.code if isinstance(answer, Refusal) else type(answer).__name__


def _require_all_settled(work: list[Work], grown: Growth) -> None:
    answers: Counter[str] = sum((one.answers for one in work), Counter())
    acknowledged = answers.pop("Settled", 0)
    if answers:
        raise OperatorError(f"bills were not settled: {dict(answers)}")
    if grown.settled != acknowledged:
        raise OperatorError(f"{acknowledged} settlements were acknowledged, {grown.settled} are in the table")


engine_100 = partial(run, batch=100)
engine_500 = partial(run, batch=500)
hot = partial(run, batch=500, hot=True)
