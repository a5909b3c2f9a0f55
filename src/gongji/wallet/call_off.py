"""Either side calls a transfer off before it is accepted (W-23)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.audit import By
from gongji.ground.policy import PolicySet
from gongji.wallet.bring_back import bring_back
from gongji.wallet.look import lock_and_look, require_on_the_way


def reject(
    db: Connection[Any], *, transfer_id: int, receiver_id: int, now: datetime, policy: PolicySet, by: By
) -> None:
    """Say no: the money is back in the sender's account at once (W-23)."""
    locked, found = lock_and_look(db, {transfer_id})
    transfer = require_on_the_way(found, transfer_id, receiver_id, lambda t: t.receiver_id)
    bring_back(db, [transfer], locked, state="rejected", now=now, policy=policy, by=by)


def revoke(db: Connection[Any], *, transfer_id: int, sender_id: int, now: datetime, policy: PolicySet, by: By) -> None:
    """Take a transfer back before it is accepted (W-23); of accepting and revoking at once one wins (W-24)."""
    locked, found = lock_and_look(db, {transfer_id})
    transfer = require_on_the_way(found, transfer_id, sender_id, lambda t: t.sender_id)
    bring_back(db, [transfer], locked, state="revoked", now=now, policy=policy, by=by)
