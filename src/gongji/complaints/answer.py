"""Answer a complaint: upheld, in part, or rejected, always with a reason (X-44)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import work_items
from gongji.audit import By, Happening
from gongji.complaints.complaint import Complaint, Outcome, hold_complaint, write_state
from gongji.complaints.file import record
from gongji.complaints.refusals import ComplaintAnswered, ComplaintOwnAnswer
from gongji.complaints.text import ANSWER, require_text, write_text
from gongji.ground.keys import KeyStore
from gongji.ground.policy import PolicySet
from gongji.ground.value import replace


def answer(
    db: Connection[Any],
    keys: KeyStore,
    *,
    complaint_id: int,
    outcome: Outcome,
    text: str,
    now: datetime,
    policy: PolicySet,
    by: By,
) -> Complaint:
    """Answer a complaint, which closes its work item; one that nobody has taken is taken by answering it.

    text: the reason. Refuses: ComplaintUnknown, ComplaintAnswered, ComplaintOwnAnswer (reopened: somebody else than who
    answered first), WorkItemTaken (by a colleague), ComplaintEmpty, ComplaintTooLong.
    """
    complaint = hold_complaint(db, complaint_id=complaint_id)
    if complaint.outcome is not None:
        raise ComplaintAnswered(outcome=complaint.outcome)
    if complaint.answered_by == by.actor_id:
        raise ComplaintOwnAnswer()
    said = require_text(text, pool=complaint.pool, now=now, policy=policy)
    work_items.take_item(db, work_item_id=complaint.work_item_id, now=now, by=by)
    work_items.close_item(
        db, work_item_id=complaint.work_item_id, outcome=outcome.value.upper(), note="", now=now, by=by
    )
    after = replace(complaint, state="answered", outcome=outcome.value, answered_at=now, answered_by=by.actor_id)
    write_state(db, after)
    write_text(db, keys, after, kind=ANSWER, text=said, now=now, by=by, outcome=outcome.value)
    record(db, after, Happening.COMPLAINT_ANSWERED, now=now, by=by, outcome=outcome.value)
    return after
