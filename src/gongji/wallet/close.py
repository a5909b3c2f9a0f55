"""A wallet is closed for good (W-07)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.audit import By, Happening
from gongji.wallet.refusals import WalletNotEmpty
from gongji.wallet.wallet import Wallet, WalletState, lock, record, wallet_of, write


def close_wallet(db: Connection[Any], *, person_id: int, now: datetime, by: By, reason: str) -> Wallet:
    """Close a wallet for good: death, or out of basic insurance (W-07); who never opened one has none to close.

    Refuses WalletNotEmpty while relatives' money can still be spent from it.
    """
    locked = lock(db, person_id)
    spender = locked.spenders[person_id]
    if spender.wallet in (WalletState.NOT_OPENED, WalletState.CLOSED):
        return wallet_of(spender)
    # What an order holds goes on to the tax office or back to who gave it, whatever becomes of the wallet.
    left = sum(
        account.balance_fen
        for account in locked.accounts.values()
        if account.subject_id != person_id and account.kind not in (*ledger.HELD, *ledger.HELD_LOTS)
    )
    if left:
        raise WalletNotEmpty(left_fen=left)
    write(db, person_id, WalletState.CLOSED, spender.place_of_use)
    record(db, person_id, Happening.WALLET_CLOSED, now, by, {"reason": reason})
    return Wallet(person_id, WalletState.CLOSED, spender.place_of_use)
