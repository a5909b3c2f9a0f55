"""A wallet: opened once, in use in one place at a time, suspended, closed (W-03 … W-09). It holds no money itself."""

from datetime import datetime
from enum import IntEnum
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day, clearing_month
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import value
from gongji.institutions import find_pools
from gongji.insured import EMPLOYEE, RESIDENT, find_relations
from gongji.ledger import AccountKind, Locked, Spender
from gongji.mutual_aid import PoolNotEnabled

NORMAL = 1
HELD = (AccountKind.HELD_CURRENT, AccountKind.HELD_CARRIED)


class WalletState(IntEnum):
    """As `spender.wallet` has it (W-07)."""

    NOT_OPENED = 0
    ACTIVE = 1
    SUSPENDED = 2
    CLOSED = 3


@value
class Wallet:
    """Somebody's wallet. place_of_use: the pool where it may pay, None where it was never opened."""

    person_id: int
    state: WalletState
    place_of_use: int | None


@refusal
class WalletNeedsInsurance(Refusal):
    """Only who is insured has a wallet, in either scheme (W-05)."""

    code: ClassVar[str] = "WALLET_NEEDS_INSURANCE"
    rule: ClassVar[str] = "W-05"


@refusal
class WalletNotOpen(Refusal):
    """The person has no wallet that works now (W-07, W-16)."""

    code: ClassVar[str] = "WALLET_NOT_OPEN"
    rule: ClassVar[str] = "W-16"


@refusal
class WalletNotEmpty(Refusal):
    """A wallet is closed only when nothing lies in it and nothing is held (W-07)."""

    code: ClassVar[str] = "WALLET_NOT_EMPTY"
    rule: ClassVar[str] = "W-07"
    left_fen: int


@refusal
class PlaceChangesUsed(Refusal):
    """The place of use was changed as often this month as it may be (W-08)."""

    code: ClassVar[str] = "PLACE_CHANGES_USED"
    rule: ClassVar[str] = "W-08"
    changes: int


def find_wallet(db: Connection[Any], *, person_id: int) -> Wallet:
    """Somebody's wallet, as it is; unlocked."""
    return _wallet(ledger.find_spenders(db, people=[person_id])[person_id])


def open_wallet(
    db: Connection[Any], *, person_id: int, now: datetime, policy: PolicySet, by: By, place: int | None = None
) -> Wallet:
    """Open a wallet; one that is open stays as it is. place: None for where the person is insured (W-05, W-08).

    by: the person, or who opens it for her (W-06). Refuses: WalletNeedsInsurance, PoolNotEnabled (W-09).
    """
    spender = _lock(db, person_id).spenders[person_id]
    if spender.wallet != WalletState.NOT_OPENED:
        return _wallet(spender)
    insured_place = _insured_place(db, person_id)
    where = place or insured_place
    _require_enabled(db, where, now)
    _write(db, person_id, WalletState.ACTIVE, where)
    _record(db, person_id, Happening.WALLET_OPENED, now, by, {"place": where})
    return Wallet(person_id, WalletState.ACTIVE, where)


def move_wallet(db: Connection[Any], *, person_id: int, place: int, now: datetime, policy: PolicySet, by: By) -> Wallet:
    """Use the wallet in another pool from now on; the same place again changes nothing.

    Refuses: WalletNotOpen, PoolNotEnabled (W-09), PlaceChangesUsed (W-08). A settlement under way is waited for by the
    lock.
    """
    spender = _lock(db, person_id).spenders[person_id]
    if spender.wallet != WalletState.ACTIVE or spender.place_of_use is None:
        raise WalletNotOpen()
    if spender.place_of_use == place:
        return _wallet(spender)
    _require_enabled(db, place, now)
    allowed = policy.value("wallet.moves_a_month", pool=spender.place_of_use, on=beijing_day(now))
    if _moves_in(db, person_id, clearing_month(now)) >= allowed:
        raise PlaceChangesUsed(changes=allowed)
    _write(db, person_id, WalletState.ACTIVE, place)
    move_id = _record(db, person_id, Happening.WALLET_MOVED, now, by, {"from": spender.place_of_use, "to": place})
    db.execute(
        """
        insert into wallet_move (cell, move_id, person_id, moved_at, month, from_pool, to_pool)
        values (%s, %s, %s, %s, %s, %s, %s)
        """,
        [cell_of(person_id), move_id, person_id, now, clearing_month(now), spender.place_of_use, place],
    )
    return Wallet(person_id, WalletState.ACTIVE, place)


def suspend_wallet(db: Connection[Any], *, person_id: int, now: datetime, by: By, reason: str) -> Wallet:
    """Let a wallet pay nothing until it is resumed: status paused, a case, a death report (W-07)."""
    return _change(
        db, person_id, WalletState.ACTIVE, WalletState.SUSPENDED, Happening.WALLET_SUSPENDED, now, by, reason
    )


