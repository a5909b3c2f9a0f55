"""Pooling areas as they are run: wallet switched on (W-09), sources reachable or not (S-13)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import array_of
from gongji.ground.rows import Asking, asked, question
from gongji.ground.value import value


@value
class PoolState:
    """wallet_enabled_from: first day of the wallet, or None. unreachable_since: sources are skipped while set."""

    pool: int
    wallet_enabled_from: date | None
    unreachable_since: datetime | None

    def wallet_enabled(self, on: date) -> bool:
        """Whether the wallet is on for this pool on a day (W-09)."""
        return self.wallet_enabled_from is not None and self.wallet_enabled_from <= on


@question
def find_pools(db: Connection[Any], *, pools: Collection[int]) -> Asking[dict[int, PoolState]]:
    """The state of these pools; a pool nobody entered yet has the wallet off."""
    rows = yield from asked(
        db,
        PoolState,
        "select pool, wallet_enabled_from, unreachable_since from pool where pool = any(%s::integer[])",
        [array_of(pools)],
    )
    found = {row.pool: row for row in rows}
    return {pool: found.get(pool) or PoolState(pool, None, None) for pool in pools}


def enable_wallet(db: Connection[Any], *, pool: int, since: date | None) -> None:
    """Switch the wallet of a pool on from a day, or off with None (W-09)."""
    db.execute(
        """
        insert into pool (pool, wallet_enabled_from)
        values (%s, %s)
        on conflict (pool) do update
        set wallet_enabled_from = excluded.wallet_enabled_from
        """,
        [pool, since],
    )


def mark_unreachable(db: Connection[Any], *, pool: int, since: datetime) -> None:
    """Skip the sources of a pool from now on, until it is marked reachable (S-13)."""
    _mark(db, pool, since)


def mark_reachable(db: Connection[Any], *, pool: int) -> None:
    """Draw on the sources of a pool again (S-13)."""
    _mark(db, pool, None)


def _mark(db: Connection[Any], pool: int, since: datetime | None) -> None:
    db.execute(
        """
        insert into pool (pool, unreachable_since)
        values (%s, %s)
        on conflict (pool) do update
        set unreachable_since = excluded.unreachable_since
        """,
        [pool, since],
    )
