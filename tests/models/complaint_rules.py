"""People complain, mostly about what was paid."""

from datetime import datetime, time
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from gongji import complaints
from gongji.complaints import About, Outcome, Subject
from gongji.ground.calendar import BEIJING
from tests.models.members import PEOPLE
from tests.models.side_by_side import CLERK, COLLEAGUE, SideBySide, chapter


class ComplaintRules(SideBySide):
    """Two members of staff answer."""

    @chapter("complaints")
    @rule(
        data=st.data(),
        who=st.sampled_from(PEOPLE),
        times=st.sampled_from([1, 1, 3]),
        empty=st.sampled_from([False] * 4 + [True]),
    )
    def complain(self, data: st.DataObject, who: int, times: int, empty: bool) -> None:
        bill = data.draw(st.sampled_from([None, *range(len(self.paid))]))
        subject = Subject(About.OTHER)
        if bill is not None:
            subject = Subject(About.PAYMENT, self.paid[bill].settlement.settlement_id)
        text = "  " if empty and times == 1 else "这不对"
        for _ in range(times):
            expected = self.model.complain(who, bill, empty=not text.strip(), at=self.world.now)
            what = {"person_id": self.person[who], "subject": subject}
            answer = self._write(expected, complaints.file, text, **what, by=self.by(who))
            if answer:
                self.complaints.append(answer.complaint_id)
                self._is_due(len(self.complaints) - 1, answer)

    @chapter("complaints")
    @precondition(lambda self: self.complaints)
    @rule(data=st.data(), staff=st.sampled_from([CLERK, COLLEAGUE]), outcome=st.sampled_from(list(Outcome)))
    def answer(self, data: st.DataObject, staff: Any, outcome: Outcome) -> None:
        number = data.draw(st.sampled_from(range(len(self.complaints))))
        expected = self.model.answer(number, staff.actor_id, self.world.now)
        what = {"complaint_id": self.complaints[number], "outcome": outcome}
        self._write(expected, complaints.answer, "因为", **what, by=staff)

    @chapter("complaints")
    @precondition(lambda self: self.complaints)
    @rule(data=st.data())
    def reopen(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(range(len(self.complaints))))
        expected = self.model.reopen(number, self.world.now)
        what = {"complaint_id": self.complaints[number], "by": self.by()}
        self._is_due(number, self._write(expected, complaints.reopen, "还是不对", **what))

    def _write(self, expected: str | None, verb: Any, text: str, **what: Any) -> Any:
        return self.same(expected, verb, keys=self.world.keys, text=text, **what, **self.now)

    def _is_due(self, number: int, answer: Any) -> None:
        due = datetime.combine(self.model.complaints[number].due, time(), BEIJING)
        assert answer is None or answer.due_at == due
