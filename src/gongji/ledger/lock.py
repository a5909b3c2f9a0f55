"""The program's only lock order: spenders by (cell, person), then accounts by (cell, account)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import array_of, cells_and
from gongji.ground.rows import Asking, asked, question
from gongji.ground.value import value
from gongji.ledger.accounts import Account, find_accounts


@value
class Spender:
    """The row of somebody who may spend; its sums belong to `year`, those of the year before stand beside.

    wallet: 0 not opened here, 1 active, 2 suspended, 3 closed (W-07). merged_into: the record of the same person that
    lives on, which is itself not merged; None where this one lives.
    """

    cell: int
    person_id: int
    year: int
    deductible_paid_fen: int
    pool_paid_fen: int
    last_deductible_paid_fen: int
    last_pool_paid_fen: int
    aid_first: bool
    died_on: date | None
    wallet: int = 0
    place_of_use: int | None = None
    merged_into: int | None = None


@value
class Locked:
    """What nobody else can change until this transaction ends."""

    spenders: dict[int, Spender]
    accounts: dict[int, Account]

    def accounts_of(self) -> dict[int, list[Account]]:
        """The accounts by the person or quota they belong to."""
        found: dict[int, list[Account]] = {}
        for account in self.accounts.values():
            found.setdefault(account.subject_id, []).append(account)
        return found


def lock(db: Connection[Any], *, spenders: Collection[int]) -> Locked:
    """Lock people, which no other may spend from until this transaction ends, and look at them and their accounts.

    Whoever moves the money of an account, either way, holds its spender.
    Look at anything else only afterwards, in a statement of its own: while this one waited, its twin may have paid.
    """
    # Advisory, since a row lock would write and log a page a person and leave it to be cleaned (decision 0004).
    # One transaction sends its statements in their order, so nobody waits here for the answer.
    db.execute(
        """
        select count(pg_advisory_xact_lock(person_id))
        from (
            select person_id
            from spender
            where cell = any(%s::smallint[])
            and person_id = any(%s::bigint[])
            order by cell, person_id
            offset 0
        ) as waiting
        """,
        cells_and(spenders),
    )
    people = find_spenders.later(db, people=spenders)
    accounts = find_accounts(db, spenders=spenders)
    return Locked(people(), {row.account_id: row for row in accounts})


@question
def find_spenders(db: Connection[Any], *, people: Collection[int]) -> Asking[dict[int, Spender]]:
    """The same rows unlocked: for showing and for trials, not for deciding a payment."""
    rows = yield from asked(
        db,
        Spender,
        """
        select cell, person_id, year, deductible_paid_fen, pool_paid_fen, last_deductible_paid_fen,
               last_pool_paid_fen, aid_first, died_on, wallet, place_of_use, merged_into
        from spender
        where cell = any(%s::smallint[])
        and person_id = any(%s::bigint[])
        """,
        cells_and(people),
    )
    return {row.person_id: row for row in rows}


def find_survivors(db: Connection[Any], *, people: Collection[int]) -> dict[int, int]:
    """The record that lives on, for each of these that was merged into another; all others are absent (R-12).

    For money whose way was decided before the merge: it goes to the person, whichever of her records it knew.
    """
    rows = db.execute(
        """
        select person_id, merged_into
        from spender
        where cell = any(%s::smallint[])
        and person_id = any(%s::bigint[])
        and merged_into is not null
        """,
        cells_and(people),
    )
    return dict(rows.fetchall())


def find_merged(db: Connection[Any], *, into: Collection[int]) -> dict[int, int]:
    """The records that were merged into these, each with the one that lives on."""
    rows = db.execute(
        "select person_id, merged_into from spender where merged_into = any(%s::bigint[])", [array_of(into)]
    )
    return dict(rows.fetchall())
