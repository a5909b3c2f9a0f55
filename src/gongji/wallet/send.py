"""Send an amount to a relative's wallet, where the pilot's model is still on (W-11 … W-22)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, kinship, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import BEIJING, beijing_day
from gongji.ground.copying import NULL, copy_rows, copy_time
from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.ground.money import AmountInvalid, yuan_of
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.ground.value import value
from gongji.institutions import PoolState, find_pools
from gongji.insured import InsuredRelation, find_relations
from gongji.kinship import Family, KinNotConfirmed
from gongji.ledger import Account, AccountKind, Locked, Transfer
from gongji.mutual_aid import PersonalAccountInsufficient, PoolNotEnabled, require_donor, shareable
from gongji.wallet.refusals import (
    OnwardTransfer,
    TransferHours,
    TransferPending,
    TransfersOff,
    TransfersToday,
    TransferTooLarge,
)
from gongji.wallet.transfer import OFFER_OF, TRANSFER_COLUMNS, WalletTransfer
from gongji.wallet.wallet import WalletNotOpen, WalletState


@value
class Sending:
    """What somebody asks for. from_wallet: she would pass on what she received, which is forbidden (D-02)."""

    sender_id: int
    receiver_id: int
    amount_fen: int
    by: By
    from_wallet: bool = False


@dataclass(slots=True)
class Standing:
    """What a list of sendings is decided by; those that are made are added, so that they count for the next."""

    locked: Locked
    insured: dict[int, dict[int, InsuredRelation]]
    pools: dict[int, PoolState]
    family: Family
    accounts: Mapping[int, list[Account]]
    balances: dict[int, int]
    sent_today: dict[int, int]
    on_the_way: set[tuple[int, int]]
    made: list[tuple[WalletTransfer, By]] = field(default_factory=list)
    opens: list[Account] = field(default_factory=list)
    moves: list[Transfer] = field(default_factory=list)


def send(
    db: Connection[Any], *, sendings: Sequence[Sending], now: datetime, policy: PolicySet
) -> list[WalletTransfer | Refusal]:
    """Send, in order; the money leaves the account at once and waits for the receiver. A refusal fails no neighbour.

    Refuses: AmountInvalid, TransferTooLarge, TransferHours, OnwardTransfer, TransfersOff, NoPersonalAccount,
    PoolNotEnabled, KinNotConfirmed (W-12), WalletNotOpen (W-16), TransferPending (W-19), TransfersToday (W-14),
    PersonalAccountInsufficient. What is refused does not count for the day (W-22).
    """
    standing = _look(db, sendings, now)
    numbers = iter(new_identifiers(db, cells=[cell_of(one.receiver_id) for one in sendings for _ in range(3)]))
    answers: list[WalletTransfer | Refusal] = []
    for one in sendings:
        identifiers = [next(numbers) for _ in range(3)]
        try:
            answers.append(_decide(one, standing, identifiers, now, policy))
        except Refusal as refused:
            answers.append(refused)
    _write(db, standing, now)
    return answers


def _look(db: Connection[Any], sendings: Sequence[Sending], now: datetime) -> Standing:
    people = {person for one in sendings for person in (one.sender_id, one.receiver_id)}
    locked = ledger.lock(db, spenders=people)
    insured = find_relations(db, people=people)
    senders = {one.sender_id for one in sendings}
    sent = db.execute(
        """
        select sender_id, count(*)
        from wallet_transfer
        where sender_id = any(%s)
        and sent_on = %s
        group by sender_id
        """,
        [list(senders), beijing_day(now)],
    ).fetchall()
    waiting = db.execute(
        """
        select sender_id, receiver_id
        from wallet_transfer
        where cell = any(%s::smallint[])
        and receiver_id = any(%s::bigint[])
        and state = 'in_transit'
        """,
        cells_and({one.receiver_id for one in sendings}),
    ).fetchall()
    return Standing(
        locked,
        insured,
        find_pools(db, pools={row.pool for held in insured.values() for row in held.values()}),
        kinship.find_family(db, people=people, on=beijing_day(now)),
        locked.accounts_of(),
        {account.account_id: account.balance_fen for account in locked.accounts.values()},
        dict(sent),
        set(waiting),
    )


def _decide(
    one: Sending, standing: Standing, identifiers: list[int], now: datetime, policy: PolicySet
) -> WalletTransfer:
    pool = _require_rules(one, standing, now, policy)
    relation = standing.family.relation(one.sender_id, one.receiver_id)
    if relation is None:
        raise KinNotConfirmed()
    receiver = standing.locked.spenders.get(one.receiver_id)
    if receiver is None or receiver.wallet != WalletState.ACTIVE:
        raise WalletNotOpen()
    if (one.sender_id, one.receiver_id) in standing.on_the_way:
        raise TransferPending()
    most = policy.value("wallet.transfers_a_day", pool=pool, on=beijing_day(now))
    if standing.sent_today.get(one.sender_id, 0) >= most:
        raise TransfersToday(transfers=most)
    transfer_id, *account_ids = identifiers
    _offer(one, standing, transfer_id, account_ids, now, policy)
    transfer = WalletTransfer(
        cell_of(transfer_id),
        transfer_id,
        one.sender_id,
        one.receiver_id,
        pool,
        relation,
        one.amount_fen,
        "in_transit",
        now,
        beijing_day(now),
    )
    standing.sent_today[one.sender_id] = standing.sent_today.get(one.sender_id, 0) + 1
    standing.on_the_way.add((one.sender_id, one.receiver_id))
    standing.made.append((transfer, one.by))
    return transfer


def _require_rules(one: Sending, standing: Standing, now: datetime, policy: PolicySet) -> int:
    """The sender's pool, where all that can be said without looking at the other side allows it."""
    day = beijing_day(now)
    if one.amount_fen <= 0:
        raise AmountInvalid(field="amount", given=yuan_of(one.amount_fen))
    if one.from_wallet:
        raise OnwardTransfer()
    pool = require_donor(standing.insured.get(one.sender_id, {})).pool
    pools = {pool} | {row.pool for row in standing.insured.get(one.receiver_id, {}).values()}
    for where in sorted(pools):
        if policy.value("wallet.transfer_mode", pool=where, on=day) != "legacy":
            raise TransfersOff(pool=where)
        if not standing.pools[where].wallet_enabled(day):
            raise PoolNotEnabled(pool=where)
    most = policy.value("wallet.transfer_max_fen", pool=pool, on=day)
    if one.amount_fen > most:
        raise TransferTooLarge(most_fen=most)
    first, last = policy.value("wallet.transfer_hours", pool=pool, on=day)
    if not first <= now.astimezone(BEIJING).hour < last:
        raise TransferHours(from_hour=first, to_hour=last)
    return pool


