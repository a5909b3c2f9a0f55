"""Money that left to a person: only by a pay-out that two members of staff agreed on."""

from gongji.verification.account_numbers import FACE, PAID_OUT, SIDES
from gongji.verification.check import Check

CONFIRMED = Check(
    "money leaves to a person only by a confirmed pay-out of her own account, decided by a second member of staff",
    ("I-5", "P-18"),
    f"""
    select format(
        'pay-out %s of person %s is %s: %s fen, proposed by %s, decided by %s; journal %s paid out %s fen of person %s',
        pay_out_id, person_id, state, amount_fen, proposed_by, decided_by, left_.journal_id, left_fen, owner_id)
    from (
        select *
        from pay_out
        where state = 'CONFIRMED'
        or amount_fen is not null
        or journal_id is not null
    ) as pay_out
    full join (
        select cell, journal_id, book, owner_id, -sum(change_fen) as left_fen
        from {SIDES}
        left join (
            select account_id, owner_id
            from account
            where kind in (1, 2)
        ) as bucket using (account_id)
        where other_id = {PAID_OUT * FACE}
        group by cell, journal_id, book, owner_id
    ) as left_ using (cell, journal_id)
    where (state, pool, person_id, amount_fen) is distinct from ('CONFIRMED', book, owner_id, left_fen)
    or (decided_by <> proposed_by) is not true
    """,
)

ACCOUNT_IS_CLOSED = Check(
    "an account that was paid out is closed",
    ("P-18", "S-23"),
    f"""
    select format('journal %s paid out account %s, which is open', journal_id, account_id)
    from {SIDES}
    join account using (account_id)
    where other_id = {PAID_OUT * FACE}
    and closed_at is null
    """,
)

CHECKS = (CONFIRMED, ACCOUNT_IS_CLOSED)
