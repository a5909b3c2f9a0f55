"""A wallet, and how its state is kept: on the row of who spends from it, holding no money itself (W-03 … W-09)."""

from datetime import datetime
from enum import IntEnum
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.value import value
from gongji.institutions import find_pools
from gongji.ledger import Locked, Spender
from gongji.mutual_aid import PoolNotEnabled


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


def find_wallet(db: Connection[Any], *, person_id: int) -> Wallet:
    """Somebody's wallet, as it is; unlocked."""
    return wallet_of(ledger.find_spenders(db, people=[person_id])[person_id])


def wallet_of(spender: Spender) -> Wallet:
    """The wallet a spender row tells of."""
    return Wallet(spender.person_id, WalletState(spender.wallet), spender.place_of_use)


def lock(db: Connection[Any], person_id: int) -> Locked:
    """The owner, with her accounts; a settlement under way is waited for."""
    return ledger.lock(db, spenders=[person_id])


def require_enabled(db: Connection[Any], pool: int, now: datetime) -> None:
    """Refuses PoolNotEnabled where a pool has no wallet yet (W-09)."""
    if not find_pools(db, pools=[pool])[pool].wallet_enabled(beijing_day(now)):
        raise PoolNotEnabled(pool=pool)


def find_waits_for(db: Connection[Any], person_id: int) -> str | None:
    """Why a suspended wallet is suspended; the person is locked from here on."""
    lock(db, person_id)
    row = db.execute(
        "select wallet_waits_for from spender where cell = %s and person_id = %s", [cell_of(person_id), person_id]
    ).fetchone()
    return None if row is None else row[0]


def write(
    db: Connection[Any], person_id: int, state: WalletState, place: int | None, *, waits_for: str | None = None
) -> None:
    """Write a wallet's state and place. waits_for: why it is suspended."""
    db.execute(
        """
        update spender
        set wallet = %s, place_of_use = %s, wallet_waits_for = %s
        where cell = %s
        and person_id = %s
        """,
        [state.value, place, waits_for, cell_of(person_id), person_id],
    )


def record(
    db: Connection[Any], person_id: int, happening: Happening, now: datetime, by: By, detail: dict[str, Any]
) -> int:
    """Record what happened to a wallet; the fact's identifier."""
    (fact_id,) = new_identifiers(db, cells=[cell_of(person_id)])
    audit.record(db, [Fact(fact_id, happening, person_id, now, detail, by)])
    return fact_id
