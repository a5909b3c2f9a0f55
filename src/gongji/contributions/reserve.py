"""Order a premium: every part leaves its account and is held until the tax office has answered (B-07, B-08)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection, Rollback

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.contributions.order import Part, PremiumOrder, State, find_told
from gongji.contributions.quote import Quote, find_donors, quote_for
from gongji.contributions.refusals import PremiumAmountChanged, SplitChanged
from gongji.contributions.scheme import Scheme
from gongji.contributions.split import Draw
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.value import columns_of
from gongji.ledger import Account, AccountKind, Locked, Transfer
from gongji.mutual_aid import use_whole_balances

HELD_OF = {
    AccountKind.CURRENT: AccountKind.HELD_CURRENT,
    AccountKind.CARRIED: AccountKind.HELD_CARRIED,
    AccountKind.QUOTA_CURRENT: AccountKind.HELD_CURRENT,
    AccountKind.QUOTA_CARRIED: AccountKind.HELD_CARRIED,
    AccountKind.LOT_CURRENT: AccountKind.HELD_LOT_CURRENT,
    AccountKind.LOT_CARRIED: AccountKind.HELD_LOT_CARRIED,
}


def reserve(
    db: Connection[Any],
    *,
    person_id: int,
    scheme: Scheme,
    year: int,
    cash_fen: int,
    payer_id: int,
    told_key: str,
    now: datetime,
    policy: PolicySet,
    by: By,
    group: str | None = None,
    amount_fen: int | None = None,
) -> PremiumOrder:
    """Order somebody's cover of a year and hold what accounts pay of it; told again under the same key, the same order.

    amount_fen, where the payer was shown one, and cash_fen: what it was to cost, and what of it she was to pay herself.
    group: as `quote` has it. Refuses what `quote` refuses, and PremiumAmountChanged or SplitChanged where what was
    shown is no longer so.
    """
    locked = _lock_and_look(db, person_id)
    told = find_told(db, person_id=person_id, told_key=told_key)
    if told is not None:
        return told
    spender, accounts = locked.spenders.get(person_id), locked.accounts.values()
    found = quote_for(db, spender, accounts, scheme=scheme, year=year, now=now, policy=policy, group=group)
    if amount_fen not in (None, found.amount_fen):
        raise PremiumAmountChanged(amount_fen=found.amount_fen)
    if found.cash_fen != cash_fen:
        raise SplitChanged(cash_fen=found.cash_fen)
    order_id, *account_ids = new_identifiers(db, cells=[cell_of(person_id)] * (1 + len(found.draws)))
    order = _order(found, order_id, payer_id, told_key, now, policy)
    _hold(db, order, found.draws, account_ids)
    audit.record(db, [Fact(order_id, Happening.PREMIUM_RESERVED, order_id, now, by=by)])
    return order


def _lock_and_look(db: Connection[Any], person_id: int) -> Locked:
    """Look whose whole balance she may spend, lock all in the one order, look again."""
    people = {person_id} | find_donors(db, person_id)
    while True:
        # Where somebody came in between, the locks are given back before more are taken: taken out of order, two could
        # wait for each other.
        with db.transaction() as locking:
            locked = ledger.lock(db, spenders=people)
            everybody = {person_id} | find_donors(db, person_id)
            if everybody <= people:
                return locked
            people = everybody
            raise Rollback(locking)


def _order(found: Quote, order_id: int, payer_id: int, told_key: str, now: datetime, policy: PolicySet) -> PremiumOrder:
    return PremiumOrder(
        cell=cell_of(order_id),
        order_id=order_id,
        person_id=found.person_id,
        payer_id=payer_id,
        scheme=found.scheme.value,
        year=found.year,
        pool=found.pool,
        amount_fen=found.amount_fen,
        cash_fen=found.cash_fen,
        told_key=told_key,
        policy_id=policy.policy_id,
        state=State.RESERVED.value,
        ordered_at=now,
        cover_from=found.terms.cover_from,
        band=found.terms.band,
        wait_months=found.terms.wait_months,
    )


def _hold(db: Connection[Any], order: PremiumOrder, draws: Sequence[Draw], account_ids: Sequence[int]) -> None:
    """The order's row, an account for every part, and the one journal that fills them."""
    parts = [
        _part(order, line, draw, held) for line, (draw, held) in enumerate(zip(draws, account_ids, strict=True), 1)
    ]
    _insert(db, "premium_order", PremiumOrder, [order])
    _insert(db, "premium_part", Part, parts)
    ledger.open_accounts(db, [_held(order, draw.account, part) for draw, part in zip(draws, parts, strict=True)])
    ledger.post(
        db,
        [
            Transfer(order.order_id, part.line, part.book, part.source_account, part.held_account, part.amount_fen)
            for part in parts
        ],
    )
    whole = [{d.quota.quota_id: d.amount_fen} for d in draws if d.quota is not None and d.quota.is_whole_balance]
    use_whole_balances(db, whole)


def _part(order: PremiumOrder, line: int, draw: Draw, held_account: int) -> Part:
    return Part(
        cell=order.cell,
        order_id=order.order_id,
        line=line,
        quota_id=None if draw.quota is None else draw.quota.quota_id,
        owner_id=draw.account.owner_id,
        book=draw.account.book,
        source_account=draw.account.account_id,
        held_account=held_account,
        amount_fen=draw.amount_fen,
        lot_id=draw.lot_id,
    )


def _held(order: PremiumOrder, source: Account, part: Part) -> Account:
    """An empty account for a part: still its owner's money, the order's until it is decided."""
    return Account(
        cell=cell_of(part.held_account),
        account_id=part.held_account,
        book=part.book,
        kind=HELD_OF[AccountKind(source.kind)],
        owner_id=part.owner_id,
        spender_id=order.person_id,
        subject_id=order.order_id,
        balance_fen=0,
    )


def _insert(db: Connection[Any], table: str, kind: type, rows: Sequence[Any]) -> None:
    names = columns_of(kind)
    values = ", ".join(["%s"] * (names.count(",") + 1))
    db.cursor().executemany(
        f"insert into {table} ({names}) values ({values})",
        [[getattr(row, name) for name in names.split(", ")] for row in rows],
    )
