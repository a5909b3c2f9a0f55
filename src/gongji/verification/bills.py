"""Bills: that their amounts add up."""

from gongji.verification.check import Check

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

CHARGES = Check(
    "a visit's settled charges are those of its standing bills",
    ("S-11", "S-16"),
    """
    select format('settlement %s: bill of %s fen, settled charges of %s', settlement_id, total_fen, charged_fen)
    from (
        select cell, visit_id, settled_by as settlement_id, sum(amount_fen) as charged_fen
        from visit_charge
        where settled_by is not null
        group by cell, visit_id, settled_by
    ) as charged
    full join (
        select cell, visit_id, settlement.settlement_id, total_fen
        from settlement
        join visit using (cell, visit_id)
        where kind = 1
        and not exists (
            select
            from cancellation
            where cancellation.cell = settlement.cell
            and original_id = settlement.settlement_id
        )
    ) as standing using (cell, visit_id, settlement_id)
    where total_fen is distinct from charged_fen
    """,
)

CHECKS = (FEE_CLASSES, PAYERS, PERSONAL_SHARE, SIGNS, FEE_LINES, CHARGES)
