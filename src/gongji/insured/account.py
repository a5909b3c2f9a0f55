"""A personal account: up to two buckets in the book of the pool that insures its owner as an employee (P-06, P-07).

A person has an account when she has a bucket; it begins with CARRIED, and the first credit of a year opens CURRENT.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import Fact, Happening
from gongji.ground.copying import copy_rows
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import value
from gongji.ledger import Account, AccountKind

BUCKETS = (AccountKind.CURRENT, AccountKind.CARRIED)


@refusal
class NoPersonalAccount(Refusal):
    """The person has no personal account: residents never have one, and not every employee does."""

    code: ClassVar[str] = "NO_PERSONAL_ACCOUNT"
    rule: ClassVar[str] = "P-03"


@value
class Opening:
    """An account to open, with what it held before this ledger did; balance_fen may be 0."""

    person_id: int
    pool: int
    balance_fen: int


def open_personal_accounts(db: Connection[Any], openings: Sequence[Opening], *, now: datetime) -> None:
    """Open the CARRIED buckets of people who have none, and post what they held before from `opening:<pool>`.

    Only balances above 0 have a journal; its fact is BALANCE_OPENED. All of it lies in the person's cell.
    """
    cells = [cell_of(opening.person_id) for opening in openings]
    # One number for the account and one for its journal, asked for at once.
    numbers = new_identifiers(db, cells=cells + cells)
    opened = list(zip(openings, numbers[: len(cells)], numbers[len(cells) :], strict=True))
    _copy_accounts(db, opened)
    brought = [(opening, account_id, journal_id) for opening, account_id, journal_id in opened if opening.balance_fen]
    _copy_transfers(db, brought)
    audit.record(
        db,
        [Fact(journal_id, Happening.BALANCE_OPENED, opening.person_id, now) for opening, _, journal_id in brought],
    )


def open_where_missing(db: Connection[Any], openings: Sequence[Opening], *, now: datetime) -> None:
    """Open accounts for those of these who have none, or none any more, having been paid out (P-18); locks them."""
    locked = ledger.lock(db, spenders={opening.person_id for opening in openings})
    has = own_buckets(locked.accounts.values())
    open_personal_accounts(db, [opening for opening in openings if opening.person_id not in has], now=now)


def had_account(db: Connection[Any], *, person_id: int) -> bool:
    """Whether somebody has an account, or had one that is closed."""
    row = db.execute(
        "select exists (select from account where cell = %s and spender_id = %s and subject_id = spender_id)",
        [cell_of(person_id), person_id],
    ).fetchone()
    return row is not None and bool(row[0])


def _copy_accounts(db: Connection[Any], opened: Iterable[tuple[Opening, int, int]]) -> None:
    # With the balance in the row from the start: to open a million accounts empty and then move each balance costs
    # more than all else that is written for them.
    copy_rows(
        db,
        table="account",
        columns="cell, account_id, book, kind, owner_id, spender_id, subject_id, balance_fen",
        lines=[
            f"{cell_of(account_id)}\t{account_id}\t{o.pool}\t{AccountKind.CARRIED.value}"
            f"\t{o.person_id}\t{o.person_id}\t{o.person_id}\t{o.balance_fen}\n"
            for o, account_id, _ in opened
        ],
    )


def _copy_transfers(db: Connection[Any], brought: Iterable[tuple[Opening, int, int]]) -> None:
    copy_rows(
        db,
        table="transfer",
        columns="cell, journal_id, line, book, debit_account, credit_account, amount_fen",
        lines=[
            f"{cell_of(journal_id)}\t{journal_id}\t1\t{o.pool}\t{ledger.opening()}\t{account_id}\t{o.balance_fen}\n"
            for o, account_id, journal_id in brought
        ],
    )


def empty_bucket(account_id: int, person_id: int, pool: int, kind: AccountKind) -> Account:
    """An empty bucket of a person's account."""
    return Account(cell_of(account_id), account_id, pool, kind.value, person_id, person_id, person_id, 0)


def own_buckets(accounts: Iterable[Account]) -> dict[int, dict[int, Account]]:
    """Among accounts people may spend from, the buckets of their own: by person and kind."""
    own: dict[int, dict[int, Account]] = {}
    for account in accounts:
        if account.kind in BUCKETS:
            own.setdefault(account.subject_id, {})[account.kind] = account
    return own
