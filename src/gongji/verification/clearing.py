"""Clearing, from filed days to paid notices, against the transfers it is about."""

from gongji.verification.account_numbers import (
    OWED_TO_PROVINCE,
    PASSED_ON,
    PAYABLE,
    SIDES,
    counterparty_of,
    kind_of,
    month_of,
)
from gongji.verification.check import Check

# Every transfer that makes a pool owe another, or takes that back, with the first filed day that was over after it and
# saw it. 154: a notice was paid, 164: a pair comes to nothing; neither is an item.
ITEMS = f"""
    (
        select
            coalesce(
                same_day.day,
                (
                    select min(later.day)
                    from clearing_day as later
                    where later.day > beijing_day
                    and pg_visible_in_snapshot(transaction_id, later.snapshot)
                )
            ) as day,
            book as payer_pool,
            {counterparty_of("account_id")} as payee_pool,
            {month_of("account_id")} as month,
            account_id % 10 as business,
            cell,
            journal_id,
            line,
            change_fen
        from (
            select
                side.cell,
                journal_id,
                line,
                book,
                account_id,
                change_fen,
                transaction_id,
                (at at time zone 'Asia/Shanghai')::date as beijing_day
            from {SIDES}
            join fact
                on fact.cell = side.cell
                and fact_id = journal_id
            where {kind_of("account_id")} = {PAYABLE}
            and fact.kind not in (154, 164)
        ) as owed
        left join clearing_day as same_day
            on same_day.day = beijing_day
            and pg_visible_in_snapshot(transaction_id, same_day.snapshot)
    ) as item
"""

FILED = Check(
    "what pools owe each other of a filed day is what its transfers say, and every item is in one day",
    ("C-01", "C-33", "I-7"),
    f"""
    select format(
        '%s: %s owes %s %s fen for %s, of which %s are filed',
        day, payer_pool, payee_pool, coalesce(owed.amount_fen, 0), month, coalesce(filed.amount_fen, 0))
    from (
        -- Days before the first that was ever filed are in the first.
        select
            greatest(day, first_day) as day, month, payer_pool, payee_pool, business, count(*) as items,
            sum(change_fen) as amount_fen
        from {ITEMS},
             (select min(day) as first_day from clearing_day) as days
        where day is not null
        group by greatest(day, first_day), month, payer_pool, payee_pool, business
    ) as owed
    full join (
        select day, month, payer_pool, payee_pool, business, sum(items) as items, sum(amount_fen) as amount_fen
        from clearing_day_pair
        group by day, month, payer_pool, payee_pool, business
    ) as filed
        using (day, month, payer_pool, payee_pool, business)
    where (owed.items, owed.amount_fen) is distinct from (filed.items, filed.amount_fen)
    """,
)

SUMMED = Check(
    "the sums of a month are those of its days",
    ("C-11",),
    """
    select format(
        '%s: %s owes %s %s fen, its days say %s', batch_month, payer_pool, payee_pool, m.amount_fen, d.amount_fen)
    from (
        select batch_month, month, payer_pool, payee_pool, business, sum(items) as items, sum(amount_fen) as amount_fen
        from clearing_day_pair
        group by batch_month, month, payer_pool, payee_pool, business
    ) as d
    full join clearing_month_pair as m
        using (batch_month, month, payer_pool, payee_pool, business)
    where (d.items, d.amount_fen) is distinct from (m.items, m.amount_fen)
    """,
)

SORTED = Check(
    "a batch takes its sums less what is held and with what was, and its sheets and its sum are those of its lines",
    ("C-02", "C-03", "C-11", "C-13", "I-7"),
    """
    select format(
        '%s: line of %s to %s is of %s fen, its sum of %s',
        batch_month, payer_pool, payee_pool, l.amount_fen, m.amount_fen)
    from (
        select batch_month, month, payer_pool, payee_pool, business, sum(taken.items) as items,
            sum(taken.amount_fen) as amount_fen
        from (
            select batch_month, month, payer_pool, payee_pool, business, items, amount_fen
            from clearing_month_pair
            union all
            select held_from, month, payer_pool, payee_pool, business, -items, -amount_fen
            from clearing_held
            union all
            select taken_by, month, payer_pool, payee_pool, business, items, amount_fen
            from clearing_held
            union all
            select taken_by, month, payer_pool, payee_pool, business, items, amount_fen
            from clearing_line
            join clearing_dispute
                using (batch_month, payer_province, payee_province)
        ) as taken
        join clearing_batch using (batch_month)
        group by batch_month, month, payer_pool, payee_pool, business
        having sum(taken.items) <> 0 or sum(taken.amount_fen) <> 0
    ) as m
    full join clearing_line as l
        using (batch_month, month, payer_pool, payee_pool, business)
    where (l.items, l.amount_fen) is distinct from (m.items, m.amount_fen)
    union all
    select format(
        '%s: sheet of %s to %s is of %s fen, its lines of %s',
        batch_month, payer_province, payee_province, s.amount_fen, l.amount_fen)
    from (
        select batch_month, payer_province, payee_province, sum(items) as items, sum(amount_fen) as amount_fen
        from clearing_line
        group by batch_month, payer_province, payee_province
    ) as l
    full join clearing_sheet as s
        using (batch_month, payer_province, payee_province)
    where (l.items, l.amount_fen) is distinct from (s.items, s.amount_fen)
    union all
    select format('batch %s is of %s fen, its sheets of %s', batch_month, b.amount_fen, s.amount_fen)
    from clearing_batch as b
    full join (
        select batch_month, sum(items) as items, sum(amount_fen) as amount_fen
        from clearing_sheet
        group by batch_month
    ) as s
        using (batch_month)
    where (b.items, b.amount_fen) is distinct from (coalesce(s.items, 0), coalesce(s.amount_fen, 0))
    """,
)

