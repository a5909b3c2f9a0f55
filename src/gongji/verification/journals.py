"""The journals of bills and cancels: that their money went the way they say."""

from gongji.verification.account_numbers import (
    AID,
    BETWEEN_POOLS,
    CARE,
    DEFENDED,
    FACE,
    FUND,
    INSTITUTION,
    MONTH_AND_BUSINESS,
    PAYABLE,
    RECEIVABLE,
    SIDES,
    SUSPENSE,
    kind_of,
    month_of,
)
from gongji.verification.check import Check
from gongji.verification.merges import came_into

# The transfers of settlements, seen from who pays to who is paid; a cancel's are turned round and negative. Refunds
# that a quota no longer takes count as aid: they are in the donor's own account or in suspense (S-22, S-23). What a
# whole balance takes from its donor on the way, or passes on to her, is not a payer's leg. What the own account
# of a merged record paid is in that of the record that lives on.
LEGS = f"""
    select
        settlement_id, treatment_pool, insured_pool, institution_no, clearing_month, line, transfer.book,
        source_id, target_id,
        case when settlement.kind = 1 then amount_fen else -amount_fen end as fen,
        case
            when source_id = {FUND * FACE} then 'fund'
            when {kind_of("source_id")} = {RECEIVABLE} then 'another pool'
            when account.kind in (1, 2) and owner_id = person_id then 'own account'
            when account.kind in (3, 4, 7, 8) and spender_id = person_id then 'aid'
            when settlement.kind > 1
                and (source_id = {SUSPENSE * FACE} or {came_into("person_id", "owner_id")})
                and exists (
                    select
                    from cancellation
                    join transfer as drawn
                        on drawn.cell = cancellation.cell
                        and drawn.journal_id = original_id
                        and drawn.line = transfer.line
                    join account as paying
                        on paying.account_id = drawn.debit_account
                        and paying.kind in (1, 2)
                    where cancellation.settlement_id = settlement.settlement_id
                )
            then 'own account'
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
    where target_id < {DEFENDED}
"""

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
    ("C-16", "C-33"),
    f"""
    select format(
        'settlement %s of %s and clearing month %s: account %s', settlement_id, accepted_at, clearing_month, account_id)
    from settlement
    left join (
        select cell, journal_id, account_id
        from {SIDES}
        where {kind_of("account_id")} in {BETWEEN_POOLS}
    ) as owed
        on owed.cell = settlement.cell
        and journal_id = settlement_id
    where {month_of("account_id")} <> clearing_month
    or clearing_month < to_char(accepted_at at time zone 'Asia/Shanghai', 'YYYYMM')::integer
    """,
)

CHECKS = (JOURNAL, WAY, CLEARING_MONTH)
