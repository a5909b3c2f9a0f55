"""Full settlements in batches, two processes: what the gateway does once its messages are read."""

import time
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing.connection import Connection

from gongji.edge.asgi import serving_pool
from gongji.edge.bench.bills import Buyers, bills, policy
from gongji.edge.bench.growth import Growth
from gongji.edge.bench.lanes import PROCESSES, Together, Work, together, until
from gongji.edge.bench.measured import Measured, room
from gongji.edge.bench.stage import Stage, Tell
from gongji.edge.clock import Clock
from gongji.edge.memory import settle_in
from gongji.edge.operator_error import OperatorError
from gongji.edge.settling import Fault, settle_and_commit
from gongji.ground.policy import publish
from gongji.ground.refusal import Refusal
from gongji.settlement import Answer, Moment, Settled


@dataclass(frozen=True, slots=True)
class Load:
    """What a process needs to know. lane: which of them it is."""

    url: str
    batch: int
    hot: bool
    lane: int


def run(stage: Stage, tell: Tell, *, batch: int, hot: bool = False) -> Measured:
    """Settle in batches of a size for as long as the stage says.

    Raises OperatorError where a bill was not settled, or the rows are not as many as the answers.
    """
    loads = [Load(stage.database.url, batch, hot, lane) for lane in range(PROCESSES)]
    with stage.database.app_connection(autocommit=True) as db:
        publish(db, policy(), known_from=Clock().now())
        before = Growth.now(db)
        done = together(stage, _work, loads, tell)
        grown = Growth.now(db) - before
    _require_all_settled(done, grown)
    paid_by = {name: count / grown.settled for name, count in done.told.items()}
    return done.measured(batch=batch, told=room(grown) | paid_by)


def _work(load: Load, pipe: Connection) -> None:
    with serving_pool(load.url, size=1) as pool:
        with pool.connection() as db:
            buyers = Buyers.read(db)
        waiting = bills(buyers, lane=load.lane, hot=load.hot)
        settle_in()
        work, end = Work(), until(pipe)
        while (asked := time.monotonic()) < end:
            requests = list(islice(waiting, load.batch))
            answers = settle_and_commit(pool, requests, moment=Moment(Clock().now(), policy()))
            now = time.monotonic()
            work.batches.append((now, now - asked))
            _count(work, answers)
        pipe.send(work)


def _count(work: Work, answers: list[Answer | Refusal | Fault]) -> None:
    """What became of the bills, and how many a quota, or the fund, paid something of."""
    work.answers.update(map(_kind, answers))
    for answer in answers:
        if isinstance(answer, Settled):
            work.told["paid_by_aid"] += answer.settlement.aid_fen > 0
            work.told["paid_by_fund"] += answer.settlement.pool_pay_fen > 0


def _kind(answer: Answer | Refusal | Fault) -> str:
    if isinstance(answer, Fault):
        return f"{type(answer.error).__name__} {answer.error}".split("\n")[0]
    return answer.code if isinstance(answer, Refusal) else type(answer).__name__


def _require_all_settled(done: Together, grown: Growth) -> None:
    answers = done.answers
    acknowledged = answers.pop("Settled", 0)
    if answers:
        raise OperatorError(f"bills were not settled: {dict(answers)}")
    if grown.settled != acknowledged:
        raise OperatorError(f"{acknowledged} settlements were acknowledged, {grown.settled} are in the table")


engine_100 = partial(run, batch=100)
engine_500 = partial(run, batch=500)
hot = partial(run, batch=500, hot=True)
