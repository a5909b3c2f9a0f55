"""Complaints: answered with a reason before a deadline, reopened once (A-04, N-07, X-44)."""

from gongji.complaints.answer import answer
from gongji.complaints.complaint import About, Complaint, Outcome, find_complaints, list_complaints
from gongji.complaints.file import file
from gongji.complaints.refusals import (
    ComplaintAnswered,
    ComplaintEmpty,
    ComplaintNotAnswered,
    ComplaintNotYours,
    ComplaintOwnAnswer,
    ComplaintReopenedBefore,
    ComplaintReopenedTooLate,
    ComplaintSubjectUnknown,
    ComplaintsWaiting,
    ComplaintTooLong,
    ComplaintUnknown,
)
from gongji.complaints.reopen import reopen
from gongji.complaints.subject import Subject
from gongji.complaints.text import Written, read_texts

__all__ = [
    "About",
    "Complaint",
    "ComplaintAnswered",
    "ComplaintEmpty",
    "ComplaintNotAnswered",
    "ComplaintNotYours",
    "ComplaintOwnAnswer",
    "ComplaintReopenedBefore",
    "ComplaintReopenedTooLate",
    "ComplaintSubjectUnknown",
    "ComplaintTooLong",
    "ComplaintUnknown",
    "ComplaintsWaiting",
    "Outcome",
    "Subject",
    "Written",
    "answer",
    "file",
    "find_complaints",
    "list_complaints",
    "read_texts",
    "reopen",
]
