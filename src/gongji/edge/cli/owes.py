"""`./gongji owes`: what one pooling area owes another for a clearing month."""

from datetime import datetime
from typing import Annotated, Any

import typer
from psycopg import Connection

from gongji import ledger
from gongji.edge.cli.desk import open_desk
from gongji.ground.divisions import pool_name
from gongji.ground.money import yuan_of
from gongji.ledger import Business


def owes(
    context: typer.Context,
    debtor: Annotated[str, typer.Option("--from", help="The pooling area that owes.", metavar="POOL")],
    creditor: Annotated[str, typer.Option("--to", help="The pooling area it owes to.", metavar="POOL")],
    month: Annotated[datetime, typer.Option(formats=["%Y%m"], metavar="MONTH", help="Clearing month: 202611.")],
) -> None:
    """Tell what a pool owes another for a month, as its own book has it; what is owed back is not set off."""
    with open_desk(context) as desk:
        book, to = desk.pool(debtor), desk.pool(creditor)
        amounts = _payable(desk.db, book=book, to=to, month=int(f"{month:%Y%m}"))
    parts = ", ".join(f"{business.name.lower()} {yuan_of(fen)}" for business, fen in amounts.items())
    print(f"{pool_name(book)} owes {pool_name(to)} for {month:%Y-%m}: {yuan_of(sum(amounts.values()))} ({parts})")


def _payable(db: Connection[Any], *, book: int, to: int, month: int) -> dict[Business, int]:
    """Fen a book owes for each kind of business: sums of its transfers, since nobody keeps these balances."""
    accounts = {business: ledger.payable(to=to, month=month, business=business) for business in Business}
    rows = db.execute(
        """
        select account, sum(amount_fen)::bigint
        from (
            select credit_account as account, amount_fen
            from transfer
            where book = %(book)s
            union all
            select debit_account, -amount_fen
            from transfer
            where book = %(book)s
        ) as side
        where account = any(%(accounts)s::bigint[])
        group by account
        """,
        {"book": book, "accounts": list(accounts.values())},
    ).fetchall()
    owed = dict(rows)
    return {business: owed.get(account, 0) for business, account in accounts.items()}
