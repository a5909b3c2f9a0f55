"""What can happen to balances and transfers."""

from gongji.verification.balances import (
    ACCOUNT_OF_ITS_BOOK,
    CLOSED_IS_EMPTY,
    CONSERVED_IN_POOL,
    KEPT_BALANCE,
    MOVES_SOMETHING,
    NOT_OVERSPENT,
)
from gongji.verification.journals import JOURNAL
from gongji.verification.pairs import OWED_IS_DUE
from gongji.verification.people import OWNED
from gongji.verification.statements import OWED
from tests.verification.broken import BILL, CARRIED, CURRENT, SETTING, Break

BREAKS = (
    Break(
        "a fen is kept in the wrong bucket",
        (
            f"update account set balance_fen = balance_fen + 1 where account_id = {CURRENT}",
            f"update account set balance_fen = balance_fen - 1 where account_id = {CARRIED}",
        ),
        (KEPT_BALANCE,),
    ),
    Break(
        "a balance grows by a fen",
        (f"update account set balance_fen = balance_fen + 1 where account_id = {CURRENT}",),
        (KEPT_BALANCE, OWNED, CONSERVED_IN_POOL),
    ),
    Break(
        "a bucket is overspent at the cost of the other",
        (
            "alter table account drop constraint account_not_overspent",
            f"update account set balance_fen = balance_fen + 100000000 where account_id = {CURRENT}",
            f"update account set balance_fen = balance_fen - 100000000 where account_id = {CARRIED}",
        ),
        (NOT_OVERSPENT, KEPT_BALANCE),
    ),
    Break(
        "an account is closed with money in it",
        (f"update account set closed_at = now() where account_id = {CARRIED}",),
        (CLOSED_IS_EMPTY,),
    ),
    Break(
        "a transfer moves nothing",
        (
            "alter table transfer drop constraint transfer_moves_something",
            f"""
            insert into transfer (journal_id, line, cell, book, debit_account, credit_account, amount_fen)
            select journal_id, 99, cell, book, debit_account, credit_account, 0
            from transfer
            where journal_id = {SETTING}
            """,
        ),
        (MOVES_SOMETHING,),
    ),
    Break(
        "an institution that was paid is gone",
        ("delete from institution where pool = 610100",),
        (ACCOUNT_OF_ITS_BOOK,),
    ),
    Break(
        "an opening balance is booked in another pool",
        ("update transfer set book = 610100 where debit_account = 50000000000000 and book = 350200",),
        (CONSERVED_IN_POOL, ACCOUNT_OF_ITS_BOOK),
    ),
    Break(
        "a pool is owed a fen more than the other owes",
        (f"update transfer set amount_fen = amount_fen + 1 where journal_id = {BILL} and line = 2",),
        (OWED_IS_DUE, JOURNAL, OWED),
    ),
)