# The lines of batches that nobody has disputed.
CLEARED = """
    (
        select line.*
        from clearing_line as line
        left join clearing_dispute as dispute
            using (batch_month, payer_province, payee_province)
        where dispute_id is null
    )
"""

NOTICED = Check(
    "what provinces and pools pay each other by notices is what the lines of the batch say that nobody disputes, gross",
    ("C-02", "C-03", "C-13", "C-16"),
    f"""
    select format(
        '%s: %s notice of %s to %s is of %s fen, the lines of %s',
        batch_month, level, payer, payee, n.amount_fen, l.amount_fen)
    from (
        select batch_month, level, payer, payee, sum(amount_fen) as amount_fen
        from (select *, payer_province <> payee_province as crosses from {CLEARED} as cleared) as line,
             lateral (
                values ('national', payer_province, payee_province, crosses),
                       ('collect', payer_pool, payer_province, crosses and payer_pool <> payer_province),
                       ('pass_on', payee_province, payee_pool, crosses and payee_pool <> payee_province),
                       ('provincial', payer_pool, payee_pool, not crosses)
             ) as obligation (level, payer, payee, is_owed)
        where is_owed
        and batch_month in (
            select batch_month from clearing_notice
            union
            select batch_month from clearing_batch where noticed_at is not null
        )
        group by batch_month, level, payer, payee
        having sum(amount_fen) <> 0
    ) as l
    full join (
        select
            batch_month,
            level,
            case when reversed then payee else payer end as payer,
            case when reversed then payer else payee end as payee,
            case when reversed then -amount_fen else amount_fen end as amount_fen
        from clearing_notice
    ) as n
        using (batch_month, level, payer, payee)
    where l.amount_fen is distinct from n.amount_fen
    """,
)

PAID = Check(
    "when a batch is paid all its notices are, and provinces and pools owe each other nothing of it",
    ("C-10", "C-14"),
    f"""
    select format('batch %s is paid; in book %s account %s has %s fen', batch_month, book, account_id, sum(change_fen))
    from {SIDES}
    join clearing_batch
        on batch_month = account_id % 1000000
    where {kind_of("account_id")} between {OWED_TO_PROVINCE} and {PASSED_ON}
    and state in ('PAID', 'CLOSED')
    group by batch_month, book, account_id
    having sum(change_fen) <> 0
    union all
    select format('batch %s is %s, notice %s is %s', batch_month, batch.state, number, notice.state)
    from clearing_notice as notice
    join clearing_batch as batch
        using (batch_month)
    where batch.state in ('PAID', 'CLOSED')
    and notice.state <> 'PAID'
    """,
)

# What has been paid of a payable account, line by line of the batches, and what the journals of the notices moved.
# Pairs whose lines add up to nothing have no notice; they end with the release of the others.
ENDED = Check(
    "what pools owed each other by lines ends when their notice is paid, or, where they come to nothing, released",
    ("C-02", "C-14", "C-16"),
    f"""
    select format(
        '%s owed %s %s fen that are paid, its account says %s', payer_pool, payee_pool, l.amount_fen, t.amount_fen)
    from (
        select payer_pool, payee_pool, month, business, sum(amount_fen) as amount_fen
        from (
            select
                line.*,
                level,
                owes,
                is_owed,
                sum(amount_fen) over (partition by line.batch_month, level, owes, is_owed) as pair_fen,
                noticed_at
            from {CLEARED} as line
            join (select batch_month, noticed_at from clearing_batch) as batch
                using (batch_month),
                 lateral (
                    select
                        case when payer_province <> payee_province then 'national' else 'provincial' end as level,
                        case when payer_province <> payee_province then payer_province else payer_pool end as owes,
                        case when payer_province <> payee_province then payee_province else payee_pool end as is_owed
                 ) as obligation
        ) as line
        left join (
            select
                batch_month,
                level,
                case when reversed then payee else payer end as owes,
                case when reversed then payer else payee end as is_owed,
                state
            from clearing_notice
        ) as notice
            using (batch_month, level, owes, is_owed)
        where state = 'PAID'
        or (pair_fen = 0 and noticed_at is not null)
        group by payer_pool, payee_pool, month, business
        having sum(amount_fen) <> 0
    ) as l
    full join (
        select
            book as payer_pool, {counterparty_of("account_id")} as payee_pool, {month_of("account_id")} as month,
            (account_id % 10)::smallint as business, -sum(change_fen) as amount_fen
        from {SIDES}
        join fact
            on fact.cell = side.cell
            and fact_id = journal_id
        where {kind_of("account_id")} = {PAYABLE}
        and fact.kind in (154, 164)
        group by book, account_id
        having sum(change_fen) <> 0
    ) as t
        using (payer_pool, payee_pool, month, business)
    where l.amount_fen is distinct from t.amount_fen
    """,
)

CHECKS = (FILED, SUMMED, SORTED, NOTICED, PAID, ENDED)
