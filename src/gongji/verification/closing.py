"""How months and years of clearing end: disputed lines, closed batches, closed years."""

from gongji.verification.check import Check

CARRIED = Check(
    "a disputed line is one of its batch, and enters the first batch made after it was solved",
    ("C-13",),
    """
    select format(
        '%s: line of %s to %s, disputed by %s and solved %s, is in %s',
        batch_month, payer_province, payee_province, dispute.province, solved_at, coalesce(taken_by::text, 'no batch'))
    from clearing_dispute as dispute
    left join clearing_sheet as sheet
        using (batch_month, payer_province, payee_province)
    left join (select batch_month as taken_by, generated_at from clearing_batch) as taker
        using (taken_by)
    where sheet.items is null
    or (taken_by is not null and (generated_at >= solved_at) is not true)
    or exists (
        select
        from clearing_batch as earlier
        where earlier.batch_month > dispute.batch_month
        and earlier.generated_at > solved_at
        and earlier.batch_month < coalesce(taken_by, 999999)
    )
    """,
)

CLOSED = Check(
    "nothing of a closed batch is still disputed",
    ("C-10", "C-13"),
    """
    select format('%s is closed; %s still disputes %s to %s', batch_month, province, payer_province, payee_province)
    from clearing_dispute
    join clearing_batch
        using (batch_month)
    where state = 'CLOSED'
    and solved_at is null
    """,
)

# 12: a year's last batch is there, so that every day of it is filed.
YEAR = Check(
    "every item of a closed year is in a batch that all provinces have confirmed",
    ("C-09",),
    """
    select format('%s is closed; %s of %s to %s: %s fen are open', year, month, payer_pool, payee_pool, amount_fen)
    from clearing_year
    join (
        select month, payer_pool, payee_pool, amount_fen
        from clearing_month_pair
        where batch_month not in (select batch_month from clearing_batch)
        union all
        select month, payer_pool, payee_pool, amount_fen
        from clearing_held
        where taken_by is null
        union all
        select month, payer_pool, payee_pool, line.amount_fen
        from clearing_line as line
        join clearing_batch
            using (batch_month)
        left join clearing_dispute as dispute
            using (batch_month, payer_province, payee_province)
        where case when dispute_id is null then confirmed_at is null else taken_by is null end
    ) as open
        on month / 100 = year
    union all
    select format('%s is closed, its last month is not sorted', year)
    from clearing_year
    where not exists (select from clearing_batch where batch_month = year * 100 + 12)
    """,
)

CHECKS = (CARRIED, CLOSED, YEAR)
