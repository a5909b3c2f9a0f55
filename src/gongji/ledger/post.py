"""Transfers, written once and never changed, and the defended balances they move."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.ground.copying import copy_rows
from gongji.ground.identifiers import cell_of, cells_and
from gongji.ground.updating import update_rows
from gongji.ground.value import value
from gongji.ledger.accounts import Account, Business, is_defended, payable, receivable


@value
class Transfer:
    """An amount that leaves debit_account for credit_account inside one book. The journal's cell is the transfer's."""

    journal_id: int
    line: int
    book: int
    debit_account: int
    credit_account: int
    amount_fen: int


def cross_book(
    *, payer: int, payee: int, source: int, target: int, month: int, business: Business
) -> list[tuple[int, int, int]]:
    """(book, debit, credit) of the transfers that bring money from an account of one pool to an account of another.

    Inside one pool that is one transfer; between two it is one in each book, linked by what the payer then owes the
    payee for that clearing month (C-01, C-02).
    """
    if payer == payee:
        return [(payer, source, target)]
    return [
        (payer, source, payable(to=payee, month=month, business=business)),
        (payee, receivable(owed_by=payer, month=month, business=business), target),
    ]


def open_accounts(db: Connection[Any], accounts: Sequence[Account]) -> None:
    """Open accounts, empty; what an account begins with comes by a journal."""
    assert all(account.balance_fen == 0 for account in accounts)
    copy_rows(
        db,
        table="account",
        columns="cell, account_id, book, kind, owner_id, spender_id, subject_id, balance_fen",
        lines=[
            f"{a.cell}\t{a.account_id}\t{a.book}\t{a.kind}\t{a.owner_id}\t{a.spender_id}\t{a.subject_id}\t0\n"
            for a in accounts
        ],
    )


def close_accounts(db: Connection[Any], *, accounts: Collection[int], now: datetime) -> None:
    """Close empty accounts, which the caller holds: nothing is found in them or paid to them any more."""
    db.execute(
        """
        update account
        set closed_at = %s
        where cell = any(%s::smallint[])
        and account_id = any(%s::bigint[])
        and balance_fen = 0
        """,
        [now, *cells_and(accounts)],
    )


def post(db: Connection[Any], transfers: Sequence[Transfer]) -> None:
    """Write transfers and move the defended balances among their accounts, which the caller has locked.

    A balance that would fall below zero breaks `account_not_overspent`: the caller decided wrong, which is a fault.
    """
    copy_rows(
        db,
        table="transfer",
        columns="cell, journal_id, line, book, debit_account, credit_account, amount_fen",
        lines=[
            f"{cell_of(t.journal_id)}\t{t.journal_id}\t{t.line}\t{t.book}\t{t.debit_account}\t{t.credit_account}"
            f"\t{t.amount_fen}\n"
            for t in transfers
        ],
    )
    changes: dict[int, int] = {}
    for transfer in transfers:
        for account, change in (
            (transfer.debit_account, -transfer.amount_fen),
            (transfer.credit_account, transfer.amount_fen),
        ):
            if is_defended(account):
                changes[account] = changes.get(account, 0) + change
    moved = {account: (change,) for account, change in changes.items() if change}
    update_rows(db, table="account", key="account_id", sets="balance_fen = balance_fen + {bigint}", values=moved)
