"""Visits at a hospital: what was charged on them, what the fund pays of it, and who the rest (S-04, S-07)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.models.members import EMPLOYEES
from tests.models.spending_model import Bill, Spending
from tests.models.years_model import Years

VISIT = 1
# Of what is in scope, in ten-thousandths, and at most in a year: of employees and of residents.
FUND = {True: (6_000, 1_500_00), False: (5_000, 600_00)}


@dataclass
class Line:
    """bill: which took it; None while none has."""

    batch: str
    fen: int
    bill: int | None = None


@dataclass
class Visit:
    """case: the hospital's own number."""

    who: int
    case: str
    since: datetime
    over: bool = False
    lines: dict[str, Line] = field(default_factory=dict)


@dataclass
class Visits(Spending, Years):
    """fund: what it paid of a bill, in which year; of bills of a pharmacy it pays nothing."""

    visits: list[Visit] = field(default_factory=list)
    fund: dict[int, tuple[int, int]] = field(default_factory=dict)

    def register(self, who: int, case: str, at: datetime) -> int:
        """Which visit it is: the same case within a day is the same one while nothing is charged on it."""
        for number, visit in reversed(list(enumerate(self.visits))):
            same = (visit.who, visit.case, visit.over) == (who, case, False)
            if same and not visit.lines and visit.since > at - timedelta(days=1):
                return number
        self.visits.append(Visit(who, case, at))
        return len(self.visits) - 1

    def charge(self, number: int, batch: str, lines: list[tuple[str, int]]) -> str | None:
        visit, seen = self.visits[number], set[str]()
        if visit.over:
            return "VISIT_UNKNOWN"
        for name, _ in lines:
            if name in seen:
                return "LINE_NUMBER_TWICE"
            if name in visit.lines and self._settled(visit.lines[name]):
                return "LINE_SETTLED"
            seen.add(name)
        visit.lines |= {name: Line(batch, fen) for name, fen in lines}
        return None

    def uncharge(self, number: int, batch: str) -> str | None:
        """0000: every batch, of which what is settled stays."""
        visit = self.visits[number]
        if visit.over:
            return "VISIT_UNKNOWN"
        if any(line.batch == batch and self._settled(line) for line in visit.lines.values()):
            return "LINE_SETTLED"
        for name, line in list(visit.lines.items()):
            if batch in (line.batch, "0000") and not self._settled(line):
                del visit.lines[name]
        return None

    def end_visit(self, number: int) -> str | None:
        visit = self.visits[number]
        if visit.over:
            return "VISIT_UNKNOWN"
        if visit.lines:
            return "VISIT_HAS_CHARGES"
        visit.over = True
        return None

    def waiting(self, number: int, batch: str) -> dict[str, Line]:
        lines = self.visits[number].lines
        return {name: line for name, line in lines.items() if line.batch == batch and not self._settled(line)}

    def settle_visit(self, number: int, batch: str, fen: int) -> str | None:
        """fen: what the hospital says the lines of the batch come to."""
        visit = self.visits[number]
        if refused := self.cannot_spend(visit.who):
            return refused
        if visit.over:
            return "VISIT_UNKNOWN"
        lines = self.waiting(number, batch)
        if not lines or sum(line.fen for line in lines.values()) != fen:
            return "BILL_DOES_NOT_ADD_UP"
        fund = self._fund(visit.who, fen)
        self.fund[len(self.bills)] = fund, self.month // 100
        for line in lines.values():
            line.bill = len(self.bills)
        self.bills.append(Bill(visit.who, [draw for draw, _ in self._draw(visit.who, fen - fund, VISIT)]))
        return None

    def _settled(self, line: Line) -> bool:
        return line.bill is not None and not self.bills[line.bill].undone

    def _fund(self, who: int, fen: int) -> int:
        """Half a fen is a fen; nothing while her cover is paused or over."""
        if self.people[who].cover != "normal":
            return 0
        ratio, ceiling = FUND[who in EMPLOYEES]
        before = sum(
            paid
            for number, (paid, year) in self.fund.items()
            if self.lives_on(self.bills[number].who) == who
            and year == self.month // 100
            and not self.bills[number].undone
        )
        return min((fen * ratio + 5_000) // 10_000, max(0, ceiling - before))
