"""Notices are released by a second person: from then on they count (C-10)."""

from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from gongji import audit
from gongji.access import SecondPerson
from gongji.audit import By, Fact, Happening
from gongji.clearing.batch import State, hold_batch, set_state
from gongji.clearing.zero import settle_at_zero
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.working_days import end_of_working_day


def release_notices(db: Connection[Any], *, batch_month: int, now: datetime, policy: PolicySet, by: By) -> int:
    """Issue what another has drafted; from now on days count. How many.

    What sums up to nothing needs no notice and is booked at once; where that is all, the batch is paid.
    Refuses: BatchUnknown, BatchNotReady, SecondPerson.
    """
    hold_batch(db, batch_month=batch_month, states=(State.CONFIRMED,))
    row = db.execute(
        "select 1 from clearing_notice where batch_month = %s and drafted_by = %s limit 1",
        [batch_month, by.actor_id],
    ).fetchone()
    if row is not None:
        raise SecondPerson()
    days = policy.value("clearing.payment_working_days", pool=0, on=beijing_day(now))
    due_on = beijing_day(
        end_of_working_day(now, days=days["to_finance"] + days["paid"], pool=0, policy=policy) - timedelta(seconds=1)
    )
    released = db.execute(
        """
        update clearing_notice
        set state = 'RELEASED', released_at = %s, released_by = %s, due_on = %s
        where batch_month = %s
        and state = 'DRAFTED'
        """,
        [now, by.actor_id, due_on, batch_month],
    ).rowcount
    (fact_id,) = new_identifiers(db, cells=[0])
    audit.record(db, [Fact(fact_id, Happening.CLEARING_NOTICES_RELEASED, batch_month, now, {"notices": released}, by)])
    settle_at_zero(db, batch_month=batch_month, now=now, by=by)
    set_state(db, batch_month=batch_month, state=State.NOTICED, now=now)
    if not released:
        set_state(db, batch_month=batch_month, state=State.PAID, now=now)
    return released
