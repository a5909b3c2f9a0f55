"""The program's only lock order: spenders by (cell, person), then accounts by (cell, account)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.rows import args_row

from gongji.ground.identifiers import cell_of
from gongji.ledger.accounts import Account


@dataclass(frozen=True, slots=True)
class Spender:
    """The row locked before anything of a person is spent; its sums belong to `year` and start anew with the next."""

    cell: int
    person_id: int
    year: int
    deductible_paid_fen: int
    pool_paid_fen: int
    aid_first: bool
    died_on: date | None


@dataclass(frozen=True, slots=True)
class Locked:
    """What nobody else can change until this transaction ends."""

    spenders: dict[int, Spender]
    accounts: dict[int, Account]


def lock(db: Connection[Any], *, spenders: Collection[int], accounts: Collection[int] = ()) -> Locked:
    """Lock people and every account they may spend from, plus single accounts of others (a donor's, for a return).

    Look at anything else only afterwards, in a statement of its own: while this one waited, its twin may have paid.
    """
    people = sorted(spenders)
    cells = sorted({cell_of(identifier) for identifier in people})
    locked_people = db.cursor(row_factory=args_row(Spender)).execute(
        """
        select cell, person_id, year, deductible_paid_fen, pool_paid_fen, aid_first, died_on
        from spender
        where cell = any(%s::smallint[])
        and person_id = any(%s::bigint[])
        order by cell, person_id
        for no key update
        """,
        [cells, people],
    )
    found = {row.person_id: row for row in locked_people}
    return Locked(found, _lock_accounts(db, people, cells, sorted(accounts)))


def find_spenders(db: Connection[Any], *, people: Collection[int]) -> dict[int, Spender]:
    """The same rows unlocked: for showing and for trials, not for deciding a payment."""
    rows = db.cursor(row_factory=args_row(Spender)).execute(
        """
        select cell, person_id, year, deductible_paid_fen, pool_paid_fen, aid_first, died_on
        from spender
        where cell = any(%s::smallint[])
        and person_id = any(%s::bigint[])
        """,
        [sorted({cell_of(person) for person in people}), list(people)],
    )
    return {row.person_id: row for row in rows}


def _lock_accounts(db: Connection[Any], people: list[int], cells: list[int], others: list[int]) -> dict[int, Account]:
    # Two texts, since the planner would pay for an empty "or" on every payment.
    which, values = "spender_id = any(%s::bigint[])", [cells, people]
    if others:
        which += " or account_id = any(%s::bigint[])"
        values = [sorted({*cells, *map(cell_of, others)}), people, others]
    rows = db.cursor(row_factory=args_row(Account)).execute(
        f"""
        select cell, account_id, book, kind, owner_id, spender_id, subject_id, balance_fen
        from account
        where cell = any(%s::smallint[])
        and ({which})
        and closed_at is null
        order by cell, account_id
        for no key update
        """,
        values,
    )
    return {row.account_id: row for row in rows}
