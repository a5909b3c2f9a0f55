"""The receiver takes transfers: each becomes a lot in her wallet (W-17)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.identifiers import new_identifiers
from gongji.ground.refusal import Refusal
from gongji.ground.value import replace, value
from gongji.ledger import Account, AccountKind, Locked, Transfer
from gongji.wallet.look import in_bucket_order, lock_and_look, require_on_the_way
from gongji.wallet.refusals import WalletNotOpen
from gongji.wallet.transfer import LOT_OF, WalletTransfer, write_state
from gongji.wallet.wallet import WalletState


@value
class Accepting:
    """A receiver's yes to a transfer."""

    transfer_id: int
    receiver_id: int
    by: By


def accept(db: Connection[Any], *, accepting: Sequence[Accepting], now: datetime) -> list[WalletTransfer | Refusal]:
    """Take transfers into the receivers' wallets, in order, each by itself; each becomes a lot (W-17).

    Refuses: TransferUnknown, TransferStateConflict (W-24), WalletNotOpen.
    """
    locked, found = lock_and_look(db, {one.transfer_id for one in accepting})
    answers: list[WalletTransfer | Refusal] = []
    taken: list[tuple[WalletTransfer, By]] = []
    for one in accepting:
        try:
            transfer = require_on_the_way(found, one.transfer_id, one.receiver_id, lambda t: t.receiver_id)
            if locked.spenders[one.receiver_id].wallet != WalletState.ACTIVE:
                raise WalletNotOpen()
            # The same again in one batch comes too late.
            found[one.transfer_id] = replace(transfer, state="accepted", ended_at=now)
            taken.append((found[one.transfer_id], one.by))
            answers.append(found[one.transfer_id])
        except Refusal as refused:
            answers.append(refused)
    _move_into_lots(db, taken, locked, now)
    return answers


def _move_into_lots(
    db: Connection[Any], taken: Sequence[tuple[WalletTransfer, By]], locked: Locked, now: datetime
) -> None:
    if not taken:
        return
    accounts = locked.accounts_of()
    offers_of = {t.transfer_id: in_bucket_order(accounts.get(t.transfer_id, ())) for t, _ in taken}
    # A journal for each transfer, and an account for each of its offers.
    cells = [t.cell for t, _ in taken for _ in range(1 + len(offers_of[t.transfer_id]))]
    numbers = iter(new_identifiers(db, cells=cells))
    lots: list[Account] = []
    moves: list[Transfer] = []
    facts: list[Fact] = []
    for transfer, by in taken:
        journal_id = next(numbers)
        for line, offer in enumerate(offers_of[transfer.transfer_id], start=1):
            lot = _lot(transfer, offer, next(numbers))
            lots.append(lot)
            moves.append(Transfer(journal_id, line, offer.book, offer.account_id, lot.account_id, offer.balance_fen))
        facts.append(Fact(journal_id, Happening.TRANSFER_ACCEPTED, transfer.transfer_id, now, by=by))
    ledger.open_accounts(db, lots)
    ledger.post(db, moves)
    ledger.close_accounts(db, accounts=[move.debit_account for move in moves], now=now)
    write_state(db, [t for t, _ in taken], state="accepted", now=now)
    audit.record(db, facts)


def _lot(transfer: WalletTransfer, offer: Account, account_id: int) -> Account:
    """An empty account of the receiver's own for what this offer brings her."""
    receiver_id, transfer_id = transfer.receiver_id, transfer.transfer_id
    kind = LOT_OF[AccountKind(offer.kind)]
    return Account(transfer.cell, account_id, offer.book, kind, receiver_id, receiver_id, transfer_id, 0)
