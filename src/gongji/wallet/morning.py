"""What nobody accepted returns in the morning (W-18, W-25)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from gongji.audit import By
from gongji.ground.calendar import BEIJING
from gongji.ground.policy import PolicySet
from gongji.wallet.bring_back import bring_back
from gongji.wallet.look import lock_and_look

RETURN_HOUR = 6


def find_unaccepted(db: Connection[Any], *, now: datetime, after: int, limit: int) -> list[int]:
    """Transfers sent before the last return hour and still on their way, by identifier from `after` on (W-25)."""
    local = now.astimezone(BEIJING)
    hour = local.replace(hour=RETURN_HOUR, minute=0, second=0, microsecond=0)
    before = hour if local >= hour else hour - timedelta(days=1)
    rows = db.execute(
        """
        select transfer_id
        from wallet_transfer
        where state = 'in_transit'
        and sent_at < %s
        and transfer_id > %s
        order by transfer_id
        limit %s
        """,
        [before, after, limit],
    )
    return [row[0] for row in rows.fetchall()]


def return_unaccepted(
    db: Connection[Any], *, transfer_ids: Collection[int], now: datetime, policy: PolicySet, by: By
) -> int:
    """Return those among these that are still on their way; how many were (W-18, W-25)."""
    locked, found = lock_and_look(db, set(transfer_ids))
    waiting = [transfer for transfer in found.values() if transfer.state == "in_transit"]
    bring_back(db, waiting, locked, state="returned", now=now, policy=policy, by=by)
    return len(waiting)
