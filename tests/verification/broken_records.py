"""What can happen to cancels, message numbers, facts and pay codes."""

from gongji.verification.cancels import (
    MIRRORED_TRANSFERS,
    NEGATIVE_AMOUNTS,
    SUSPENSE_HAS_WORK_ITEM,
    UNDOES_A_SETTLEMENT,
    UNDONE_ONCE,
)
from gongji.verification.corrections import SUSPENDED
from gongji.verification.facts import CARRIES_CELL, JOURNAL_HAS_FACT, SETTLEMENT_HAS_FACT
from gongji.verification.interest import EARNED
from gongji.verification.pay_codes import SHOWN_BY_RIGHT, USED_BY_HER
from gongji.verification.requests import ONE_RESULT, RESULT_IS_THERE
from tests.verification.broken import BILL, BROTHER, CANCEL, CARRIED, REVERSAL, Break

BREAKS = (
    Break(
        "a settlement is undone twice",
        (
            "alter table cancellation drop constraint a_settlement_is_undone_once",
            "insert into cancellation select * from cancellation",
        ),
        (UNDONE_ONCE,),
    ),
    Break(
        "a cancel is called a reversal",
        (f"update cancellation set kind = 3 where settlement_id = {CANCEL}",),
        (UNDOES_A_SETTLEMENT,),
    ),
    Break(
        "a cancel undoes a visit of another number",
        (f"update settlement set visit_id = visit_id + 1 where settlement_id = {CANCEL}",),
        (UNDOES_A_SETTLEMENT,),
    ),
    Break(
        "a cancel takes back other classes",
        (
            f"""
            update settlement
            set own_pay_full_fen = own_pay_full_fen - 1, in_scope_fen = in_scope_fen + 1
            where settlement_id = {CANCEL}
            """,
        ),
        (NEGATIVE_AMOUNTS,),
    ),
    Break(
        "the refund of an open quota goes to its donor",
        (
            f"""
            update account
            set balance_fen = balance_fen - fen
            from (select credit_account, amount_fen as fen from transfer where journal_id = {REVERSAL}) as refund
            where account_id = credit_account
            """,
            f"""
            update account
            set balance_fen = balance_fen + fen
            from (select amount_fen as fen from transfer where journal_id = {REVERSAL} and book = 350200) as refund
            where account_id = {CARRIED}
            """,
            f"update transfer set credit_account = {CARRIED} where journal_id = {REVERSAL} and book = 350200",
        ),
        (MIRRORED_TRANSFERS,),
    ),
    Break(
        "a refund waits in suspense and nobody knows",
        ("delete from work_item where kind = 'REFUND_WITHOUT_ACCOUNT' and closed_at is null",),
        (SUSPENSE_HAS_WORK_ITEM, SUSPENDED),
    ),
    Break(
        "a message number has a second result",
        (
            "alter table request drop constraint message_number_is_used_once",
            """
            insert into request (cell, institution_no, message_id, content_digest, outcome_id, kind)
            select cell, institution_no, message_id, content_digest, 0, 5
            from request
            where kind = 1
            """,
        ),
        (ONE_RESULT,),
    ),
    Break(
        "a message is forgotten",
        (f"delete from request where outcome_id = {BILL}",),
        (RESULT_IS_THERE,),
    ),
    Break(
        "a message leads to a bill that is not there",
        (f"update request set outcome_id = outcome_id + 1 where outcome_id = {BILL}",),
        (RESULT_IS_THERE,),
    ),
    Break(
        "a journal has no fact",
        ("delete from fact where kind = 1",),
        # Without its fact money has no day on which it came.
        (JOURNAL_HAS_FACT, EARNED),
    ),
    Break(
        "a fact says credited where an opening balance was brought",
        ("update fact set kind = 2 where kind = 1",),
        (JOURNAL_HAS_FACT,),
    ),
    Break(
        "a fact tells another time than its settlement",
        (f"update fact set at = at + interval '1 second' where fact_id = {BILL}",),
        (SETTLEMENT_HAS_FACT,),
    ),
    Break(
        "a fact stands in another cell",
        ("update fact set cell = (cell + 1) % 1024 where kind = 10",),
        (CARRIES_CELL,),
    ),
    Break(
        "a pay code was used after it was over",
        ("update pay_code_use set expires_at = shown_at",),
        (USED_BY_HER,),
    ),
    Break(
        "a pay code was used by a bill of somebody else",
        (f"update pay_code_use set person_id = {BROTHER}, presented_by = {BROTHER} where authority_id = 0",),
        (USED_BY_HER,),
    ),
    Break(
        "somebody shows a code whose mandate had ended",
        ("update mandate set ended_at = granted_at - interval '1 second', end_reason = 'PRINCIPAL_REQUEST'",),
        (SHOWN_BY_RIGHT,),
    ),
    Break(
        "somebody shows a code without a mandate",
        (f"update pay_code_use set presented_by = {BROTHER} where authority_id = 0",),
        (SHOWN_BY_RIGHT,),
    ),
)
