"""What is left of lots goes back: because their owner wants it, or because she died (W-23, W-30)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.audit import By
from gongji.ground.policy import PolicySet
from gongji.ground.rows import fetch
from gongji.wallet.bring_back import bring_back
from gongji.wallet.look import both_sides, lock_and_look
from gongji.wallet.refusals import TransferStateConflict, TransferUnknown
from gongji.wallet.transfer import TRANSFER_COLUMNS, WalletTransfer


def give_back(
    db: Connection[Any], *, transfer_id: int, receiver_id: int, now: datetime, policy: PolicySet, by: By
) -> int:
    """Give what is left of a lot back to who sent it; how many fen (W-23). Refuses TransferUnknown."""
    locked, found = lock_and_look(db, {transfer_id})
    transfer = found.get(transfer_id)
    if transfer is None or transfer.receiver_id != receiver_id:
        raise TransferUnknown()
    if transfer.state != "accepted":
        raise TransferStateConflict(state=transfer.state)
    return bring_back(db, [transfer], locked, state="given_back", now=now, policy=policy, by=by)


def transfers_of(db: Connection[Any], *, person_id: int) -> list[WalletTransfer]:
    """What a person has on its way, either way, and the lots she got: what her death concerns (W-30, W-31)."""
    return fetch(
        db,
        WalletTransfer,
        f"""
        select {TRANSFER_COLUMNS}
        from wallet_transfer
        where receiver_id = %s
        and state in ('in_transit', 'accepted')
        union
        select {TRANSFER_COLUMNS}
        from wallet_transfer
        where sender_id = %s
        and state = 'in_transit'
        order by transfer_id
        """,
        [person_id, person_id],
    )


def return_all(db: Connection[Any], *, person_id: int, now: datetime, policy: PolicySet, by: By) -> int:
    """Return what a dead person had on its way and what is left of her lots to who sent it; how many fen (W-30, W-31).

    The caller holds everybody concerned.
    """
    concerned = transfers_of(db, person_id=person_id)
    locked = ledger.lock(db, spenders=both_sides(db, concerned))
    on_the_way = [transfer for transfer in concerned if transfer.state == "in_transit"]
    lots = [transfer for transfer in concerned if transfer.state == "accepted"]
    return bring_back(db, on_the_way, locked, state="returned", now=now, policy=policy, by=by) + bring_back(
        db, lots, locked, state="given_back", now=now, policy=policy, by=by
    )
