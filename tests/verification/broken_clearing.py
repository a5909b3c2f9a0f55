"""What can happen to the clearing of a month."""

from gongji.verification.clearing import ENDED, FILED, NOTICED, PAID, SORTED, SUMMED
from gongji.verification.closing import CARRIED, CLOSED, YEAR
from gongji.verification.prefunds import ADVANCED
from gongji.verification.reconciliation import HELD, TAKEN
from gongji.verification.statements import OWED, PAID_OUT, STATED
from tests.verification.broken import Break

BREAKS = (
    Break(
        "a filed day has one fen more than its transfers",
        (
            "update clearing_day_pair set amount_fen = amount_fen + 1 where day = '2026-11-30' and month = 202611",
            "update clearing_month_pair set amount_fen = amount_fen + 1 where batch_month = 202611",
        ),
        (FILED, SORTED, HELD),
    ),
    Break(
        "a filed day misses a pair of pools",
        ("delete from clearing_day_pair where day = '2026-11-30'",),
        (FILED, SUMMED, TAKEN, HELD),
    ),
    Break(
        "the sum of a month is not that of its days",
        ("update clearing_month_pair set amount_fen = amount_fen + 1 where batch_month = 202611",),
        (SUMMED, SORTED),
    ),
    Break(
        "a batch takes a pair at another amount",
        ("update clearing_line set items = items + 1 where batch_month = 202612",),
        (SORTED, TAKEN),
    ),
    Break(
        "a sheet of two provinces is not what its lines say",
        ("update clearing_sheet set amount_fen = amount_fen - 1 where batch_month = 202612",),
        (SORTED,),
    ),
    Break(
        "a batch claims another sum than its sheets",
        ("update clearing_batch set amount_fen = amount_fen - 1",),
        (SORTED,),
    ),
    Break(
        "a notice asks for a fen less than the lines",
        ("update clearing_notice set amount_fen = amount_fen - 1 where level = 'collect'",),
        (NOTICED,),
    ),
    Break(
        "a province has no notice",
        ("delete from clearing_notice where level = 'pass_on'",),
        (NOTICED,),
    ),
    Break(
        "a batch is said to be paid while pools owe their provinces",
        ("update clearing_batch set state = 'PAID' where batch_month = 202611",),
        (PAID,),
    ),
    Break(
        "a payment ended the debt of another month",
        (
            """
            update transfer
            set debit_account = debit_account + case when debit_account / 10000000000000 = 1 then 10 else 0 end,
                credit_account = credit_account + case when credit_account / 10000000000000 = 2 then 10 else 0 end
            where journal_id in (select journal_id from clearing_notice)
            """,
        ),
        (ENDED,),
    ),
    Break(
        "an institution is owed a fen more on a filed day",
        (
            "update statement_day set amount_fen = amount_fen + 1 where day = '2026-11-30'",
            "update statement_month set amount_fen = amount_fen + 1 where month = 202611",
        ),
        (OWED, STATED),
    ),
    Break(
        "a statement takes more bills than its months have",
        ("update statement set bills = bills + 1",),
        (STATED,),
    ),
    Break(
        "an institution's month is not the sum of its days",
        ("update statement_month set bills = bills + 1 where month = 202612",),
        (STATED,),
    ),
    Break(
        "more was deducted than the fund got back",
        ("update statement set deduction_fen = deduction_fen + 1",),
        (PAID_OUT,),
    ),
    Break(
        "an institution was paid on nobody's word",
        ("update statement set released_by = null",),
        (PAID_OUT,),
    ),
    Break(
        "a province is said to have advanced a fen more than it did",
        ("update prefund_change set amount_fen = amount_fen + 1, size_fen = size_fen + 1",),
        (ADVANCED,),
    ),
    Break(
        "one province has a fen in advance that the other never paid",
        (
            """
            update transfer
            set amount_fen = amount_fen + 1
            where journal_id in (select journal_id from prefund_change)
            and line = 2
            """,
        ),
        (ADVANCED,),
    ),
    Break(
        "a batch took a line that was still disputed",
        ("update clearing_dispute set solved_at = '2027-03-01' where taken_by = 202701",),
        (CARRIED,),
    ),
    Break(
        "no batch has a line again whose dispute was solved",
        ("update clearing_dispute set taken_by = null where taken_by = 202701",),
        (CARRIED, SORTED, TAKEN),
    ),
    Break(
        "a line that was noticed and paid is said to be disputed",
        (
            """
            insert into clearing_dispute
                (dispute_id, batch_month, payer_province, payee_province, province, reason, evidence_hash, opened_at,
                 red_on, opened_by, work_item_id)
            values (1, 202611, 350000, 620000, 350000, '', '', '2026-12-22', '2027-02-23', 1, 1)
            """,
        ),
        (NOTICED, ENDED),
    ),
    Break(
        "a batch is closed while a line of it is disputed",
        ("update clearing_batch set state = 'CLOSED' where batch_month = 202612",),
        (CLOSED,),
    ),
    Break(
        "a year is closed while items of it are held",
        ("insert into clearing_year (year, closed_at, closed_by) values (2026, '2027-03-31', 1)",),
        (YEAR,),
    ),
)
