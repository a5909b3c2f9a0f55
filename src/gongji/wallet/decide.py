"""Decide one transfer to be sent, by what was looked at: refused by name, or made (W-11 … W-22)."""

from datetime import datetime

from gongji.ground.calendar import BEIJING, beijing_day
from gongji.ground.identifiers import cell_of
from gongji.ground.money import AmountInvalid, yuan_of
from gongji.ground.policy import PolicySet
from gongji.kinship import KinNotConfirmed
from gongji.ledger import Account, AccountKind, Transfer
from gongji.mutual_aid import PersonalAccountInsufficient, PoolNotEnabled, require_donor, shareable
from gongji.wallet.refusals import (
    OnwardTransfer,
    TransferHours,
    TransferPending,
    TransfersOff,
    TransfersToday,
    TransferTooLarge,
    WalletNotOpen,
)
from gongji.wallet.standing import Sending, Standing
from gongji.wallet.transfer import OFFER_OF, WalletTransfer
from gongji.wallet.wallet import WalletState


def decide(
    one: Sending, standing: Standing, identifiers: list[int], now: datetime, policy: PolicySet
) -> WalletTransfer:
    """Make one transfer, or refuse as `send` says. identifiers: its own, and one for each bucket it may draw on."""
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
