"""People: whose money lies where, and what they used up of the year's deductible and ceiling."""

from gongji.verification.account_numbers import CONTRIBUTIONS, DEFENDED, FACE, SIDES
from gongji.verification.check import Check
from gongji.verification.merges import came_into

OWNED = Check(
    "what a person owns is what came in from outside or by an accepted transfer or a correction less what left",
    ("I-2", "I-5"),
    f"""
    select format(
        'person %s owns %s fen, %s came in and %s left',
        owner_id, held_fen, coalesce(came_fen, 0), coalesce(left_fen, 0))
    from (
        select owner_id, sum(balance_fen) as held_fen
        from account
        group by owner_id
    ) as held
    left join (
        select
            owner_id,
            sum(change_fen) filter (where change_fen > 0) as came_fen,
            -sum(change_fen) filter (where change_fen < 0) as left_fen
        from {SIDES}
        join account using (account_id)
        left join (
            select account_id as other_id, owner_id as other_owner_id, kind as other_kind
            from account
        ) as other using (other_id)
        where account_id >= {DEFENDED}
        and (
            other_id < {DEFENDED}
            or other_owner_id <> owner_id
            and (
                greatest(kind, other_kind) in (7, 8, 11, 12)
                or journal_id in (select journal_id from correction where state = 'booked')
            )
            or {came_into("owner_id", "other_owner_id")}
            or {came_into("other_owner_id", "owner_id")}
        )
        group by owner_id
    ) as moved using (owner_id)
    where held_fen <> coalesce(came_fen, 0) - coalesce(left_fen, 0)
    """,
)

BELONGS = Check(
    "an account belongs to a person, a quota (the donor's money for the beneficiary to spend), a transfer or an order",
    ("I-2", "Q-01", "W-17", "B-07"),
    """
    select format(
        'account %s of kind %s in book %s: owner %s, spender %s, subject %s',
        account_id, account.kind, book, owner_id, spender_id, subject_id)
    from account
    left join person
        on account.kind in (1, 2)
        and person_id = subject_id
    left join quota
        on account.kind in (3, 4)
        and quota.cell = account.cell
        and quota_id = subject_id
    left join wallet_transfer
        on account.kind between 5 and 8
        and wallet_transfer.cell = account.cell
        and transfer_id = subject_id
    left join (
        select
            premium_part.cell, held_account, order_id, premium_part.owner_id as giver_id,
            premium_order.person_id as insured_id, premium_part.book as giver_pool, lot_id
        from premium_part
        join premium_order using (cell, order_id)
    ) as part
        on account.kind between 9 and 12
        and part.cell = account.cell
        and held_account = account_id
    where case
        when account.kind in (1, 2) then (owner_id, spender_id) = (person_id, person_id)
        when account.kind in (3, 4) then (owner_id, spender_id, book) = (donor_id, beneficiary_id, donor_pool)
        when account.kind in (5, 6) then (owner_id, spender_id, book) = (sender_id, receiver_id, sender_pool)
        when account.kind in (7, 8) then (owner_id, spender_id, book) = (receiver_id, receiver_id, sender_pool)
        when account.kind between 9 and 12 then
            (owner_id, spender_id, subject_id, book) = (giver_id, insured_id, order_id, giver_pool)
            and (lot_id is not null) = (account.kind > 10)
    end is not true
    """,
)

YEAR_SUMS = Check(
    "a person's deductible and fund payments of the running year are those of the year's bills",
    ("S-04",),
    """
    select format(
        'person %s has paid %s fen deductible and had %s of the fund in %s; the bills of %s say %s and %s',
        spender.person_id, deductible_paid_fen, pool_paid_fen, spender.year,
        coalesce(bills.year, spender.year), coalesce(deductible_fen, 0), coalesce(pool_pay_fen, 0))
    from spender
    left join (
        select
            coalesce(merged_into, person_id) as person_id,
            extract(year from accepted_at at time zone 'Asia/Shanghai')::integer as year,
            sum(deductible_fen) filter (where original_id is null) as deductible_fen,
            sum(pool_pay_fen) filter (where original_id is null) as pool_pay_fen
        from settlement
        left join cancellation
            on cancellation.cell = settlement.cell
            and original_id = settlement.settlement_id
        left join (
            select person_id, merged_into
            from spender
            where merged_into is not null
        ) as merged using (person_id)
        where settlement.kind = 1
        group by 1, 2
    ) as bills
        on bills.person_id = spender.person_id
        and bills.year >= spender.year
    where (deductible_paid_fen, pool_paid_fen, spender.year)
        <> (coalesce(deductible_fen, 0), coalesce(pool_pay_fen, 0), coalesce(bills.year, spender.year))
    """,
)

CREDITED_ONCE = Check(
    "a month's credit is what its one journal brought to the person",
    ("P-04", "P-05"),
    f"""
    select format(
        'journal %s: %s credits of %s fen to person %s, it brought %s',
        journal_id, coalesce(credits, 0), credit_fen, person_id, brought_fen)
    from (
        select journal_id, person_id, count(*) as credits, sum(amount_fen) as credit_fen
        from monthly_credit
        group by journal_id, person_id
    ) as credit
    full join (
        select journal_id, subject_id as person_id, sum(change_fen) as brought_fen
        from {SIDES}
        join account using (account_id)
        where other_id = {CONTRIBUTIONS * FACE}
        group by journal_id, subject_id
    ) as brought using (journal_id, person_id)
    where (credits, credit_fen) is distinct from (1, brought_fen)
    """,
)

CHECKS = (OWNED, BELONGS, YEAR_SUMS, CREDITED_ONCE)
