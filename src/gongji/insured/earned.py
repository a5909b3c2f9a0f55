"""What a person's money earned, as it was credited, and what it did from day to day, as transfers tell (W-36, W-37)."""

from collections.abc import Collection
from datetime import date
from typing import Any

import msgspec
from psycopg import Connection

from gongji import ledger
from gongji.ground.identifiers import cell_of
from gongji.ground.rows import fetch
from gongji.ground.value import columns_of, replace, value
from gongji.insured.accrual import Change, Span
from gongji.ledger import AccountKind

# Not what was received: lots (W-39).
LOTS = [AccountKind.LOT_CURRENT.value, AccountKind.LOT_CARRIED.value]


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
    rows = db.execute(
        f"""
        with earning as (
            select account_id, owner_id, book, kind %% 2 = 1 as current
            from account
            where spender_id = any(%(people)s)
            and owner_id = spender_id
            and kind <> all(%(lots)s)
            union all
            select account_id, owner_id, book, kind %% 2 = 1
            from account
            where owner_id = any(%(people)s)
            and owner_id <> spender_id
        ), side as (
            select owner_id, earning.book, current, cell, journal_id, amount_fen
            from earning
            join transfer
                on credit_account = account_id
                and credit_account >= {ledger.FIRST_DEFENDED}
            union all
            select owner_id, earning.book, current, cell, journal_id, -amount_fen
            from earning
            join transfer
                on debit_account = account_id
                and debit_account >= {ledger.FIRST_DEFENDED}
        )
        select owner_id, book, current, (at at time zone 'Asia/Shanghai')::date as day, sum(amount_fen)::bigint
        from side
        join fact
            on fact.cell = side.cell
            and fact_id = journal_id
        group by owner_id, book, current, day
        having sum(amount_fen) <> 0
        """,
        {"people": list(people), "lots": LOTS},
    )
    found: dict[tuple[int, int], list[Change]] = {}
    for owner_id, book, current, day, fen in rows.fetchall():
        found.setdefault((owner_id, book), []).append(Change(current, day, fen))
    return found
