"""Cancels and reversals, against what they undid."""

from gongji.verification.account_numbers import FACE, SUSPENSE, without_month
from gongji.verification.check import Check
from gongji.verification.merges import came_into

UNDONE_ONCE = Check(
    "a settlement is undone once",
    ("S-16",),
    """
    select format('settlement %s is undone %s times', original_id, count(*))
    from cancellation
    group by original_id
    having count(*) > 1
    """,
)

UNDOES_A_SETTLEMENT = Check(
    "every cancel and reversal undoes one settlement of the same person, visit and institution",
    ("S-15", "S-16"),
    """
    select format(
        '%s of kind %s undoes %s, as the cancellation of kind %s says',
        coalesce(undoing.settlement_id, cancellation.settlement_id), undoing.kind, original_id, cancellation.kind)
    from cancellation
    full join (
        select *
        from settlement
        where kind in (2, 3)
    ) as undoing using (cell, settlement_id)
    left join settlement as original
        on original.cell = cancellation.cell
        and original.settlement_id = original_id
    where original.kind is distinct from 1
    or undoing.kind is distinct from cancellation.kind
    or (undoing.person_id, undoing.visit_id, undoing.institution_no, undoing.insured_pool, undoing.treatment_pool)
        is distinct from (
            original.person_id, original.visit_id, original.institution_no, original.insured_pool,
            original.treatment_pool)
    """,
)

NEGATIVE_AMOUNTS = Check(
    "a cancel has every amount of its original, negative",
    ("S-20",),
    """
    select format('%s of %s fen undoes %s of %s fen',
        undoing.settlement_id, undoing.total_fen, original_id, original.total_fen)
    from cancellation
    join settlement as undoing using (cell, settlement_id)
    join settlement as original
        on original.cell = cancellation.cell
        and original.settlement_id = original_id
    where (
        undoing.total_fen, undoing.own_pay_full_fen, undoing.over_limit_fen, undoing.pre_pay_fen, undoing.in_scope_fen,
        undoing.deductible_fen, undoing.pool_pay_fen, undoing.personal_share_fen, undoing.own_account_fen,
        undoing.aid_fen, undoing.cash_fen, undoing.hospital_fen
    ) <> (
        -original.total_fen, -original.own_pay_full_fen, -original.over_limit_fen, -original.pre_pay_fen,
        -original.in_scope_fen, -original.deductible_fen, -original.pool_pay_fen, -original.personal_share_fen,
        -original.own_account_fen, -original.aid_fen, -original.cash_fen, -original.hospital_fen
    )
    """,
)

MIRRORED_TRANSFERS = Check(
    "a cancel mirrors every transfer of its original, or refunds whose it is where that is closed or over",
    ("S-20", "S-21", "S-22", "S-23"),
    f"""
    select format(
        'settlement %s line %s: %s fen from %s to %s, undone with %s fen from %s to %s', original_id, line,
        original.amount_fen, original.debit_account, original.credit_account,
        mirror.amount_fen, mirror.debit_account, mirror.credit_account)
    from (
        select original_id, settlement_id, transfer.*
        from cancellation
        join transfer
            on transfer.cell = cancellation.cell
            and journal_id = original_id
    ) as original
    full join (
        select original_id, transfer.*
        from cancellation
        join transfer
            on transfer.cell = cancellation.cell
            and journal_id = settlement_id
    ) as mirror using (original_id, line)
    left join settlement as undoing
        on undoing.cell = original.cell
        and undoing.settlement_id = original.settlement_id
    left join account as drawn on drawn.account_id = original.debit_account
    left join account as refunded on refunded.account_id = mirror.credit_account
    left join quota
        on drawn.kind in (3, 4)
        and quota.cell = drawn.cell
        and quota_id = drawn.subject_id
    left join wallet_transfer as lot
        on drawn.kind in (7, 8)
        and lot.cell = drawn.cell
        and transfer_id = drawn.subject_id
    where (
        mirror.book = original.book
        and mirror.amount_fen = original.amount_fen
        and {without_month("mirror.debit_account")} = {without_month("original.credit_account")}
        and case
            when {without_month("mirror.credit_account")} = {without_month("original.debit_account")} then true
            when lot.state <> 'accepted' then
                mirror.credit_account = {SUSPENSE * FACE}
                or refunded.kind = drawn.kind - 6
                and (refunded.owner_id = lot.sender_id or {came_into("lot.sender_id", "refunded.owner_id")})
            when drawn.kind in (1, 2) and drawn.closed_at is not null then
                mirror.credit_account = {SUSPENSE * FACE}
                or refunded.kind = drawn.kind and {came_into("drawn.owner_id", "refunded.owner_id")}
            when quota.state = 'closed'
            or not daterange(valid_from, valid_to) @> (undoing.accepted_at at time zone 'Asia/Shanghai')::date then
                mirror.credit_account = {SUSPENSE * FACE}
                or refunded.kind = drawn.kind - 2
                and (refunded.owner_id = drawn.owner_id or {came_into("drawn.owner_id", "refunded.owner_id")})
        end
    ) is not true
    """,
)

SUSPENSE_HAS_WORK_ITEM = Check(
    "a refund whose owner has to be found waits for a person, fen for fen",
    ("S-23", "W-26"),
    f"""
    select format('cancel %s: %s fen in suspense of %s, %s in work items', cancel_id, suspended_fen, pool, waiting_fen)
    from (
        select journal_id as cancel_id, book as pool, sum(amount_fen) as suspended_fen
        from transfer
        where credit_account = {SUSPENSE * FACE}
        group by journal_id, book
    ) as suspended
    full join (
        select subject_id as cancel_id, pool, sum((detail ->> 'amount_fen')::bigint) as waiting_fen
        from work_item
        where kind = 'REFUND_WITHOUT_ACCOUNT'
        group by subject_id, pool
    ) as waiting using (cancel_id, pool)
    where suspended_fen is distinct from waiting_fen
    """,
)

CHECKS = (UNDONE_ONCE, UNDOES_A_SETTLEMENT, NEGATIVE_AMOUNTS, MIRRORED_TRANSFERS, SUSPENSE_HAS_WORK_ITEM)
