"""Payments, cancels and reversals, committed: `settlement.settle` in transactions, and what to do when one fails.

An answer is given only for what is committed. A batch that meets a fault is run again request by request, so that the
one at fault fails alone; a request whose commit nobody answered is run again and answered from its key.
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.errors import UniqueViolation
from psycopg_pool import ConnectionPool, PoolTimeout

from gongji.ground.refusal import Refusal
from gongji.ground.value import value
from gongji.settlement import Answer, Moment, Request, RunAlone, Screen, settle
from gongji.settlement.refusals import IdempotencyConflict

# Looked for in the database's own words: the index that spans people (design: idempotency).
NUMBER_USED = "message_number_is_used_once"
# In a batch somebody else's lock holds up everybody, so it waits shortly and then each waits for itself.
ALONE_LOCK_TIMEOUT = "3s"
ATTEMPTS = 3
# More than these are written faster by COPY than by inserts that travel together.
FEW = 3


@value
class Fault:
    """No answer: something broke, on our side. What is not committed is not booked; asking again is safe."""

    error: Exception


def settle_and_commit(
    pool: ConnectionPool[Connection[Any]], requests: Sequence[Request], *, moment: Moment, screen: Screen | None = None
) -> list[Answer | Refusal | Fault]:
    """Settle requests as one transaction and commit it; answers in their order.

    pool: connections in autocommit with a short lock_timeout. Never raises for a request: a fault stands in its place.
    """
    try:
        with pool.connection() as db, _travel(db, requests), db.transaction():
            answers = settle(db, requests=requests, moment=moment, screen=screen)
    except PoolTimeout as error:
        return [Fault(error)] * len(requests)
    except Exception as error:
        if isinstance(error, OperationalError):
            # After a restart of the database every connection in the pool is dead: ask all of them at once.
            pool.check()
        return _one_by_one(pool, requests, moment, screen)
    return [
        _alone(pool, answer.request, moment, screen, answer.donors) if isinstance(answer, RunAlone) else answer
        for answer in answers
    ]


def _travel(db: Connection[Any], requests: Sequence[Request]) -> AbstractContextManager[object]:
    """Few requests go in a pipeline, where waiting for the database is what takes long; many are written by COPY."""
    return db.pipeline() if len(requests) <= FEW else nullcontext()


def _one_by_one(
    pool: ConnectionPool[Connection[Any]], requests: Sequence[Request], moment: Moment, screen: Screen | None
) -> list[Answer | Refusal | Fault]:
    answers: list[Answer | Refusal | Fault] = []
    for request in requests:
        answers.append(answer := _alone(pool, request, moment, screen))
        if isinstance(answer, Fault) and isinstance(answer.error, PoolTimeout):
            # The database is away; those behind would each wait for it as long again.
            return answers + [answer] * (len(requests) - len(answers))
    return answers


def _alone(
    pool: ConnectionPool[Connection[Any]],
    request: Request,
    moment: Moment,
    screen: Screen | None,
    donors: Collection[int] = (),
) -> Answer | Refusal | Fault:
    """One request by itself, again while the connection or a lock fails it, or donors have to be locked too."""
    failed: Exception = RuntimeError("other donors had to be locked every time")
    for _ in range(ATTEMPTS):
        try:
            with pool.connection() as db, db.pipeline(), db.transaction():
                db.execute(f"set local lock_timeout = '{ALONE_LOCK_TIMEOUT}'")
                (answer,) = settle(db, requests=[request], moment=moment, screen=screen, donors=donors)
        except UniqueViolation as error:
            if error.diag.constraint_name == NUMBER_USED:
                return IdempotencyConflict(message_id=request.key.message_id)
            return Fault(error)
        except PoolTimeout as error:
            return Fault(error)
        except OperationalError as error:
            failed = error
            pool.check()
        except Exception as error:
            return Fault(error)
        else:
            if not isinstance(answer, RunAlone):
                return answer
            request, donors = answer.request, answer.donors
    return Fault(failed)
