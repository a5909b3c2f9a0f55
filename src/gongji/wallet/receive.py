"""What becomes of a transfer on its way: accepted, rejected, revoked, or returned in the morning (W-17 … W-26)."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import BEIJING
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.ground.rows import fetch
from gongji.ground.value import replace, value
from gongji.ledger import Account, AccountKind, Locked, Transfer
from gongji.wallet.transfer import (
    HOME_OF,
    LOT_OF,
    LOTS,
    TRANSFER_COLUMNS,
    TransferStateConflict,
    TransferUnknown,
    WalletTransfer,
    find_transfers,
    write_state,
)
from gongji.wallet.wallet import WalletNotOpen, WalletState
from gongji.work_items import WorkItem, open_item

RETURN_HOUR = 6


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
    locked, found = _lock_and_look(db, {one.transfer_id for one in accepting})
    answers: list[WalletTransfer | Refusal] = []
    taken: list[tuple[WalletTransfer, By]] = []
    for one in accepting:
        try:
            transfer = _require_own(found, one.transfer_id, one.receiver_id, lambda t: t.receiver_id)
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


def reject(
    db: Connection[Any], *, transfer_id: int, receiver_id: int, now: datetime, policy: PolicySet, by: By
) -> None:
    """Say no: the money is back in the sender's account at once (W-23)."""
    locked, found = _lock_and_look(db, {transfer_id})
    transfer = _require_own(found, transfer_id, receiver_id, lambda t: t.receiver_id)
    _return(db, [transfer], locked, state="rejected", now=now, policy=policy, by=by)


def revoke(db: Connection[Any], *, transfer_id: int, sender_id: int, now: datetime, policy: PolicySet, by: By) -> None:
    """Take a transfer back before it is accepted (W-23); of accepting and revoking at once one wins (W-24)."""
    locked, found = _lock_and_look(db, {transfer_id})
    transfer = _require_own(found, transfer_id, sender_id, lambda t: t.sender_id)
    _return(db, [transfer], locked, state="revoked", now=now, policy=policy, by=by)


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
    locked, found = _lock_and_look(db, set(transfer_ids))
    waiting = [transfer for transfer in found.values() if transfer.state == "in_transit"]
    _return(db, waiting, locked, state="returned", now=now, policy=policy, by=by)
    return len(waiting)


def give_back(
    db: Connection[Any], *, transfer_id: int, receiver_id: int, now: datetime, policy: PolicySet, by: By
) -> int:
    """Give what is left of a lot back to who sent it; how many fen (W-23). Refuses TransferUnknown."""
    locked, found = _lock_and_look(db, {transfer_id})
    transfer = found.get(transfer_id)
    if transfer is None or transfer.receiver_id != receiver_id:
        raise TransferUnknown()
    if transfer.state != "accepted":
        raise TransferStateConflict(state=transfer.state)
    return _return(db, [transfer], locked, state="given_back", now=now, policy=policy, by=by)


def give_back_lots(
    db: Connection[Any],
    lots: Sequence[WalletTransfer],
    locked: Locked,
    *,
    now: datetime,
    policy: PolicySet,
    by: By,
) -> int:
    """Return what is left of lots to who sent them; how many fen. The caller holds both sides of each (`locked`)."""
    return _return(db, lots, locked, state="given_back", now=now, policy=policy, by=by)


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
    locked = ledger.lock(db, spenders=_both_sides(db, concerned))
    on_the_way = [transfer for transfer in concerned if transfer.state == "in_transit"]
    lots = [transfer for transfer in concerned if transfer.state == "accepted"]
    return _return(db, on_the_way, locked, state="returned", now=now, policy=policy, by=by) + _return(
        db, lots, locked, state="given_back", now=now, policy=policy, by=by
    )


def _lock_and_look(db: Connection[Any], transfer_ids: set[int]) -> tuple[Locked, dict[int, WalletTransfer]]:
    before = find_transfers(db, transfer_ids=transfer_ids)
    locked = ledger.lock(db, spenders=_both_sides(db, before.values()))
    return locked, find_transfers(db, transfer_ids=before)


def _both_sides(db: Connection[Any], transfers: Iterable[WalletTransfer]) -> set[int]:
    """Who sent and who got these; of a record that was merged since, also the one where its money is now."""
    people = {person for one in transfers for person in (one.sender_id, one.receiver_id)}
    return people | set(ledger.find_survivors(db, people=people).values())


