"""What can happen to corrections of money and to complaints."""

from gongji.verification.clearing import FILED
from gongji.verification.corrections import CONFIRMED, LOOKED_AFTER, MOVED, SUSPENDED
from gongji.verification.moves import EARMARK
from gongji.verification.people import OWNED
from gongji.verification.reconciliation import TAKEN
from tests.verification.broken import Break

BREAKS = (
    Break(
        "who proposed a correction confirmed it",
        (
            "alter table correction drop constraint a_correction_is_confirmed_by_another",
            "update correction set decided_by = proposed_by where state = 'booked'",
            "update fact set actor_id = (select max(proposed_by) from correction) where kind = 126",
        ),
        (CONFIRMED,),
    ),
    Break(
        "a correction has no evidence",
        (
            "alter table correction drop constraint correction_has_evidence",
            "update correction set evidence_hash = ''",
        ),
        (CONFIRMED,),
    ),
    Break(
        "a fact tells of another second person",
        ("update fact set actor_id = actor_id + 1 where kind = 126",),
        (CONFIRMED,),
    ),
    Break(
        "a proposal is told of somebody else",
        ("update fact set actor_id = actor_id - 1 where kind = 125",),
        (CONFIRMED,),
    ),
    Break(
        "less was proposed than moved",
        ("update correction_move set amount_fen = amount_fen - 1 where line = 2",),
        (MOVED,),
    ),
    Break(
        "a correction is owed for the month after",
        (
            """
            update transfer
            set debit_account = debit_account + case when debit_account / 10000000000000 = 2 then 10 else 0 end,
                credit_account = credit_account + case when credit_account / 10000000000000 = 1 then 10 else 0 end
            where journal_id in (select journal_id from correction)
            """,
        ),
        (MOVED, FILED, TAKEN),
    ),
    Break(
        "what waits in suspense is said to be done",
        (
            """
            update work_item
            set closed_at = now(), outcome = 'CORRECTED'
            where kind = 'REFUND_WITHOUT_ACCOUNT'
            and closed_at is null
            """,
        ),
        (SUSPENDED,),
    ),
    Break(
        "a complaint that waits is in nobody's queue",
        ("delete from work_item where kind = 'COMPLAINT' and closed_at is null",),
        (LOOKED_AFTER,),
    ),
    Break(
        "a correction that waits is said to be done",
        ("update work_item set closed_at = now(), outcome = 'BOOKED' where kind = 'CORRECTION' and closed_at is null",),
        (LOOKED_AFTER,),
    ),
    Break(
        "money went from one person to another and no correction says so",
        (
            """
            update correction
            set state = 'refused', journal_id = null
            where state = 'booked'
            and corrects = 'quota'
            """,
        ),
        (EARMARK, OWNED, CONFIRMED, MOVED),
    ),
)