def _offer(
    one: Sending, standing: Standing, transfer_id: int, account_ids: list[int], now: datetime, policy: PolicySet
) -> None:
    """Take the amount out of the sender's buckets into accounts of the transfer, where it waits."""
    own = standing.accounts.get(one.sender_id, [])
    purse = shareable(own, standing.insured[one.sender_id], on=beijing_day(now), policy=policy)
    available = sum(standing.balances[account.account_id] for account in purse)
    if one.amount_fen > available:
        raise PersonalAccountInsufficient(available_fen=available, asked_fen=one.amount_fen)
    left = one.amount_fen
    for source, account_id in zip(purse, account_ids, strict=False):
        amount = min(left, standing.balances[source.account_id])
        if amount:
            kind = OFFER_OF[AccountKind(source.kind)]
            offer = Account(
                cell_of(account_id), account_id, source.book, kind, one.sender_id, one.receiver_id, transfer_id, 0
            )
            standing.opens.append(offer)
            line = len([move for move in standing.moves if move.journal_id == transfer_id]) + 1
            standing.moves.append(Transfer(transfer_id, line, source.book, source.account_id, account_id, amount))
            standing.balances[source.account_id] -= amount
            left -= amount


def _write(db: Connection[Any], standing: Standing, now: datetime) -> None:
    copy_rows(
        db,
        table="wallet_transfer",
        columns=TRANSFER_COLUMNS,
        lines=[
            f"{t.cell}\t{t.transfer_id}\t{t.sender_id}\t{t.receiver_id}\t{t.sender_pool}\t{t.relation:d}"
            f"\t{t.amount_fen}\t{t.state}\t{copy_time(t.sent_at)}\t{t.sent_on}\t{NULL}\n"
            for t, _ in standing.made
        ],
    )
    ledger.open_accounts(db, standing.opens)
    ledger.post(db, standing.moves)
    facts = [Fact(t.transfer_id, Happening.TRANSFER_SENT, t.transfer_id, now, by=by) for t, by in standing.made]
    audit.record(db, facts)
