"""File a complaint: it waits for staff from this moment on, with a deadline she is told (A-04, N-07)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger, work_items
from gongji.audit import By, Fact, Happening
from gongji.complaints.complaint import KIND, Complaint
from gongji.complaints.refusals import ComplaintsWaiting
from gongji.complaints.subject import Subject, require_hers
from gongji.complaints.text import FILED, require_text, write_text
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.keys import KeyStore
from gongji.ground.policy import PolicySet
from gongji.ground.working_days import end_of_working_day
from gongji.work_items import WorkItem


def file(
    db: Connection[Any],
    keys: KeyStore,
    *,
    person_id: int,
    subject: Subject,
    text: str,
    now: datetime,
    policy: PolicySet,
    by: By,
) -> Complaint:
    """Keep a complaint and put it into the queue of the pool that answers.

    Refuses: ComplaintSubjectUnknown, ComplaintNotYours, ComplaintEmpty, ComplaintTooLong, ComplaintsWaiting.
    """
    ledger.lock(db, spenders={person_id})
    pool = require_hers(db, person_id=person_id, subject=subject)
    said = require_text(text, pool=pool, now=now, policy=policy)
    _require_room(db, person_id, policy.value("complaint.open_at_most", pool=pool, on=beijing_day(now)))
    (complaint_id,) = new_identifiers(db, cells=[cell_of(person_id)])
    due_at, work_item_id = open_complaint_item(db, complaint_id, subject, pool=pool, now=now, policy=policy)
    complaint = Complaint(
        cell=cell_of(complaint_id),
        complaint_id=complaint_id,
        person_id=person_id,
        pool=pool,
        about=subject.about.value,
        about_id=subject.about_id,
        named=subject.named,
        state="open",
        filed_at=now,
        due_at=due_at,
        work_item_id=work_item_id,
    )
    _write(db, complaint)
    write_text(db, keys, complaint, kind=FILED, text=said, now=now, by=by)
    record(db, complaint, Happening.COMPLAINT_FILED, now=now, by=by)
    return complaint


def open_complaint_item(
    db: Connection[Any], complaint_id: int, subject: Subject, *, pool: int, now: datetime, policy: PolicySet
) -> tuple[datetime, int]:
    """Put a complaint into the queue; when its answer is due, and the item."""
    days = policy.value("complaint.working_days", pool=pool, on=beijing_day(now))
    due_at = end_of_working_day(now, days=days, pool=pool, policy=policy)
    detail = {"about": subject.about.value, "about_id": str(subject.about_id), "named": subject.named}
    item = WorkItem(KIND, pool, complaint_id, detail)
    return due_at, work_items.open_item(db, item, now=now, policy=policy, due_at=due_at)


def record(
    db: Connection[Any],
    complaint: Complaint,
    happening: Happening,
    *,
    now: datetime,
    by: By,
    outcome: str | None = None,
) -> None:
    """Write the fact from which she is told: nothing of what was written stands in it."""
    detail: dict[str, Any] = {"person_id": str(complaint.person_id), "due_at": complaint.due_at.isoformat()}
    if outcome is not None:
        detail["outcome"] = outcome
    (fact_id,) = new_identifiers(db, cells=[complaint.cell])
    audit.record(db, [Fact(fact_id, happening, complaint.complaint_id, now, detail, by)])


def _require_room(db: Connection[Any], person_id: int, at_most: int) -> None:
    row = db.execute(
        "select count(*) from complaint where cell = %s and person_id = %s and state = 'open'",
        [cell_of(person_id), person_id],
    ).fetchone()
    assert row
    if row[0] >= at_most:
        raise ComplaintsWaiting(at_most=at_most)


def _write(db: Connection[Any], one: Complaint) -> None:
    db.execute(
        """
        insert into complaint
            (cell, complaint_id, person_id, pool, about, about_id, named, state, filed_at, due_at, work_item_id)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            one.cell,
            one.complaint_id,
            one.person_id,
            one.pool,
            one.about,
            one.about_id,
            one.named,
            one.state,
            one.filed_at,
            one.due_at,
            one.work_item_id,
        ],
    )
