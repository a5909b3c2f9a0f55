"""A wallet is used in another place from now on (W-03, W-08)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.audit import By, Happening
from gongji.ground.calendar import beijing_day, clearing_month
from gongji.ground.identifiers import cell_of
from gongji.ground.policy import PolicySet
from gongji.wallet.refusals import PlaceChangesUsed, WalletNotOpen
from gongji.wallet.wallet import Wallet, WalletState, find_waits_for, lock, record, require_enabled, wallet_of, write


def move_wallet(db: Connection[Any], *, person_id: int, place: int, now: datetime, policy: PolicySet, by: By) -> Wallet:
    """Use the wallet in another pool from now on; the same place again changes nothing.

    Refuses: WalletNotOpen, PoolNotEnabled (W-09), PlaceChangesUsed (W-08). A settlement under way is waited for by the
    lock.
    """
    spender = lock(db, person_id).spenders[person_id]
    if spender.wallet != WalletState.ACTIVE or spender.place_of_use is None:
        raise WalletNotOpen()
    if spender.place_of_use == place:
        return wallet_of(spender)
    require_enabled(db, place, now)
    allowed = policy.value("wallet.moves_a_month", pool=spender.place_of_use, on=beijing_day(now))
    if _moves_in(db, person_id, clearing_month(now)) >= allowed:
        raise PlaceChangesUsed(changes=allowed)
    write(db, person_id, WalletState.ACTIVE, place)
    move_id = record(db, person_id, Happening.WALLET_MOVED, now, by, {"from": spender.place_of_use, "to": place})
    db.execute(
        """
        insert into wallet_move (cell, move_id, person_id, moved_at, month, from_pool, to_pool)
        values (%s, %s, %s, %s, %s, %s, %s)
        """,
        [cell_of(person_id), move_id, person_id, now, clearing_month(now), spender.place_of_use, place],
    )
    return Wallet(person_id, WalletState.ACTIVE, place)


def follow_owner(db: Connection[Any], *, person_id: int, pool: int, now: datetime, by: By) -> Wallet:
    """A wallet goes with its owner to the pool that insures her now; that is no change of hers (W-03)."""
    spender = lock(db, person_id).spenders[person_id]
    if spender.wallet in (WalletState.NOT_OPENED, WalletState.CLOSED):
        return wallet_of(spender)
    write(db, person_id, WalletState(spender.wallet), pool, waits_for=find_waits_for(db, person_id))
    record(db, person_id, Happening.WALLET_MOVED, now, by, {"from": spender.place_of_use, "to": pool})
    return Wallet(person_id, WalletState(spender.wallet), pool)


def _moves_in(db: Connection[Any], person_id: int, month: int) -> int:
    row = db.execute(
        "select count(*) from wallet_move where cell = %s and person_id = %s and month = %s",
        [cell_of(person_id), person_id, month],
    ).fetchone()
    assert row
    return int(row[0])
