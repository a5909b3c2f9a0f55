"""What can happen to what batches leave out."""

from gongji.verification.clearing import SORTED
from gongji.verification.reconciliation import BILLS_MATCHED, HELD, MATCHED, TAKEN
from tests.verification.broken import Break

SINGLE = "journal_id <> 0 and taken_by = 202612"

BREAKS = (
    Break(
        "an item that was held is taken by no batch, though its sum is",
        (f"update clearing_held set taken_by = 202701 where {SINGLE}",),
        (TAKEN, SORTED),
    ),
    Break(
        "a day nobody answered is in a batch all the same",
        ("delete from clearing_held where journal_id = 0 and taken_by is null",),
        (TAKEN, SORTED),
    ),
    Break(
        "an item is held at another amount",
        (
            f"update clearing_held set amount_fen = amount_fen + 1 where {SINGLE}",
            "update clearing_held set amount_fen = amount_fen - 1 where journal_id = 0 and items = 2 and business = 1",
        ),
        (HELD, SORTED),
    ),
    Break(
        "what waits of a day that was answered is held from the batch before",
        ("update clearing_held set held_from = 202611 where journal_id <> 0 and taken_by is null",),
        (HELD, SORTED),
    ),
    Break(
        "an institution told a bill otherwise when a batch took its item",
        (
            """
            insert into clearing_mismatch (
                mismatch_id, answer_id, day, province, institution_no, journal_id, line, code, hub_fen, party_fen,
                opened_at
            )
            select 1, 1, clearing_day.day, 620000, 1, journal_id, 0, 4, 1, 2, generated_at - interval '1 hour'
            from transfer, clearing_day, clearing_batch
            where shared_account_name(credit_account) = 'payable:620100:202611:aid'
            and batch_month = 202611
            and journal_id not in (select held.journal_id from clearing_held as held)
            order by journal_id
            limit 1
            """,
        ),
        (BILLS_MATCHED,),
    ),
    Break(
        "a mismatch was open when a batch took its item",
        ("update clearing_mismatch set ended_at = '2027-03-01' where ending = 'MATCHED'",),
        (MATCHED,),
    ),
)
