"""What of clearing is not at zero: between pools, between pools and their provinces, towards institutions."""

from typing import Any

from psycopg import Connection

from gongji.ground.rows import fetch
from gongji.ground.value import value
from gongji.ledger import FACE, FIRST_DEFENDED

# By the first digits of their numbers, as ledger.accounts makes them.
KINDS = {
    1: "payable",
    2: "receivable",
    3: "institution",
    11: "owed to province",
    12: "owed by province",
    13: "collected from pool",
    14: "passed on to pool",
}


@value
class OpenBalance:
    """Of the accounts of one kind in all books: how many there are, how many are not at zero, and by how much."""

    kind: str
    accounts: int
    open: int
    open_fen: int


def open_balances(db: Connection[Any]) -> list[OpenBalance]:
    """By kind, of all months there are. It reads every transfer: minutes for tens of millions."""
    return fetch(
        db,
        OpenBalance,
        """
        select kind,
               count(book),
               count(book) filter (where balance_fen <> 0),
               coalesce(sum(abs(balance_fen)), 0)::bigint
        from unnest(%(faces)s::bigint[], %(kinds)s::text[]) with ordinality as known (face, kind, place)
        left join (
            select book, account, sum(change_fen) as balance_fen
            from (
                select book, credit_account as account, amount_fen as change_fen from transfer
                union all
                select book, debit_account, -amount_fen from transfer
            ) as side
            where account < %(first_defended)s
            and account / %(one)s = any(%(faces)s::bigint[])
            group by book, account
        ) as balance
            on account / %(one)s = face
        group by kind, place
        order by place
        """,
        {"faces": list(KINDS), "kinds": list(KINDS.values()), "first_defended": FIRST_DEFENDED, "one": FACE},
    )
