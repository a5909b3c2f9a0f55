"""The balances that are kept, against the transfers that made them."""

from gongji.verification.account_numbers import (
    BETWEEN_POOLS,
    CONTRIBUTIONS,
    DEFENDED,
    FACE,
    FUND,
    INSTITUTION,
    INTEREST,
    MOVE,
    OPENING,
    OWED_TO_PROVINCE,
    PAID_OUT,
    PASSED_ON,
    PAYABLE,
    PREFUND_FROM,
    PREFUND_TO,
    RECEIVABLE,
    SIDES,
    SUSPENSE,
    TREASURY,
    counterparty_of,
    kind_of,
    month_of,
)
from gongji.verification.check import Check

KEPT_BALANCE = Check(
    "a kept balance is the sum of its account's transfers",
    ("design 2",),
    f"""
    select format('account %s keeps %s fen, its transfers make %s', account_id, balance_fen, coalesce(moved_fen, 0))
    from account
    left join (
        select account_id, sum(change_fen) as moved_fen
        from {SIDES}
        where account_id >= {DEFENDED}
        group by account_id
    ) as moved using (account_id)
    where balance_fen <> coalesce(moved_fen, 0)
    """,
)

NOT_OVERSPENT = Check(
    "no kept balance is below zero",
    ("I-2",),
    """
    select format('account %s keeps %s fen', account_id, balance_fen)
    from account
    where balance_fen < 0
    """,
)

CLOSED_IS_EMPTY = Check(
    "a closed account holds nothing",
    ("R-14", "Q-07"),
    """
    select format('account %s was closed %s and keeps %s fen', account_id, closed_at, balance_fen)
    from account
    where closed_at is not null
    and balance_fen <> 0
    """,
)

MOVES_SOMETHING = Check(
    "a transfer moves an amount from one account to another",
    ("I-1",),
    """
    select format(
        'journal %s line %s moves %s fen from %s to %s', journal_id, line, amount_fen, debit_account, credit_account)
    from transfer
    where amount_fen <= 0
    or debit_account = credit_account
    """,
)

ACCOUNT_OF_ITS_BOOK = Check(
    "every account a transfer names exists in the transfer's book",
    ("I-1", "P-07"),
    f"""
    select format('journal %s names account %s in book %s, where it is not', journal_id, account_id, named.book)
    from (
        select account_id, book, min(journal_id) as journal_id
        from {SIDES}
        group by account_id, book
    ) as named
    left join account using (account_id)
    left join institution
        on {kind_of("account_id")} = {INSTITUTION}
        and institution_no = account_id % {FACE}
    where case
        when {kind_of("account_id")} in {BETWEEN_POOLS} then
            {counterparty_of("account_id")} <> named.book
            and {month_of("account_id")} % 100 between 1 and 12
            and account_id % 10 between 1 and {MOVE}
        when {kind_of("account_id")} = {INSTITUTION} then institution_no is not null
        when {kind_of("account_id")} between {FUND} and {TREASURY} then account_id % {FACE} = 0
        when {kind_of("account_id")} between {OWED_TO_PROVINCE} and {PASSED_ON} then
            account_id % 100 between 1 and 12
        when {kind_of("account_id")} in ({PREFUND_TO}, {PREFUND_FROM}) then account_id % {FACE} <> named.book
        else account.book = named.book
    end is not true
    """,
)

CONSERVED_IN_POOL = Check(
    "a pool's people hold what was credited to them, interest too, less what they spent plus what was refunded",
    ("I-11",),
    f"""
    select format(
        'pool %s: balances of %s fen, credited %s, spent and not refunded %s',
        book, coalesce(held_fen, 0), coalesce(credited_fen, 0), coalesce(spent_fen, 0))
    from (
        select book, sum(balance_fen) as held_fen
        from account
        group by book
    ) as held
    full join (
        select
            book,
            sum(change_fen) filter (
                where {kind_of("other_id")} in ({OPENING}, {CONTRIBUTIONS}, {RECEIVABLE}, {INTEREST})) as credited_fen,
            -sum(change_fen) filter (
                where {kind_of("other_id")} in ({PAYABLE}, {INSTITUTION}, {FUND}, {SUSPENSE}, {PAID_OUT})) as spent_fen
        from {SIDES}
        where account_id >= {DEFENDED}
        group by book
    ) as moved using (book)
    where coalesce(held_fen, 0) <> coalesce(credited_fen, 0) - coalesce(spent_fen, 0)
    """,
)

CHECKS = (KEPT_BALANCE, NOT_OVERSPENT, CLOSED_IS_EMPTY, MOVES_SOMETHING, ACCOUNT_OF_ITS_BOOK, CONSERVED_IN_POOL)
