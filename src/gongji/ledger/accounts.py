"""What an account is: a row with a defended balance, or a shared account whose number tells what it is."""

from collections.abc import Collection
from enum import IntEnum
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cells_and
from gongji.ground.rows import Asking, asked, fetch, question
from gongji.ground.value import value

# Identifiers begin far above this (2024-01-02 is already 3.6e14 x 1000), shared account numbers end below it.
FIRST_DEFENDED = 10**15
FACE = 10**13


class AccountKind(IntEnum):
    """What a defended account is for, and from which bucket of the personal account its money came (P-06).

    OFFER: a transfer on its way. LOT: one that was accepted. HELD: what an order holds until it is decided; HELD_LOT:
    of a lot, which earns no interest there either (W-39).
    """

    CURRENT = 1
    CARRIED = 2
    QUOTA_CURRENT = 3
    QUOTA_CARRIED = 4
    OFFER_CURRENT = 5
    OFFER_CARRIED = 6
    LOT_CURRENT = 7
    LOT_CARRIED = 8
    HELD_CURRENT = 9
    HELD_CARRIED = 10
    HELD_LOT_CURRENT = 11
    HELD_LOT_CARRIED = 12


HELD = (AccountKind.HELD_CURRENT, AccountKind.HELD_CARRIED)
HELD_LOTS = (AccountKind.HELD_LOT_CURRENT, AccountKind.HELD_LOT_CARRIED)


class Business(IntEnum):
    """Kinds of clearing items between two pools; each has its own payable and receivable account (C-01).

    MOVE: the balance of a personal account that goes with its owner (P-19).
    """

    AID = 1
    CARE = 2
    PREMIUM = 3
    MOVE = 4


@value
class Account:
    """An account with a kept balance. owner_id: whose money; spender_id: who may spend; subject_id: person or quota."""

    cell: int
    account_id: int
    book: int
    kind: int
    owner_id: int
    spender_id: int
    subject_id: int
    balance_fen: int


@question
def find_accounts(db: Connection[Any], *, spenders: Collection[int]) -> Asking[list[Account]]:
    """The accounts these people may spend from, unlocked: for showing and for trials, not for deciding a payment."""
    return (
        yield from asked(
            db,
            Account,
            """
        select cell, account_id, book, kind, owner_id, spender_id, subject_id, balance_fen
        from account
        where cell = any(%s::smallint[])
        and spender_id = any(%s::bigint[])
        and closed_at is null
        order by cell, account_id
        """,
            cells_and(spenders),
        )
    )


def find_set_aside(db: Connection[Any], *, owner_id: int) -> list[Account]:
    """A person's money that others may spend, wherever they are: for showing, it asks every cell."""
    return fetch(
        db,
        Account,
        """
        select cell, account_id, book, kind, owner_id, spender_id, subject_id, balance_fen
        from account
        where owner_id = %s
        and spender_id <> %s
        and closed_at is null
        """,
        [owner_id, owner_id],
    )


def is_defended(account: int) -> bool:
    """Whether an account has a row with a kept balance."""
    return account >= FIRST_DEFENDED


def payable(*, to: int, month: int, business: Business) -> int:
    """What a book's pool owes another pool for one clearing month: payable:620100:202611:aid."""
    return 1 * FACE + to * 10**7 + month * 10 + business


def receivable(*, owed_by: int, month: int, business: Business) -> int:
    """What another pool owes this book's pool for one clearing month: receivable:350200:202611:aid."""
    return 2 * FACE + owed_by * 10**7 + month * 10 + business


def institution(institution_no: int) -> int:
    """What a pool owes a designated institution."""
    return 3 * FACE + institution_no


def fund() -> int:
    """The pooled fund of the book."""
    return 4 * FACE


def opening() -> int:
    """Where balances come from that existed before this ledger did."""
    return 5 * FACE


def contributions() -> int:
    """Where monthly credits come from (P-01, P-02)."""
    return 6 * FACE


def suspense() -> int:
    """Money whose owner has to be found by a person (S-23, W-26)."""
    return 7 * FACE


def interest() -> int:
    """Where a pool's interest on personal accounts comes from (W-38)."""
    return 8 * FACE


def paid_out() -> int:
    """What a pool has paid out of personal accounts to people, by a confirmed pay-out and never else (P-18, I-5)."""
    return 9 * FACE


def with_clearing_month(account: int, month: int) -> int:
    """The same payable or receivable account in another month; every other account unchanged (C-16)."""
    if account // FACE not in (1, 2):
        return account
    return account - account % 10**7 + month * 10 + account % 10


def treasury() -> int:
    """The special account a pool or province pays from and is paid into (财政专户)."""
    return 10 * FACE


def owed_to_province(batch_month: int) -> int:
    """What a pool owes its province, which pays for it in a batch (C-02)."""
    return 11 * FACE + batch_month


def owed_by_province(batch_month: int) -> int:
    """What a province owes this pool of it, having been paid for it in a batch (C-02)."""
    return 12 * FACE + batch_month


def collected_from(pool: int, batch_month: int) -> int:
    """In a province's book: what it gets from a pool of it, and pays on to other provinces, in a batch."""
    return 13 * FACE + pool * 10**6 + batch_month


def passed_on_to(pool: int, batch_month: int) -> int:
    """In a province's book: what it gets from other provinces, and pays on to a pool of it, in a batch."""
    return 14 * FACE + pool * 10**6 + batch_month


def prefund_to(province: int) -> int:
    """In a province's book: what it has paid another in advance (C-20)."""
    return 15 * FACE + province


def prefund_from(province: int) -> int:
    """In a province's book: what another has paid it in advance, kept apart in its special account (C-20, C-25)."""
    return 16 * FACE + province
