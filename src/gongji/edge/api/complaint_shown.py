"""Complaints as who filed them, and who answers them, may see them (A-04)."""

from datetime import datetime

import msgspec

from gongji.complaints import Complaint
from gongji.edge.api.shown import Identifier


class ComplaintShown(msgspec.Struct):
    """state: open or answered. due_at: until when it is answered. named: a refusal's code, or the wish."""

    complaint_id: Identifier
    about: str
    about_id: Identifier
    named: str
    state: str
    filed_at: datetime
    due_at: datetime
    work_item_id: Identifier
    outcome: str | None
    answered_at: datetime | None
    reopened_at: datetime | None


class TextShown(msgspec.Struct):
    """kind: filed, answer or reopened. outcome: of an answer."""

    kind: str
    written_at: datetime
    outcome: str | None
    text: str


class ComplaintRead(msgspec.Struct):
    """A complaint with all that was written about it, in order."""

    complaint: ComplaintShown
    texts: list[TextShown]


class ComplaintPage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    complaints: list[ComplaintShown]
    after: Identifier | None


def shown(one: Complaint) -> ComplaintShown:
    """A complaint without what was written."""
    return ComplaintShown(
        complaint_id=str(one.complaint_id),
        about=one.about,
        about_id=str(one.about_id),
        named=one.named,
        state=one.state,
        filed_at=one.filed_at,
        due_at=one.due_at,
        work_item_id=str(one.work_item_id),
        outcome=one.outcome,
        answered_at=one.answered_at,
        reopened_at=one.reopened_at,
    )
