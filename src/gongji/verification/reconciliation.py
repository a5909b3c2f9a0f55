"""What batches leave out because somebody has not matched it, against the items and the mismatches themselves."""

from gongji.verification.account_numbers import PAYABLE, SIDES, kind_of
from gongji.verification.check import Check
from gongji.verification.clearing import ITEMS

ROW = "day, payer_pool, payee_pool, month, business, third_province"

# Which batch has taken an item; none while it is held. `filed` is the row of its day, `whole` where all of that was
# held, `single` where the item itself was.
WHOLE = f"left join (select * from clearing_held where journal_id = 0) as whole using ({ROW})"
SINGLE = "(select journal_id, line, taken_by from clearing_held where journal_id <> 0) as single"
BATCH = """
    case
        when single.journal_id is not null then single.taken_by
        when whole.journal_id is not null then whole.taken_by
        else filed.batch_month
    end
"""

# Every item with the batch that has taken it.
PLACED = f"""
    (
        select {BATCH} as batch_month, month, payer_pool, payee_pool, business, change_fen, item.journal_id, item.line
        from (
            select
                greatest(day, first_day) as day,
                payer_pool,
                payee_pool,
                month,
                business,
                case
                    when business <> 1 or insured_pool is null then 0
                    when insured_pool / 10000 in (payer_pool / 10000, payee_pool / 10000) then 0
                    else insured_pool / 10000 * 10000
                end as third_province,
                journal_id,
                line,
                change_fen
            from {ITEMS}
            left join settlement as bill
                on bill.cell = item.cell
                and settlement_id = journal_id,
                 (select min(day) as first_day from clearing_day) as days
        ) as item
        join clearing_day_pair as filed
            using ({ROW})
        {WHOLE}
        left join {SINGLE}
            on single.journal_id = item.journal_id
            and single.line = item.line
    ) as placed
"""

# Whole bills that institutions told otherwise; one of another's, which the hub has not for this one, is no bill.
TOLD_BILLS = "(select * from clearing_mismatch where institution_no <> 0 and hub_fen is not null) as mismatch"

TAKEN = Check(
    "every item is in exactly one batch or held",
    ("C-11", "I-7"),
    f"""
    select format(
        '%s: line of %s to %s is of %s fen, the items that are in no other batch and not held of %s',
        batch_month, payer_pool, payee_pool, l.amount_fen, t.amount_fen)
    from (
        select
            batch_month, month, payer_pool, payee_pool, business, count(*) as items, sum(change_fen) as amount_fen
        from {PLACED}
        join clearing_batch
            using (batch_month)
        group by batch_month, month, payer_pool, payee_pool, business
    ) as t
    full join (
        -- What was disputed is in the matrix of two batches, of which the later one clears it.
        select batch_month, month, payer_pool, payee_pool, business, sum(items) as items, sum(amount_fen) as amount_fen
        from (
            select batch_month, month, payer_pool, payee_pool, business, items, amount_fen
            from clearing_line
            union all
            select taken_by, month, payer_pool, payee_pool, business, -items, -amount_fen
            from clearing_line
            join clearing_dispute
                using (batch_month, payer_province, payee_province)
            where taken_by is not null
        ) as line
        group by batch_month, month, payer_pool, payee_pool, business
        having sum(items) <> 0 or sum(amount_fen) <> 0
    ) as l
        using (batch_month, month, payer_pool, payee_pool, business)
    where (l.items, l.amount_fen) is distinct from (t.items, t.amount_fen)
    """,
)

HELD = Check(
    "what is held is what its day or its journal says, from the batch that would have taken it",
    ("C-11",),
    f"""
    select format(
        '%s: %s to %s, journal %s line %s: %s fen are held from %s', day, payer_pool, payee_pool, held.journal_id,
        held.line, held.amount_fen, held.held_from)
    from clearing_held as held
    left join clearing_day_pair as filed
        using ({ROW})
    {WHOLE}
    left join (
        select journal_id, line, change_fen
        from {SIDES}
        where {kind_of("account_id")} = {PAYABLE}
    ) as item
        on item.journal_id = held.journal_id
        and item.line = held.line
    where (held.items, held.amount_fen, held.held_from) is distinct from
        case
            when held.journal_id = 0 then (filed.items, filed.amount_fen, filed.batch_month)
            when whole.journal_id = 0 then (1::bigint, item.change_fen, whole.taken_by)
            else (1::bigint, item.change_fen, filed.batch_month)
        end
    """,
)

MATCHED = Check(
    "no batch takes an item that a province told otherwise and nobody has put right",
    ("C-11", "C-32"),
    f"""
    select format(
        'batch %s takes journal %s line %s, which is M%s with %s',
        batch.batch_month, mismatch.journal_id, mismatch.line, mismatch.code, mismatch.province)
    from clearing_mismatch as mismatch
    join clearing_day_pair as filed
        using ({ROW})
    {WHOLE}
    left join {SINGLE}
        on single.journal_id = mismatch.journal_id
        and single.line = mismatch.line
    join clearing_batch as batch
        on batch.batch_month = {BATCH}
    where mismatch.opened_at < batch.generated_at
    and (mismatch.ended_at is null or mismatch.ended_at > batch.generated_at)
    """,
)

BILLS_MATCHED = Check(
    "no batch takes an item of a bill that its institution told otherwise and nobody has put right",
    ("C-11", "C-30"),
    f"""
    select format(
        'batch %s takes journal %s line %s, of a bill that is M%s with institution %s',
        batch_month, placed.journal_id, placed.line, code, institution_no)
    from (
        select journal_id, code, institution_no, opened_at, ended_at from {TOLD_BILLS}
        union
        select settlement_id, code, institution_no, opened_at, ended_at
        from {TOLD_BILLS}
        join cancellation
            on original_id = journal_id
        union
        select original_id, code, institution_no, opened_at, ended_at
        from {TOLD_BILLS}
        join cancellation
            on settlement_id = journal_id
    ) as told
    join {PLACED}
        on placed.journal_id = told.journal_id
    join clearing_batch
        using (batch_month)
    where opened_at < generated_at
    and (ended_at is null or ended_at > generated_at)
    """,
)

CHECKS = (TAKEN, HELD, MATCHED, BILLS_MATCHED)
