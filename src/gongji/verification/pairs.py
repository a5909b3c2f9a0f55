"""What pooling areas owe each other."""

from gongji.verification.account_numbers import (
    BETWEEN_POOLS,
    MONTH_AND_BUSINESS,
    PAYABLE,
    SIDES,
    counterparty_of,
    kind_of,
)
from gongji.verification.check import Check

OWED_IS_DUE = Check(
    "in every journal what one pool owes another is what the other is owed, by month and business",
    ("C-03", "I-7"),
    f"""
    select format(
        'journal %s: %s owes %s %s fen more, which is owed %s more, for %s',
        journal_id, payer, payee, sum(owed_fen), sum(due_fen), month_and_business)
    from (
        select
            journal_id,
            account_id % {MONTH_AND_BUSINESS} as month_and_business,
            case when {kind_of("account_id")} = {PAYABLE} then book else {counterparty_of("account_id")} end as payer,
            case when {kind_of("account_id")} = {PAYABLE} then {counterparty_of("account_id")} else book end as payee,
            case when {kind_of("account_id")} = {PAYABLE} then change_fen else 0 end as owed_fen,
            case when {kind_of("account_id")} = {PAYABLE} then 0 else -change_fen end as due_fen
        from {SIDES}
        where {kind_of("account_id")} in {BETWEEN_POOLS}
    ) as change
    group by journal_id, payer, payee, month_and_business
    having sum(owed_fen) <> sum(due_fen)
    """,
)

CHECKS = (OWED_IS_DUE,)
