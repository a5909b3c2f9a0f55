"""Interest and the turn of a year: recomputed from transfers, day by day, by the rates the credits name."""

from gongji.verification.account_numbers import DEFENDED, FACE, INTEREST, SIDES
from gongji.verification.check import Check

# Fact 90 interest credited, 91 year turned. All of an owner earns but received lots (kinds 7, 8, and held 11, 12).
# Odd kinds hold this year's money, even kinds carried-over money.
EARNED = Check(
    "interest is what an owner's money earned day by day at the rates of its days, half up to the fen",
    ("W-36", "W-37", "W-38", "W-39"),
    f"""
    select format(
        'person %s in pool %s to %s: credited %s fen of %s, its days earned %s',
        person_id, pool, to_day, amount_fen, accrued_e4, div(coalesce(earned, 0), day_basis))
    from interest_credit
    left join (
        select credit.person_id, credit.pool, credit.to_day, sum(change_fen::numeric * span.rate * (
            span.to_day - greatest(span.from_day, changed.day))) as earned
        from interest_credit as credit
        cross join lateral (
            select
                given.from_day, given.to_day, kind_is_odd,
                case when kind_is_odd then "current" else carried end as rate
            from jsonb_to_recordset(rates) as given (from_day date, to_day date, "current" integer, carried integer)
            cross join (values (true), (false)) as both_kinds (kind_is_odd)
        ) as span
        join (
            select
                owner_id, account.book, account.kind % 2 = 1 as kind_is_odd,
                (at at time zone 'Asia/Shanghai')::date as day, sum(change_fen) as change_fen
            from {SIDES}
            join account using (account_id)
            join fact
                on fact.cell = side.cell
                and fact_id = journal_id
            where account_id >= {DEFENDED}
            and account.kind not in (7, 8, 11, 12)
            group by 1, 2, 3, 4
        ) as changed
            on changed.owner_id = credit.person_id
            and changed.book = credit.pool
            and changed.kind_is_odd = span.kind_is_odd
            and changed.day < span.to_day
        group by credit.person_id, credit.pool, credit.to_day
    ) as recomputed using (person_id, pool, to_day)
    where (accrued_e4, amount_fen)
        <> (div(coalesce(earned, 0), day_basis), round(div(coalesce(earned, 0), day_basis) / 10000))
    """,
)

EVERY_DAY = Check(
    "a person's interest in a pool has every day once, and each day one rate",
    ("W-38",),
    """
    select format('person %s in pool %s: from %s to %s, before that to %s', person_id, pool, from_day, to_day, before)
    from (
        select *, lag(to_day) over (partition by person_id, pool order by to_day) as before
        from interest_credit
    ) as credit
    cross join lateral (
        select
            sum(span_to - span_from) as days,
            min(span_from) as first_day,
            max(span_to) as end_day
        from (
            select span.from_day as span_from, span.to_day as span_to
            from jsonb_to_recordset(rates) as span (from_day date, to_day date)
        ) as span
    ) as spanned
    where from_day <> coalesce(before, from_day)
    or (from_day < to_day) and (days, first_day, end_day) is distinct from (to_day - from_day, from_day, to_day)
    """,
)

CREDITED = Check(
    "interest is what its one journal brought into the person's carried-over bucket, and no other journal brings any",
    ("I-11", "W-38"),
    f"""
    select format(
        'journal %s: %s fen of interest to person %s, it brought %s fen',
        coalesce(credit.journal_id, brought.journal_id), amount_fen, coalesce(person_id, owner_id), brought_fen)
    from (
        select *
        from interest_credit
        where amount_fen <> 0
    ) as credit
    full join (
        select cell, journal_id, book, owner_id, change_fen as brought_fen
        from {SIDES}
        left join (
            select account_id, owner_id
            from account
            where kind = 2
        ) as bucket using (account_id)
        where other_id = {INTEREST * FACE}
    ) as brought using (cell, journal_id)
    where (amount_fen, person_id, pool) is distinct from (brought_fen, owner_id, book)
    """,
)

TURNED = Check(
    "this year's money becomes carried-over money of the same account or quota only where a year turns",
    ("P-06",),
    f"""
    select format(
        'journal %s line %s of kind %s: from account %s to %s',
        journal_id, line, fact.kind, debit_account, credit_account)
    from transfer
    join account as giving on giving.account_id = debit_account
    join account as taking on taking.account_id = credit_account
    left join fact
        on fact.cell = transfer.cell
        and fact_id = journal_id
    where debit_account >= {DEFENDED}
    and credit_account >= {DEFENDED}
    and (
        (giving.kind, taking.kind) in ((1, 2), (3, 4))
        and giving.subject_id = taking.subject_id
    ) is distinct from (fact.kind is not distinct from 91)
    """,
)

CHECKS = (EARNED, EVERY_DAY, CREDITED, TURNED)
