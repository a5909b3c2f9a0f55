"""Premiums that wait for the tax office: asked about again, and released when it has had its time (B-07)."""

from datetime import datetime, timedelta

import structlog
from psycopg.errors import DeadlockDetected, LockNotAvailable

from gongji import contributions
from gongji.contributions import WAITING, State
from gongji.edge.office import Office
from gongji.edge.premiums import go_on
from gongji.ground.refusal import Refusal
from gongji.ground.value import value

log = structlog.get_logger(__name__)

# A caller is still waiting for those.
AT_WORK = timedelta(minutes=1)
BATCH = 100


@value
class Settled:
    """Of the orders that waited: how many are decided now, and how many wait on."""

    decided: int
    waiting: int


def settle_waiting_premiums(office: Office, now: datetime) -> Settled:
    """Go through all that waits at a moment of business, oldest first; safe to run twice, late, or beside another.

    An order that cannot be had just now, or was decided by somebody else meanwhile, never stops its neighbours.
    """
    decided = waiting = after = 0
    while due := _find(office, now, after):
        after = due[-1]
        for order_id in due:
            if _settle(office, order_id):
                decided += 1
            else:
                waiting += 1
    return Settled(decided, waiting)


def _find(office: Office, now: datetime, after: int) -> list[int]:
    return office.work(lambda db: contributions.find_waiting(db, before=now - AT_WORK, after=after, limit=BATCH))


def _settle(office: Office, order_id: int) -> bool:
    """Whether an order is decided now."""
    try:
        return go_on(office, order_id).state not in (*WAITING, State.REFUNDING)
    except (Refusal, LockNotAvailable, DeadlockDetected) as error:
        log.warning("premiums.left_for_the_next_run", order=str(order_id), what=type(error).__name__)
        return False
