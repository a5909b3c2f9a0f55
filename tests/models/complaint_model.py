"""Complaints: who may complain about what, who answers until when, and once more (A-04, X-44)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.models.spending_model import Spending

ANSWERED_IN, REOPENED_IN, OPEN_AT_MOST = 15, 30, 5
HOLIDAY = date(2027, 1, 1)


@dataclass
class Complaint:
    """due: the first day that is too late. answered: when, last. by: who answered last."""

    who: int
    due: date
    is_open: bool = True
    answered: datetime | None = None
    by: int | None = None
    reopened: bool = False


def due_after(at: datetime) -> date:
    """Office days only: from the day after."""
    day, left = at.date(), ANSWERED_IN
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day != HOLIDAY
    return day + timedelta(days=1)


@dataclass
class Complaints(Spending):
    """Staff are numbers."""

    complaints: list[Complaint] = field(default_factory=list)

    def complain(self, who: int, bill: int | None, *, empty: bool, at: datetime) -> str | None:
        """bill: None for something that is about nobody else. Her other record is she."""
        if bill is not None and self.lives_on(who) not in map(self.lives_on, self._concerned(bill)):
            return "COMPLAINT_NOT_YOURS"
        if empty:
            return "COMPLAINT_EMPTY"
        if sum(one.is_open and one.who == who for one in self.complaints) >= OPEN_AT_MOST:
            return "COMPLAINTS_WAITING"
        self.complaints.append(Complaint(who, due_after(at)))
        return None

    def answer(self, number: int, staff: int, at: datetime) -> str | None:
        complaint = self.complaints[number]
        if not complaint.is_open:
            return "COMPLAINT_ANSWERED"
        if complaint.by == staff:
            return "COMPLAINT_OWN_ANSWER"
        complaint.is_open, complaint.answered, complaint.by = False, at, staff
        return None

    def reopen(self, number: int, at: datetime) -> str | None:
        complaint = self.complaints[number]
        if complaint.reopened:
            return "COMPLAINT_REOPENED_BEFORE"
        if complaint.answered is None:
            return "COMPLAINT_NOT_ANSWERED"
        if at.date() > complaint.answered.date() + timedelta(days=REOPENED_IN):
            return "COMPLAINT_REOPENED_TOO_LATE"
        complaint.is_open, complaint.reopened, complaint.due = True, True, due_after(at)
        return None

    def _concerned(self, bill: int) -> set[int]:
        """Who was treated, and everybody whose money paid."""
        return {self.bills[bill].who, *(draw.giver for draw in self.bills[bill].draws)}