def resume_wallet(db: Connection[Any], *, person_id: int, now: datetime, by: By, reason: str) -> Wallet:
    """Let a wallet pay again that was suspended for this reason; one that waits for something else goes on waiting."""
    if _waits_for(db, person_id) != reason:
        return find_wallet(db, person_id=person_id)
    return _change(db, person_id, WalletState.SUSPENDED, WalletState.ACTIVE, Happening.WALLET_RESUMED, now, by, reason)


def follow_owner(db: Connection[Any], *, person_id: int, pool: int, now: datetime, by: By) -> Wallet:
    """A wallet goes with its owner to the pool that insures her now; that is no change of hers (W-03)."""
    spender = _lock(db, person_id).spenders[person_id]
    if spender.wallet in (WalletState.NOT_OPENED, WalletState.CLOSED):
        return _wallet(spender)
    _write(db, person_id, WalletState(spender.wallet), pool, waits_for=_waits_for(db, person_id))
    _record(db, person_id, Happening.WALLET_MOVED, now, by, {"from": spender.place_of_use, "to": pool})
    return Wallet(person_id, WalletState(spender.wallet), pool)


def close_wallet(db: Connection[Any], *, person_id: int, now: datetime, by: By, reason: str) -> Wallet:
    """Close a wallet for good: death, or out of basic insurance (W-07); who never opened one has none to close.

    Refuses WalletNotEmpty while relatives' money can still be spent from it.
    """
    locked = _lock(db, person_id)
    spender = locked.spenders[person_id]
    if spender.wallet in (WalletState.NOT_OPENED, WalletState.CLOSED):
        return _wallet(spender)
    # What an order holds goes on to the tax office or back to who gave it, whatever becomes of the wallet.
    left = sum(
        account.balance_fen
        for account in locked.accounts.values()
        if account.subject_id != person_id and account.kind not in HELD
    )
    if left:
        raise WalletNotEmpty(left_fen=left)
    _write(db, person_id, WalletState.CLOSED, spender.place_of_use)
    _record(db, person_id, Happening.WALLET_CLOSED, now, by, {"reason": reason})
    return Wallet(person_id, WalletState.CLOSED, spender.place_of_use)


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
    spender = _lock(db, person_id).spenders[person_id]
    if spender.wallet != before:
        return _wallet(spender)
    waits_for = reason if after is WalletState.SUSPENDED else None
    _write(db, person_id, after, spender.place_of_use, waits_for=waits_for)
    _record(db, person_id, happening, now, by, {"reason": reason})
    return Wallet(person_id, after, spender.place_of_use)


def _lock(db: Connection[Any], person_id: int) -> Locked:
    return ledger.lock(db, spenders=[person_id])


def _insured_place(db: Connection[Any], person_id: int) -> int:
    """Where somebody is normally insured, as an employee first."""
    insured = find_relations(db, people=[person_id]).get(person_id, {})
    for scheme in (EMPLOYEE, RESIDENT):
        if scheme in insured and insured[scheme].status == NORMAL:
            return insured[scheme].pool
    raise WalletNeedsInsurance()


def _require_enabled(db: Connection[Any], pool: int, now: datetime) -> None:
    if not find_pools(db, pools=[pool])[pool].wallet_enabled(beijing_day(now)):
        raise PoolNotEnabled(pool=pool)


def _moves_in(db: Connection[Any], person_id: int, month: int) -> int:
    row = db.execute(
        "select count(*) from wallet_move where cell = %s and person_id = %s and month = %s",
        [cell_of(person_id), person_id, month],
    ).fetchone()
    assert row
    return int(row[0])


def _write(
    db: Connection[Any], person_id: int, state: WalletState, place: int | None, *, waits_for: str | None = None
) -> None:
    db.execute(
        """
        update spender
        set wallet = %s, place_of_use = %s, wallet_waits_for = %s
        where cell = %s
        and person_id = %s
        """,
        [state.value, place, waits_for, cell_of(person_id), person_id],
    )


def _waits_for(db: Connection[Any], person_id: int) -> str | None:
    """Why a suspended wallet is suspended; the person is locked from here on."""
    _lock(db, person_id)
    row = db.execute(
        "select wallet_waits_for from spender where cell = %s and person_id = %s", [cell_of(person_id), person_id]
    ).fetchone()
    return None if row is None else row[0]


def _record(
    db: Connection[Any], person_id: int, happening: Happening, now: datetime, by: By, detail: dict[str, Any]
) -> int:
    (fact_id,) = new_identifiers(db, cells=[cell_of(person_id)])
    audit.record(db, [Fact(fact_id, happening, person_id, now, detail, by)])
    return fact_id


def _wallet(spender: Spender) -> Wallet:
    return Wallet(spender.person_id, WalletState(spender.wallet), spender.place_of_use)
