"""Premiums: that orders, what they hold, and what they moved agree."""

from gongji.verification.account_numbers import (
    BETWEEN_POOLS,
    DEFENDED,
    FACE,
    FUND,
    PREMIUM,
    SIDES,
    SUSPENSE,
    kind_of,
    month_of,
)
from gongji.verification.check import Check
from gongji.verification.merges import came_into

# Numbers of `fact.kind`: 80 reserved, 82 paid, 83 released, 84 refund asked, 85 refunded; their subject is the order.
PARTS_OF = """
    (
        select cell, order_id, sum(amount_fen) as parts_fen
        from premium_part
        group by cell, order_id
    ) as part
"""

PARTS = Check(
    "a premium is its parts and cash, and each part is what the order's journal took from its account",
    ("B-08", "S-20"),
    f"""
    select format('order %s of %s fen: parts %s, cash %s', order_id, amount_fen, coalesce(parts_fen, 0), cash_fen)
    from premium_order
    full join {PARTS_OF} using (cell, order_id)
    where (amount_fen = coalesce(parts_fen, 0) + cash_fen) is not true
    union all
    select format('order %s line %s: part of %s fen from %s, moved %s from %s',
        coalesce(order_id, journal_id), coalesce(premium_part.line, held.line), premium_part.amount_fen,
        source_account, held.amount_fen, debit_account)
    from premium_part
    full join (
        select transfer.*
        from transfer
        join premium_order
            on premium_order.cell = transfer.cell
            and order_id = journal_id
    ) as held
        on held.cell = premium_part.cell
        and journal_id = order_id
        and held.line = premium_part.line
    where (premium_part.book, source_account, held_account, premium_part.amount_fen)
        is distinct from (held.book, debit_account, credit_account, held.amount_fen)
    """,
)

SOURCES = Check(
    "a part of a premium names the lot that pays it, and no other part names one",
    ("W-40", "S-20"),
    """
    select format('order %s line %s from account %s of kind %s: lot %s', order_id, line, source_account, kind, lot_id)
    from premium_part
    left join account
        on account.cell = premium_part.cell
        and account_id = source_account
    where lot_id is distinct from case when kind in (7, 8) then subject_id end
    """,
)

HELD = Check(
    "what a premium's accounts pay is held while it waits, and not a moment longer",
    ("B-07", "Q-04"),
    f"""
    select format(
        'order %s is %s: parts of %s fen, held %s', order_id, state, coalesce(parts_fen, 0), coalesce(held_fen, 0))
    from premium_order
    left join {PARTS_OF} using (cell, order_id)
    left join (
        select cell, subject_id as order_id, sum(balance_fen) as held_fen
        from account
        where kind between 9 and 12
        group by cell, subject_id
    ) as held using (cell, order_id)
    where coalesce(held_fen, 0)
        <> case when state in ('RESERVED', 'SENT_TO_TAX') then coalesce(parts_fen, 0) else 0 end
    """,
)

FUND_GETS_IT = Check(
    "a paid premium's parts came to the fund of its pool, a refunded one's left it again",
    ("B-10", "B-11"),
    f"""
    select format('order %s is %s: parts of %s fen, came to the fund %s, left it %s',
        order_id, state, coalesce(parts_fen, 0), coalesce(came_fen, 0), coalesce(left_fen, 0))
    from premium_order
    left join {PARTS_OF} using (cell, order_id)
    left join (
        select
            fact.cell,
            subject_id as order_id,
            book as pool,
            sum(change_fen) filter (where fact.kind = 82) as came_fen,
            -sum(change_fen) filter (where fact.kind = 85) as left_fen
        from fact
        join {SIDES}
            on side.cell = fact.cell
            and journal_id = fact_id
        where fact.kind in (82, 85)
        and account_id = {FUND * FACE}
        group by fact.cell, subject_id, book
    ) as moved using (cell, order_id, pool)
    where (coalesce(came_fen, 0), coalesce(left_fen, 0)) <> (
        case when state in ('PAID', 'REFUNDING', 'REFUNDED') then coalesce(parts_fen, 0) else 0 end,
        case when state = 'REFUNDED' then coalesce(parts_fen, 0) else 0 end
    )
    """,
)

RETURNED = Check(
    "what a premium gives back returns to its sources, or to whose money it was, or waits for somebody to find her",
    ("B-10", "S-21", "S-22", "S-23", "S-24"),
    f"""
    select format('order %s: %s fen returned to account %s', returned.order_id, change_fen, account_id)
    from (
        select fact.cell, subject_id as order_id, account_id, change_fen
        from fact
        join {SIDES}
            on side.cell = fact.cell
            and journal_id = fact_id
        where fact.kind in (83, 85)
        and change_fen > 0
        and (account_id >= {DEFENDED} or account_id = {SUSPENSE * FACE})
    ) as returned
    left join account using (account_id)
    left join premium_part as source
        on source.cell = returned.cell
        and source.order_id = returned.order_id
        and source_account = account_id
    left join (
        select cell, order_id, owner_id
        from premium_part
        where lot_id is null
        union
        select premium_part.cell, order_id, sender_id
        from premium_part
        join wallet_transfer
            on wallet_transfer.cell = premium_part.cell
            and transfer_id = lot_id
    ) as giver
        on giver.cell = returned.cell
        and giver.order_id = returned.order_id
        and (giver.owner_id = account.owner_id or {came_into("giver.owner_id", "account.owner_id")})
    where account_id <> {SUSPENSE * FACE}
    and source.line is null
    and (account.kind in (1, 2) and giver.owner_id is not null) is not true
    """,
)

CLEARED_AS_PREMIUM = Check(
    "what pools owe each other for a premium is a premium's, of the month in which it was paid or given back",
    ("B-11", "C-16"),
    f"""
    select format('journal %s of %s: account %s', journal_id, at, account_id)
    from fact
    join {SIDES}
        on side.cell = fact.cell
        and journal_id = fact_id
    where fact.kind in (82, 85)
    and {kind_of("account_id")} in {BETWEEN_POOLS}
    and (account_id % 10, {month_of("account_id")})
        <> ({PREMIUM}, to_char(at at time zone 'Asia/Shanghai', 'YYYYMM')::integer)
    """,
)

COVER = Check(
    "a premium insures from New Year, after the wait it was ordered with, or from a birth on",
    ("B-02", "B-03", "B-04"),
    """
    select format('order %s of %s, wait of %s months: cover from %s', order_id, ordered_at, wait_months, cover_from)
    from (
        select *, (ordered_at at time zone 'Asia/Shanghai')::date as ordered_on
        from premium_order
    ) as premium
    where case
        when wait_months is null then cover_from > greatest(ordered_on, make_date(year, 1, 1))
        else cover_from <> (ordered_on + make_interval(months => wait_months))::date
    end
    """,
)

ASKED_BACK = Check(
    "a premium is asked back before its cover begins, or as an exception that was paid before",
    ("B-10",),
    """
    select format('order %s asked back for %s at %s: cover from %s', order_id, detail ->> 'reason', at, cover_from)
    from fact
    join premium_order
        on premium_order.cell = fact.cell
        and order_id = subject_id
    where kind = 84
    and (at at time zone 'Asia/Shanghai')::date >= cover_from
    and (
        detail ->> 'reason' in ('EMPLOYED', 'DIED')
        and (paid_at at time zone 'Asia/Shanghai')::date < cover_from
    ) is not true
    """,
)

CHECKS = (PARTS, SOURCES, HELD, FUND_GETS_IT, RETURNED, CLEARED_AS_PREMIUM, COVER, ASKED_BACK)
