"""What pools pay their institutions, against the transfers that made them owe it."""

from gongji.verification.account_numbers import FACE, FUND, INSTITUTION, SIDES, TREASURY, kind_of
from gongji.verification.check import Check

OWED = Check(
    "what institutions are owed of the days that are filed is what the transfers of these days say",
    ("C-33",),
    f"""
    select format(
        '%s: pool %s owes institution %s %s fen, of which %s are filed',
        day, pool, institution_no, coalesce(owed.amount_fen, 0), coalesce(filed.amount_fen, 0))
    from (
        -- Days before the first that was ever filed are in the first.
        select
            greatest(first_day, day) as day, book as pool, account_id % {FACE} as institution_no,
            count(distinct journal_id) as bills, sum(change_fen) as amount_fen
        from (
            select
                side.*,
                coalesce(
                    same_day.day,
                    (
                        select min(later.day)
                        from clearing_day as later
                        where later.day > (at at time zone 'Asia/Shanghai')::date
                        and pg_visible_in_snapshot(transaction_id, later.snapshot)
                    )
                ) as day
            from {SIDES}
            join fact
                on fact.cell = side.cell
                and fact_id = journal_id
            left join clearing_day as same_day
                on same_day.day = (at at time zone 'Asia/Shanghai')::date
                and pg_visible_in_snapshot(transaction_id, same_day.snapshot)
            where {kind_of("account_id")} = {INSTITUTION}
            and kind <> 170
        ) as item,
             (select min(day) as first_day from clearing_day) as days
        where day is not null
        group by greatest(first_day, day), book, account_id
    ) as owed
    full join statement_day as filed
        using (day, pool, institution_no)
    where (owed.bills, owed.amount_fen) is distinct from (filed.bills, filed.amount_fen)
    """,
)

STATED = Check(
    "the sums of institutions by month are those of their days, and a statement has those it takes",
    ("C-10",),
    """
    select format(
        '%s: institution %s in %s is owed %s fen, its days say %s',
        month, institution_no, pool, m.amount_fen, d.amount_fen)
    from (
        select
            to_char(day, 'YYYYMM')::integer as month, pool, institution_no, sum(bills) as bills,
            sum(amount_fen) as amount_fen
        from statement_day
        group by to_char(day, 'YYYYMM')::integer, pool, institution_no
    ) as d
    full join statement_month as m
        using (month, pool, institution_no)
    where (d.bills, d.amount_fen) is distinct from (m.bills, m.amount_fen)
    union all
    select format('statement %s is of %s fen, its months of %s', statement_id, s.amount_fen, m.amount_fen)
    from (
        select
            statement_id, min(pool) as pool, min(institution_no) as institution_no, sum(bills) as bills,
            sum(amount_fen) as amount_fen
        from statement_month
        where statement_id is not null
        group by statement_id
    ) as m
    full join statement as s
        using (statement_id, pool, institution_no)
    where (s.bills, s.amount_fen) is distinct from (m.bills, m.amount_fen)
    """,
)

PAID_OUT = Check(
    "an institution is paid what its released statement says, less what was deducted, which its pool's fund has back",
    ("C-14",),
    f"""
    select format(
        'statement %s is of %s fen less %s, its payment moved %s and %s',
        statement_id, amount_fen, deduction_fen, paid_fen, back_fen)
    from (
        select
            journal_id,
            transfer.book as pool,
            debit_account % {FACE} as institution_no,
            coalesce(sum(amount_fen) filter (where credit_account = {TREASURY * FACE}), 0) as paid_fen,
            coalesce(sum(amount_fen) filter (where credit_account = {FUND * FACE}), 0) as back_fen
        from transfer
        join fact
            on fact.cell = transfer.cell
            and fact_id = journal_id
        where kind = 170
        group by journal_id, transfer.book, debit_account
    ) as moved
    full join (
        select *
        from statement
        where state = 'PAID'
        and amount_fen > 0
    ) as paid
        using (journal_id, pool, institution_no)
    where (amount_fen - deduction_fen, deduction_fen) is distinct from (paid_fen, back_fen)
    or released_by is null
    """,
)

CHECKS = (OWED, STATED, PAID_OUT)
