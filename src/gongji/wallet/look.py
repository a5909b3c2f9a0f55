"""Transfers looked at with both sides locked, and what their step needs of them."""

from collections.abc import Callable, Iterable
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.ledger import Account, Locked
from gongji.wallet.refusals import TransferStateConflict, TransferUnknown
from gongji.wallet.transfer import LOTS, WalletTransfer, find_transfers


def lock_and_look(db: Connection[Any], transfer_ids: set[int]) -> tuple[Locked, dict[int, WalletTransfer]]:
    """Transfers as they are once both their sides are locked."""
    before = find_transfers(db, transfer_ids=transfer_ids)
    locked = ledger.lock(db, spenders=both_sides(db, before.values()))
    return locked, find_transfers(db, transfer_ids=before)


def both_sides(db: Connection[Any], transfers: Iterable[WalletTransfer]) -> set[int]:
    """Who sent and who got these; of a record that was merged since, also the one where its money is now."""
    people = {person for one in transfers for person in (one.sender_id, one.receiver_id)}
    return people | set(ledger.find_survivors(db, people=people).values())


def require_on_the_way(
    found: dict[int, WalletTransfer], transfer_id: int, person_id: int, side: Callable[[WalletTransfer], int]
) -> WalletTransfer:
    """Somebody's own transfer that is still on its way. Refuses: TransferUnknown, TransferStateConflict (W-24)."""
    transfer = found.get(transfer_id)
    if transfer is None or side(transfer) != person_id:
        raise TransferUnknown()
    if transfer.state != "in_transit":
        raise TransferStateConflict(state=transfer.state)
    return transfer


def in_bucket_order(accounts: Iterable[Account]) -> list[Account]:
    """Offers or lots of one transfer, carried over first."""
    return sorted(accounts, key=lambda account: (account.kind not in LOTS, -account.kind))
