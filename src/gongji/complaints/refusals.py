"""What is refused about complaints, by name."""

from datetime import date
from typing import ClassVar

from gongji.ground.refusal import Refusal, refusal


@refusal
class ComplaintUnknown(Refusal):
    """There is no such complaint, or it is somebody else's."""

    code: ClassVar[str] = "COMPLAINT_UNKNOWN"
    rule: ClassVar[str] = "A-04"


@refusal
class ComplaintSubjectUnknown(Refusal):
    """What she complains about cannot be found."""

    code: ClassVar[str] = "COMPLAINT_SUBJECT_UNKNOWN"
    rule: ClassVar[str] = "A-04"


@refusal
class ComplaintNotYours(Refusal):
    """What she complains about concerns others only."""

    code: ClassVar[str] = "COMPLAINT_NOT_YOURS"
    rule: ClassVar[str] = "A-04"


@refusal
class ComplaintEmpty(Refusal):
    """Nothing is written in it, or in its answer."""

    code: ClassVar[str] = "COMPLAINT_EMPTY"
    rule: ClassVar[str] = "A-04"


@refusal
class ComplaintTooLong(Refusal):
    """More is written in it, or in its answer, than can be kept."""

    code: ClassVar[str] = "COMPLAINT_TOO_LONG"
    rule: ClassVar[str] = "A-04"
    characters: int
    at_most: int


@refusal
class ComplaintsWaiting(Refusal):
    """As many of her complaints wait for an answer as may."""

    code: ClassVar[str] = "COMPLAINTS_WAITING"
    rule: ClassVar[str] = "A-04"
    at_most: int


@refusal
class ComplaintAnswered(Refusal):
    """It is answered already."""

    code: ClassVar[str] = "COMPLAINT_ANSWERED"
    rule: ClassVar[str] = "A-04"
    outcome: str


@refusal
class ComplaintNotAnswered(Refusal):
    """It is still being looked at, so there is nothing to reopen."""

    code: ClassVar[str] = "COMPLAINT_NOT_ANSWERED"
    rule: ClassVar[str] = "X-44"


@refusal
class ComplaintReopenedBefore(Refusal):
    """It was reopened once, and that is all."""

    code: ClassVar[str] = "COMPLAINT_REOPENED_BEFORE"
    rule: ClassVar[str] = "X-44"


@refusal
class ComplaintReopenedTooLate(Refusal):
    """Too many days have passed since its answer. last_day: the last on which it could have been reopened."""

    code: ClassVar[str] = "COMPLAINT_REOPENED_TOO_LATE"
    rule: ClassVar[str] = "X-44"
    last_day: date


@refusal
class ComplaintOwnAnswer(Refusal):
    """It was reopened because of this clerk's answer, so somebody else answers now."""

    code: ClassVar[str] = "COMPLAINT_OWN_ANSWER"
    rule: ClassVar[str] = "X-44"
