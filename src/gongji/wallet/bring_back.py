"""The money of transfers goes back to who sent them, whatever the reason (W-26)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ledger import Account, AccountKind, Locked, Transfer
from gongji.wallet.look import in_bucket_order
from gongji.wallet.transfer import HOME_OF, LOTS, WalletTransfer, write_state
from gongji.work_items import WorkItem, open_item


def bring_back(
    db: Connection[Any],
    transfers: Sequence[WalletTransfer],
    locked: Locked,
    *,
    state: str,
    now: datetime,
    policy: PolicySet,
    by: By,
) -> int:
    """Bring offers or lots back to the senders' buckets, or into suspense where an account is closed (W-26).

    How many fen were brought back. locked: both sides of each transfer. state: what the transfers are now.
    """
    if not transfers:
        return 0
    accounts = locked.accounts_of()
    survivors = ledger.find_survivors(db, people={transfer.sender_id for transfer in transfers})
    journals = new_identifiers(db, cells=[transfer.cell for transfer in transfers])
    moves: list[Transfer] = []
    for transfer, journal_id in zip(transfers, journals, strict=True):
        own = accounts.get(survivors.get(transfer.sender_id, transfer.sender_id), ())
        home = _moves_home(journal_id, accounts.get(transfer.transfer_id, ()), own)
        moves += home
        _ask_staff(db, transfer, home, now, policy)
    ledger.post(db, moves)
    emptied = [account for transfer in transfers for account in accounts.get(transfer.transfer_id, ())]
    ledger.close_accounts(db, accounts=[account.account_id for account in emptied if account.kind not in LOTS], now=now)
    write_state(db, transfers, state=state, now=now)
    happening = Happening.LOT_GIVEN_BACK if state == "given_back" else Happening.TRANSFER_RETURNED
    facts = [
        Fact(journal_id, happening, transfer.transfer_id, now, {"state": state}, by)
        for transfer, journal_id in zip(transfers, journals, strict=True)
    ]
    audit.record(db, facts)
    return sum(move.amount_fen for move in moves)


def _moves_home(journal_id: int, sources: Iterable[Account], own: Iterable[Account]) -> list[Transfer]:
    """What is left in these accounts of a transfer, each to the sender's own account of the same book and bucket."""
    homes = {(account.book, account.kind): account.account_id for account in own}
    moves = []
    for line, source in enumerate(in_bucket_order(sources), start=1):
        if source.balance_fen:
            home = homes.get((source.book, HOME_OF[AccountKind(source.kind)]), ledger.suspense())
            moves.append(Transfer(journal_id, line, source.book, source.account_id, home, source.balance_fen))
    return moves


def _ask_staff(
    db: Connection[Any], transfer: WalletTransfer, moves: Iterable[Transfer], now: datetime, policy: PolicySet
) -> None:
    """For what went into suspense, somebody has to find out whose it is now (W-26)."""
    for move in moves:
        if move.credit_account == ledger.suspense():
            detail = {"owner_id": str(transfer.sender_id), "amount_fen": move.amount_fen}
            open_item(
                db, WorkItem("REFUND_WITHOUT_ACCOUNT", move.book, move.journal_id, detail), now=now, policy=policy
            )