def _require_own(
    found: dict[int, WalletTransfer], transfer_id: int, person_id: int, side: Callable[[WalletTransfer], int]
) -> WalletTransfer:
    transfer = found.get(transfer_id)
    if transfer is None or side(transfer) != person_id:
        raise TransferUnknown()
    if transfer.state != "in_transit":
        raise TransferStateConflict(state=transfer.state)
    return transfer


def _move_into_lots(
    db: Connection[Any], taken: Sequence[tuple[WalletTransfer, By]], locked: Locked, now: datetime
) -> None:
    if not taken:
        return
    accounts = locked.accounts_of()
    offers = [(t, account) for t, _ in taken for account in _ordered(accounts.get(t.transfer_id, ()))]
    journals = new_identifiers(db, cells=[t.cell for t, _ in taken])
    journal_of = {t.transfer_id: journal for (t, _), journal in zip(taken, journals, strict=True)}
    lots = [
        Account(
            t.cell,
            account_id,
            offer.book,
            LOT_OF[AccountKind(offer.kind)],
            t.receiver_id,
            t.receiver_id,
            t.transfer_id,
            0,
        )
        for (t, offer), account_id in zip(offers, new_identifiers(db, cells=[t.cell for t, _ in offers]), strict=True)
    ]
    ledger.open_accounts(db, lots)
    moves: list[Transfer] = []
    for (transfer, offer), lot in zip(offers, lots, strict=True):
        journal_id = journal_of[transfer.transfer_id]
        line = sum(move.journal_id == journal_id for move in moves) + 1
        moves.append(Transfer(journal_id, line, offer.book, offer.account_id, lot.account_id, offer.balance_fen))
    ledger.post(db, moves)
    ledger.close_accounts(db, accounts=[offer.account_id for _, offer in offers], now=now)
    write_state(db, [t for t, _ in taken], state="accepted", now=now)
    audit.record(
        db,
        [Fact(journal_of[t.transfer_id], Happening.TRANSFER_ACCEPTED, t.transfer_id, now, by=by) for t, by in taken],
    )


def _return(
    db: Connection[Any],
    transfers: Sequence[WalletTransfer],
    locked: Locked,
    *,
    state: str,
    now: datetime,
    policy: PolicySet,
    by: By,
) -> int:
    """Bring offers or lots back to the senders' buckets, or into suspense where an account is closed (W-26)."""
    if not transfers:
        return 0
    accounts = locked.accounts_of()
    survivors = ledger.find_survivors(db, people={transfer.sender_id for transfer in transfers})
    journals = new_identifiers(db, cells=[transfer.cell for transfer in transfers])
    moves: list[Transfer] = []
    for transfer, journal_id in zip(transfers, journals, strict=True):
        sender_id = survivors.get(transfer.sender_id, transfer.sender_id)
        homes = {(a.book, a.kind): a.account_id for a in accounts.get(sender_id, ())}
        for line, source in enumerate(_ordered(accounts.get(transfer.transfer_id, ())), start=1):
            if source.balance_fen:
                home = homes.get((source.book, HOME_OF[AccountKind(source.kind)]), ledger.suspense())
                moves.append(Transfer(journal_id, line, source.book, source.account_id, home, source.balance_fen))
                if home == ledger.suspense():
                    _ask_staff(db, journal_id, transfer, source, now, policy)
    ledger.post(db, moves)
    emptied = [account for transfer in transfers for account in accounts.get(transfer.transfer_id, ())]
    ledger.close_accounts(db, accounts=[account.account_id for account in emptied if account.kind not in LOTS], now=now)
    write_state(db, transfers, state=state, now=now)
    happening = Happening.LOT_GIVEN_BACK if state == "given_back" else Happening.TRANSFER_RETURNED
    audit.record(
        db,
        [
            Fact(journal_id, happening, transfer.transfer_id, now, {"state": state}, by)
            for transfer, journal_id in zip(transfers, journals, strict=True)
        ],
    )
    return sum(move.amount_fen for move in moves)


def _ask_staff(
    db: Connection[Any], journal_id: int, transfer: WalletTransfer, source: Account, now: datetime, policy: PolicySet
) -> None:
    detail = {"owner_id": str(transfer.sender_id), "amount_fen": source.balance_fen}
    open_item(db, WorkItem("REFUND_WITHOUT_ACCOUNT", source.book, journal_id, detail), now=now, policy=policy)


def _ordered(accounts: Iterable[Account]) -> list[Account]:
    """Offers or lots of one transfer, carried over first."""
    return sorted(accounts, key=lambda account: (account.kind not in LOTS, -account.kind))
