"""A wallet pays nothing for a while, and pays again (W-07)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.audit import By, Happening
from gongji.wallet.wallet import Wallet, WalletState, find_waits_for, find_wallet, lock, record, wallet_of, write


def suspend_wallet(db: Connection[Any], *, person_id: int, now: datetime, by: By, reason: str) -> Wallet:
    """Let a wallet pay nothing until it is resumed: status paused, a case, a death report (W-07)."""
    return _change(
        db, person_id, WalletState.ACTIVE, WalletState.SUSPENDED, Happening.WALLET_SUSPENDED, now, by, reason
    )


def resume_wallet(db: Connection[Any], *, person_id: int, now: datetime, by: By, reason: str) -> Wallet:
    """Let a wallet pay again that was suspended for this reason; one that waits for something else goes on waiting."""
    if find_waits_for(db, person_id) != reason:
        return find_wallet(db, person_id=person_id)
    return _change(db, person_id, WalletState.SUSPENDED, WalletState.ACTIVE, Happening.WALLET_RESUMED, now, by, reason)


def _change(
    db: Connection[Any],
    person_id: int,
    before: WalletState,
    after: WalletState,
    happening: Happening,
    now: datetime,
    by: By,
    reason: str,
) -> Wallet:
    """Change the state where it is `before`; elsewhere nothing happens, so that telling it twice is telling it once."""
    spender = lock(db, person_id).spenders[person_id]
    if spender.wallet != before:
        return wallet_of(spender)
    waits_for = reason if after is WalletState.SUSPENDED else None
    write(db, person_id, after, spender.place_of_use, waits_for=waits_for)
    record(db, person_id, happening, now, by, {"reason": reason})
    return Wallet(person_id, after, spender.place_of_use)
