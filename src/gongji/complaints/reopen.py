"""Open a complaint again that was answered: once, and not too long after (X-44)."""

from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from gongji.audit import By, Happening
from gongji.complaints.complaint import About, Complaint, hold_complaint, write_state
from gongji.complaints.file import open_complaint_item, record
from gongji.complaints.refusals import ComplaintNotAnswered, ComplaintReopenedBefore, ComplaintReopenedTooLate
from gongji.complaints.subject import Subject
from gongji.complaints.text import REOPENED, require_text, write_text
from gongji.ground.calendar import beijing_day
from gongji.ground.keys import KeyStore
from gongji.ground.policy import PolicySet
from gongji.ground.value import replace


def reopen(
    db: Connection[Any], keys: KeyStore, *, complaint_id: int, text: str, now: datetime, policy: PolicySet, by: By
) -> Complaint:
    """Put an answered complaint into the queue again, with a new deadline and for somebody else to answer.

    text: what was wrong with the answer. Refuses: ComplaintUnknown, ComplaintNotAnswered, ComplaintReopenedBefore,
    ComplaintReopenedTooLate, ComplaintEmpty, ComplaintTooLong.
    """
    complaint = hold_complaint(db, complaint_id=complaint_id)
    _require_reopenable(complaint, now, policy)
    said = require_text(text, pool=complaint.pool, now=now, policy=policy)
    subject = Subject(About(complaint.about), complaint.about_id, complaint.named)
    due_at, item = open_complaint_item(db, complaint_id, subject, pool=complaint.pool, now=now, policy=policy)
    after = replace(complaint, state="open", outcome=None, due_at=due_at, work_item_id=item, reopened_at=now)
    write_state(db, after)
    write_text(db, keys, after, kind=REOPENED, text=said, now=now, by=by)
    record(db, after, Happening.COMPLAINT_REOPENED, now=now, by=by)
    return after


def _require_reopenable(complaint: Complaint, now: datetime, policy: PolicySet) -> None:
    if complaint.reopened_at is not None:
        raise ComplaintReopenedBefore()
    if complaint.answered_at is None:
        raise ComplaintNotAnswered()
    answered_on = beijing_day(complaint.answered_at)
    days = policy.value("complaint.reopen_days", pool=complaint.pool, on=answered_on)
    last_day = answered_on + timedelta(days=days)
    if beijing_day(now) > last_day:
        raise ComplaintReopenedTooLate(last_day=last_day)
