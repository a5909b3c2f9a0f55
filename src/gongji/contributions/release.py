"""Nothing is paid: every part goes back where it came from (B-07, S-20 … S-23)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.audit import By, Happening
from gongji.contributions.held import hold, write
from gongji.contributions.order import WAITING, PremiumOrder, State
from gongji.contributions.refusals import PremiumStateConflict
from gongji.contributions.returns import find_buckets, find_homes, give_back_use, open_items
from gongji.ground.policy import PolicySet
from gongji.ground.value import replace


def release(
    db: Connection[Any], *, order_id: int, state: State, reason: str, now: datetime, policy: PolicySet, by: By
) -> PremiumOrder:
    """Give back what an order holds: FAILED, as the tax office said, or EXPIRED, without its answer. Again: nothing.

    reason: why, in the tax office's code, "" where it gave none. Refuses: PremiumOrderUnknown, PremiumStateConflict
    (paid meanwhile).
    """
    held = hold(db, order_id=order_id)
    if held.order.state in (State.FAILED, State.EXPIRED):
        return held.order
    if State(held.order.state) not in WAITING:
        raise PremiumStateConflict(state=held.order.state)
    homes = find_homes(db, held, buckets=find_buckets(db, held.parts), now=now)
    legs = [(part.book, part.held_account, homes[part.line], part.amount_fen) for part in held.parts]
    after = replace(held.order, state=state.value, ended_at=now, reason=reason)
    journal_id = write(db, after, Happening.PREMIUM_RELEASED, legs, now=now, by=by, detail={"state": state.value})
    ledger.close_accounts(db, accounts=[part.held_account for part in held.parts], now=now)
    give_back_use(db, held)
    open_items(db, held, homes, journal_id=journal_id, now=now, policy=policy)
    return after
