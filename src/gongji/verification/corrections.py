"""Corrections of money and complaints: that two people stand behind the first, and nobody forgets the second."""

from gongji.verification.account_numbers import (
    BETWEEN_POOLS,
    FACE,
    MONTH_AND_BUSINESS,
    PAYABLE,
    RECEIVABLE,
    SIDES,
    SUSPENSE,
    kind_of,
    month_of,
    without_month,
)
from gongji.verification.check import Check

# Numbers of `fact.kind`: 125 correction proposed, 126 booked; their subject is the correction.
CONFIRMED = Check(
    "a correction is booked by two people on evidence, as its facts tell",
    ("design 2", "X-46"),
    """
    select format(
        'correction %s is %s: proposed by %s (fact: %s), decided by %s (fact: %s), evidence of %s bytes',
        coalesce(correction_id, booked.subject_id), state, proposed_by, proposed.actor_id, decided_by,
        booked.actor_id, octet_length(evidence_hash))
    from correction
    full join (
        select *
        from fact
        where kind = 126
    ) as booked
        on booked.cell = correction.cell
        and booked.fact_id = journal_id
    left join (
        select *
        from fact
        where kind = 125
    ) as proposed
        on proposed.cell = correction.cell
        and proposed.subject_id = correction_id
    where case
        when state = 'booked' then
            (booked.subject_id, booked.actor_id) = (correction_id, decided_by)
            and decided_by <> proposed_by
            and octet_length(evidence_hash) = 32
        else booked.fact_id is null
    end is not true
    or proposed.actor_id is distinct from proposed_by
    """,
)

MOVED = Check(
    "a correction's journal is what was proposed, owed between pools in the month it was booked",
    ("design 2", "C-16"),
    f"""
    select format('journal %s: %s fen from %s to %s in book %s, proposed %s',
        journal_id, moved_fen, debit_account, credit_account, book, proposed_fen)
    from (
        select journal_id, leg.book, debit_account, credit_account, sum(amount_fen) as proposed_fen
        from correction
        join correction_move as move using (cell, correction_id)
        cross join lateral (
            values
                (payer_pool, source_account, case when payer_pool = payee_pool then target_account
                    else {PAYABLE * FACE} + payee_pool::bigint * {MONTH_AND_BUSINESS} + business end),
                (case when payer_pool <> payee_pool then payee_pool end,
                    {RECEIVABLE * FACE} + payer_pool::bigint * {MONTH_AND_BUSINESS} + business, target_account)
        ) as leg (book, debit_account, credit_account)
        where state = 'booked'
        and leg.book is not null
        group by journal_id, leg.book, debit_account, credit_account
    ) as proposed
    full join (
        select
            journal_id,
            book,
            {without_month("transfer.debit_account")} as debit_account,
            {without_month("transfer.credit_account")} as credit_account,
            sum(amount_fen) as moved_fen
        from fact
        join transfer
            on transfer.cell = fact.cell
            and journal_id = fact_id
        where kind = 126
        group by 1, 2, 3, 4
    ) as moved using (journal_id, book, debit_account, credit_account)
    where moved_fen is distinct from proposed_fen
    union all
    select format('journal %s of %s: account %s', journal_id, at, account_id)
    from fact
    join {SIDES}
        on side.cell = fact.cell
        and journal_id = fact_id
    where kind = 126
    and {kind_of("account_id")} in {BETWEEN_POOLS}
    and {month_of("account_id")} <> to_char(at at time zone 'Asia/Shanghai', 'YYYYMM')::integer
    """,
)

SUSPENDED = Check(
    "what lies in a pool's suspense is what its open work items wait for",
    ("S-23", "W-26"),
    f"""
    select format('pool %s: %s fen in suspense, %s in open work items', pool, suspended_fen, waiting_fen)
    from (
        select book as pool, sum(change_fen) as suspended_fen
        from {SIDES}
        where account_id = {SUSPENSE * FACE}
        group by book
    ) as suspended
    full join (
        select pool, sum((detail ->> 'amount_fen')::bigint) as waiting_fen
        from work_item
        where kind = 'REFUND_WITHOUT_ACCOUNT'
        and closed_at is null
        group by pool
    ) as waiting using (pool)
    where coalesce(suspended_fen, 0) <> coalesce(waiting_fen, 0)
    """,
)

LOOKED_AFTER = Check(
    "who waits for an answer or a confirmation is in the queue, and nobody else",
    ("A-04", "X-44"),
    """
    select format('%s %s waits: %s, work item %s closed %s', waits.kind, subject_id, open, work_item_id, closed_at)
    from (
        select 'COMPLAINT' as kind, complaint_id as subject_id, work_item_id, state = 'open' as open
        from complaint
        union all
        select 'CORRECTION', correction_id, work_item_id, state = 'proposed'
        from correction
    ) as waits
    left join work_item using (work_item_id, subject_id)
    where (work_item.kind, closed_at is null) is distinct from (waits.kind, open)
    """,
)

CHECKS = (CONFIRMED, MOVED, SUSPENDED, LOOKED_AFTER)
