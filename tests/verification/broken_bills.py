"""What can happen to bills and their journals."""

from gongji.verification.bills import CHARGES, FEE_CLASSES, FEE_LINES, PAYERS, PERSONAL_SHARE, SIGNS
from gongji.verification.clearing import FILED
from gongji.verification.journals import CLEARING_MONTH, JOURNAL, WAY
from gongji.verification.reconciliation import TAKEN
from gongji.verification.statements import OWED
from tests.verification.broken import BILL, Break

A_MONTH_EARLIER = f"""
    update transfer
    set debit_account = debit_account - case when debit_account / 10000000000000 = 2 then 10 else 0 end,
        credit_account = credit_account - case when credit_account / 10000000000000 = 1 then 10 else 0 end
    where journal_id = {BILL}
"""

BREAKS = (
    Break(
        "the fee classes are a fen too many",
        (
            "alter table settlement drop constraint fee_classes_add_up_to_the_bill",
            f"update settlement set in_scope_fen = in_scope_fen + 1 where settlement_id = {BILL}",
        ),
        (FEE_CLASSES,),
    ),
    Break(
        "the hospital bears a fen nobody had to",
        (
            "alter table settlement drop constraint payers_add_up_to_the_bill",
            f"update settlement set hospital_fen = hospital_fen + 1 where settlement_id = {BILL}",
        ),
        (PAYERS, JOURNAL),
    ),
    Break(
        "more cash is paid than the person's share",
        (
            "alter table settlement drop constraint personal_share_is_own_aid_and_cash",
            f"update settlement set cash_fen = cash_fen + 1 where settlement_id = {BILL}",
        ),
        (PERSONAL_SHARE, JOURNAL),
    ),
    Break(
        "a bill has a class below zero",
        (
            f"""
            update settlement
            set own_pay_full_fen = own_pay_full_fen - 1, in_scope_fen = in_scope_fen + 1
            where settlement_id = {BILL}
            """,
        ),
        (SIGNS, FEE_LINES),
    ),
    Break(
        "a fee line costs another amount",
        (f"update fee_lines set lines = replace(lines::text, '40000', '40001')::json where settlement_id = {BILL}",),
        (FEE_LINES,),
    ),
    Break(
        "aid paid for what it may not",
        (
            f"""
            update fee_lines
            set lines = (
                select json_agg((
                    select json_agg(case when position = 9 then to_json(0) else value end order by position)
                    from json_array_elements(line) with ordinality as part (value, position)
                ))
                from json_array_elements(lines) as element (line)
            )
            where settlement_id = {BILL}
            """,
        ),
        (FEE_LINES,),
    ),
    Break(
        "a bill says own account where aid paid",
        (
            f"""
            update settlement
            set aid_fen = aid_fen - 1, own_account_fen = own_account_fen + 1
            where settlement_id = {BILL}
            """,
        ),
        (JOURNAL,),
    ),
    Break(
        "another institution is paid",
        (
            f"""
            update transfer
            set credit_account = credit_account - 1
            where journal_id = {BILL}
            and credit_account / 10000000000000 = 3
            """,
        ),
        (WAY, OWED),
    ),
    Break(
        "what one pool owes the other is of the month before",
        (A_MONTH_EARLIER,),
        (CLEARING_MONTH, FILED, TAKEN),
    ),
    Break(
        "a bill is to be cleared in the month before it",
        (
            A_MONTH_EARLIER,
            f"update settlement set clearing_month = clearing_month - 1 where settlement_id = {BILL}",
        ),
        (CLEARING_MONTH, FILED, TAKEN),
    ),
    Break(
        "a charge waits although it was settled",
        ("update visit_charge set settled_by = null where settled_by is not null",),
        (CHARGES,),
    ),
    Break(
        "a charge is settled by a bill that was undone",
        (
            """
            update visit_charge
            set settled_by = settlement_id
            from settlement
            where settlement.visit_id = visit_charge.visit_id
            and kind = 1
            and settled_by is null
            """,
        ),
        (CHARGES,),
    ),
    Break(
        "a settled charge costs a fen more",
        ("update visit_charge set amount_fen = amount_fen + 1 where settled_by is not null",),
        (CHARGES,),
    ),
)
