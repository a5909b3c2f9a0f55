"""Bills: that they add up, and that their money went the way they say."""

from gongji.verification.account_numbers import (
    AID,
    BETWEEN_POOLS,
    CARE,
    FACE,
    FUND,
    INSTITUTION,
    MONTH_AND_BUSINESS,
    PAYABLE,
    RECEIVABLE,
    SUSPENSE,
    kind_of,
    month_of,
)
from gongji.verification.check import Check

# The transfers of settlements, seen from who pays to who is paid; a cancel's are turned round and negative. Refunds
# that a quota no longer takes count as aid: they are in the donor's own account or in suspense (S-22, S-23).
LEGS = f"""
    select
        settlement_id, treatment_pool, insured_pool, institution_no, clearing_month, line, transfer.book,
        source_id, target_id,
        case when settlement.kind = 1 then amount_fen else -amount_fen end as fen,
        case
            when source_id = {FUND * FACE} then 'fund'
            when {kind_of("source_id")} = {RECEIVABLE} then 'another pool'
            when account.kind in (1, 2) and owner_id = person_id then 'own account'
            when account.kind in (3, 4) and spender_id = person_id then 'aid'
            when settlement.kind > 1 and (account.kind in (1, 2) or source_id = {SUSPENSE * FACE}) then 'aid'
        end as payer,
        case when account.kind in (3, 4) then subject_id end as quota_id
    from settlement
    join transfer
        on transfer.cell = settlement.cell
        and journal_id = settlement_id
    cross join lateral (
        select
            case when settlement.kind = 1 then debit_account else credit_account end as source_id,
            case when settlement.kind = 1 then credit_account else debit_account end as target_id
    ) as way
    left join account on account_id = source_id
"""

FEE_CLASSES = Check(
    "the fee classes add up to the bill",
    ("S-01", "I-3"),
    """
    select format('settlement %s: bill of %s fen, classes of %s', settlement_id, total_fen, classes_fen)
    from settlement
    cross join lateral (select own_pay_full_fen + over_limit_fen + pre_pay_fen + in_scope_fen as classes_fen) as classes
    where total_fen <> classes_fen
    """,
)

PAYERS = Check(
    "fund, person and hospital pay the whole bill",
    ("S-02", "I-3"),
    """
    select format('settlement %s: bill of %s fen, paid %s', settlement_id, total_fen, paid_fen)
    from settlement
    cross join lateral (select pool_pay_fen + personal_share_fen + hospital_fen as paid_fen) as payers
    where total_fen <> paid_fen
    """,
)

PERSONAL_SHARE = Check(
    "the personal share is own account, mutual aid and cash",
    ("S-03", "I-3"),
    """
    select format('settlement %s: personal share of %s fen, paid %s', settlement_id, personal_share_fen, paid_fen)
    from settlement
    cross join lateral (select own_account_fen + aid_fen + cash_fen as paid_fen) as payers
    where personal_share_fen <> paid_fen
    """,
)

SIGNS = Check(
    "a bill has no negative amount, a cancel no positive one",
    ("S-01", "S-20"),
    """
    select format('settlement %s of kind %s has amounts from %s to %s fen', settlement_id, kind, lowest, highest)
    from settlement
    cross join lateral (
        select
            least(
                total_fen, own_pay_full_fen, over_limit_fen, pre_pay_fen, in_scope_fen, deductible_fen, pool_pay_fen,
                personal_share_fen, own_account_fen, aid_fen, cash_fen, hospital_fen) as lowest,
            greatest(
                total_fen, own_pay_full_fen, over_limit_fen, pre_pay_fen, in_scope_fen, deductible_fen, pool_pay_fen,
                personal_share_fen, own_account_fen, aid_fen, cash_fen, hospital_fen) as highest
    ) as amounts
    where case when kind = 1 then lowest < 0 else highest > 0 end
    """,
)

