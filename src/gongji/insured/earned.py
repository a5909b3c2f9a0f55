"""What a person's money earned, as it was credited, and what it did from day to day, as transfers tell (W-36, W-37)."""

from collections.abc import Collection
from datetime import date
from typing import Any

import msgspec
from psycopg import Connection

from gongji import ledger
from gongji.ground.identifiers import array_of, cell_of
from gongji.ground.rows import fetch
from gongji.ground.value import columns_of, replace, value
from gongji.insured.accrual import Change, Span
from gongji.ledger import AccountKind

# Not what was received: lots, held ones too (W-39).
LOTS = [kind.value for kind in (AccountKind.LOT_CURRENT, AccountKind.LOT_CARRIED, *ledger.HELD_LOTS)]


@value
class Interest:
    """What a person's money in a pool earned from a day to before another.

    journal_id: None where it came to no fen. A row without days says that there was nothing before to_day.
    """

    cell: int
    person_id: int
    pool: int
    from_day: date
    to_day: date
    day_basis: int
    rates: list[Span]
    accrued_e4: int
    amount_fen: int
    journal_id: int | None


COLUMNS = columns_of(Interest)


@value
class Earning:
    """An account whose money earns for its owner. Odd kinds hold this year's money, even kinds carried-over money."""

    account_id: int
    owner_id: int
    book: int
    kind: int


def find_interest(db: Connection[Any], *, person_id: int) -> list[Interest]:
    """What was credited to a person, oldest first."""
    rows = fetch(
        db,
        Interest,
        f"""
        select {COLUMNS}
        from interest_credit
        where cell = %s
        and person_id = %s
        and from_day < to_day
        order by to_day, pool
        """,
        [cell_of(person_id), person_id],
    )
    return [replace(row, rates=msgspec.convert(row.rates, list[Span])) for row in rows]


def find_changes(db: Connection[Any], *, people: Collection[int]) -> dict[tuple[int, int], list[Change]]:
    """By owner and pool, what changed from day to day of all that is theirs: own, in quotas, on the way and held.

    What she received in a transfer earns nothing (W-39), and what she may spend of somebody else's money is not hers.
    """
    accounts = {account.account_id: account for account in _earning_accounts(db, people)}
    rows = db.execute(
        f"""
        select account_id, (at at time zone 'Asia/Shanghai')::date as day, sum(change_fen)::bigint
        from (
            select credit_account as account_id, cell, journal_id, amount_fen as change_fen
            from transfer
            where credit_account = any(%(accounts)s::bigint[])
            and credit_account >= {ledger.FIRST_DEFENDED}
            union all
            select debit_account, cell, journal_id, -amount_fen
            from transfer
            where debit_account = any(%(accounts)s::bigint[])
            and debit_account >= {ledger.FIRST_DEFENDED}
        ) as side
        join fact
            on fact.cell = side.cell
            and fact_id = journal_id
        group by account_id, day
        """,
        {"accounts": array_of(accounts)},
    )
    found: dict[tuple[int, int], list[Change]] = {}
    for account_id, day, fen in rows.fetchall():
        account = accounts[account_id]
        found.setdefault((account.owner_id, account.book), []).append(Change(account.kind % 2 == 1, day, fen))
    return found


def _earning_accounts(db: Connection[Any], people: Collection[int]) -> list[Earning]:
    """Closed ones too: until then they earned."""
    return fetch(
        db,
        Earning,
        """
        select account_id, owner_id, book, kind
        from account
        where spender_id = any(%s::bigint[])
        and owner_id = spender_id
        and kind <> all(%s)
        union all
        select account_id, owner_id, book, kind
        from account
        where owner_id = any(%s::bigint[])
        and owner_id <> spender_id
        """,
        [array_of(people), LOTS, array_of(people)],
    )
