"""Credit the year's interest; a pool without a rate holds nobody else up, and is told at the end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from psycopg import Connection

from gongji import insured
from gongji.edge.jobs.job import CLOCK, Tell, in_batches
from gongji.edge.office import Office
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.insured import NoInterestRate

log = structlog.get_logger(__name__)


def credit_interest(office: Office, now: datetime, tell: Tell) -> int:
    """Credit all interest that is due; how many people had some. Raises NoInterestRate for the first pool without."""
    missing: dict[int, NoInterestRate] = {}

    def find(db: Connection[Any], now: datetime, after: int, limit: int) -> list[int]:
        return insured.find_interest_due(db, now=now, policy=office.policy, after=after, limit=limit)

    def credit(db: Connection[Any], due: Sequence[int], now: datetime, policy: PolicySet) -> int:
        answers = insured.credit_interest(db, people=due, now=now, policy=policy, by=CLOCK)
        for answer in answers:
            if isinstance(answer, NoInterestRate):
                missing.setdefault(answer.pool, answer)
        return sum(not isinstance(answer, Refusal) and answer.journal_id is not None for answer in answers)

    done = in_batches(find, credit)(office, now, tell)
    for pool, refused in sorted(missing.items()):
        log.error("interest.no_rate", pool=pool, on=str(refused.on))
    if missing:
        raise missing[min(missing)]
    return done