# Numbers are places in a line's array. Offset 0 has the lines added up before the join, which then carries no arrays.
FEE_LINES = Check(
    "only a bill has fee lines: they add up to its classes, and accounts paid no more than they allow",
    ("S-01", "W-42", "P-13"),
    """
    select format(
        'settlement %s: bill %s fen (%s own-paid, %s over limit, %s pre-paid), of which accounts paid %s; '
        'lines %s (%s, %s, %s), of which they may pay %s',
        settlement_id, total_fen, own_pay_full_fen, over_limit_fen, pre_pay_fen, own_account_fen + aid_fen,
        line_fen, line_own_fen, line_over_fen, line_pre_fen, eligible_fen)
    from settlement
    full join (
        select cell, settlement_id, added.*
        from fee_lines
        cross join lateral (
            select
                sum((line ->> 2)::bigint) as line_fen,
                sum((line ->> 5)::bigint) as line_own_fen,
                sum((line ->> 6)::bigint) as line_over_fen,
                sum((line ->> 7)::bigint) as line_pre_fen,
                sum((line ->> 8)::bigint) as eligible_fen
            from jsonb_array_elements(lines::jsonb) as element (line)
        ) as added
        offset 0
    ) as lines using (cell, settlement_id)
    where case
        when kind = 1 then
            total_fen = line_fen
            and own_pay_full_fen = line_own_fen
            and over_limit_fen = line_over_fen
            and pre_pay_fen = line_pre_fen
            and own_account_fen + aid_fen <= eligible_fen
        else kind is not null and line_fen is null
    end is not true
    """,
)

JOURNAL = Check(
    "a settlement's amounts are those of its journal",
    ("S-20", "C-01"),
    f"""
    select format(
        'settlement %s: fund %s, own account %s, aid %s fen; its journal: %s, %s, %s, and %s to the institution',
        settlement_id, pool_pay_fen, own_account_fen, settlement.aid_fen,
        coalesce(paid.fund_fen, 0), coalesce(paid.own_fen, 0), coalesce(paid.aid_fen, 0), coalesce(paid.arrived_fen, 0))
    from settlement
    left join (
        select
            settlement_id,
            sum(fen) filter (where payer = 'fund') as fund_fen,
            sum(fen) filter (where payer = 'own account') as own_fen,
            sum(fen) filter (where payer = 'aid') as aid_fen,
            sum(fen) filter (where {kind_of("target_id")} = {INSTITUTION}) as arrived_fen
        from ({LEGS}) as leg
        group by settlement_id
    ) as paid using (settlement_id)
    where pool_pay_fen <> coalesce(paid.fund_fen, 0)
    or own_account_fen <> coalesce(paid.own_fen, 0)
    or settlement.aid_fen <> coalesce(paid.aid_fen, 0)
    or total_fen - cash_fen - hospital_fen <> coalesce(paid.arrived_fen, 0)
    """,
)

WAY = Check(
    "a settlement's money goes from its payers to its institution, between pools as what one owes the other",
    ("C-01", "C-02"),
    f"""
    select format('settlement %s line %s: from %s to %s in book %s', settlement_id, line, source_id, target_id, book)
    from ({LEGS}) as leg
    where case
        when payer is null then false
        when payer = 'fund' and book <> insured_pool then false
        when book = treatment_pool then target_id = {INSTITUTION * FACE} + institution_no
        when payer = 'another pool' then false
        else
            target_id / {MONTH_AND_BUSINESS} = {PAYABLE * FACE // MONTH_AND_BUSINESS} + treatment_pool
            and target_id % 10 = case when payer = 'aid' then {AID} else {CARE} end
    end is not true
    """,
)

CLEARING_MONTH = Check(
    "what pools owe each other for a settlement is of its clearing month, and that is not before the bill",
    ("C-11", "C-16"),
    f"""
    select format(
        'settlement %s of %s and clearing month %s: account %s', settlement_id, accepted_at, clearing_month, account_id)
    from settlement
    left join (
        select transfer.cell, journal_id, account_id
        from transfer
        cross join lateral (values (debit_account), (credit_account)) as side (account_id)
        where {kind_of("account_id")} in {BETWEEN_POOLS}
    ) as owed
        on owed.cell = settlement.cell
        and journal_id = settlement_id
    where {month_of("account_id")} <> clearing_month
    or clearing_month < to_char(accepted_at at time zone 'Asia/Shanghai', 'YYYYMM')::integer
    """,
)

CHECKS = (
    FEE_CLASSES,
    PAYERS,
    PERSONAL_SHARE,
    SIGNS,
    FEE_LINES,
    JOURNAL,
    WAY,
    CLEARING_MONTH,
)
