"""People go to a hospital in Xiamen: they are registered, charged, shown what it costs, and settle or do not."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from gongji import institutions, settlement
from gongji.ground.value import replace
from gongji.settlement import IdentityCheck, Line, Moment, Pay
from gongji.settlement.charges import charge, uncharge
from gongji.settlement.visits import OutpatientVisit, cancel_visit, register_visit, require_visit
from tests.models.household import XIAMEN_HOSPITAL
from tests.models.side_by_side import FEN, chapter
from tests.models.spending_rules import BUYER, SpendingRules
from tests.world import PILLS

LINES = st.lists(st.tuples(st.sampled_from("123"), FEN), min_size=1, max_size=2)
BATCH = st.sampled_from(["A", "A", "B"])


class VisitRules(SpendingRules):
    """Hospitals number lines from 1 in every visit."""

    @chapter("visits")
    @rule(who=BUYER, case=st.sampled_from(["Z1", "Z2"]), lines=LINES)
    def register(self, who: int, case: str, lines: list[tuple[str, int]]) -> None:
        visit = OutpatientVisit(0, 0, self.person[who], self.hospital, 310, case, "A01", "", self.world.now)
        number = self.model.register(who, case, self.world.now)
        visit_id = register_visit(self.db, visit).visit_id
        if number == len(self.visits):
            self.visits.append(visit_id)
        assert self.visits[number] == visit_id
        self.charge_on(number, "A", lines)

    @chapter("visits")
    @precondition(lambda self: self.visits)
    @rule(data=st.data(), batch=BATCH, lines=LINES)
    def charge(self, data: st.DataObject, batch: str, lines: list[tuple[str, int]]) -> None:
        self.charge_on(self._some_visit(data), batch, lines)

    def charge_on(self, number: int, batch: str, lines: list[tuple[str, int]]) -> None:
        told = [(batch, Line(name, PILLS, fen, 10_000, fen * 10_000)) for name, fen in lines]
        self.same(self.model.charge(number, batch, lines), self.on_visit, number=number, do=charge, lines=told)

    @chapter("visits")
    @precondition(lambda self: self.visits)
    @rule(data=st.data(), batch=st.sampled_from(["A", "B", "0000"]))
    def uncharge(self, data: st.DataObject, batch: str) -> None:
        number = self._some_visit(data)
        self.same(self.model.uncharge(number, batch), self.on_visit, number=number, do=uncharge, batch_no=batch)

    @chapter("visits")
    @precondition(lambda self: self.visits)
    @rule(data=st.data())
    def end_visit(self, data: st.DataObject) -> None:
        number = self._some_visit(data)
        self.same(self.model.end_visit(number), self.on_visit, number=number, do=cancel_visit, now=self.world.now)

    @chapter("visits")
    @precondition(lambda self: self.visits)
    @rule(data=st.data(), batch=BATCH, fen_more=st.sampled_from([0, 0, 0, 0, 0, 1]), shown=st.booleans())
    def settle_visit(self, data: st.DataObject, batch: str, fen_more: int, shown: bool) -> None:
        """shown: what it would cost is shown before, which takes nothing."""
        number = self._some_visit(data)
        fen = sum(line.fen for line in self.model.waiting(number, batch).values()) + fen_more
        bill = self._bill(number, batch, fen)
        if shown:
            self.preview(bill, number, batch)
        expected = self.model.settle_visit(number, batch, fen)
        self.at_the_till(bill, expected)
        if expected is None:
            row = self.paid[-1].settlement
            assert row.visit_id == self.visits[number]
            assert row.pool_pay_fen == self.model.fund[len(self.paid) - 1][0]

    def preview(self, bill: Pay, number: int, batch: str) -> None:
        after = deepcopy(self.model)
        expected = after.settle_visit(number, batch, bill.total_fen)
        moment = Moment(self.world.now, self.world.policy)
        answer = self.same(expected, settlement.presettle, pay=bill, moment=moment)
        if answer:
            row = answer.settlement
            assert (row.own_account_fen, row.aid_fen) == after.paid_by(len(self.paid))

    def on_visit(self, _: Any, *, number: int, do: Any, **what: Any) -> Any:
        """As the hospital's door does."""
        who = self.person[self.model.visits[number].who]
        visit = require_visit(self.db, visit_id=self.visits[number], person_id=who, institution_no=self.hospital)
        return do(self.db, visit, **what)

    @property
    def hospital(self) -> int:
        return institutions.find_institutions(self.db, codes=[XIAMEN_HOSPITAL])[XIAMEN_HOSPITAL].institution_no

    def _some_visit(self, data: st.DataObject) -> int:
        return int(data.draw(st.sampled_from(range(len(self.visits)))))

    def _bill(self, number: int, batch: str, fen: int) -> Pay:
        bill = self.world.bill(self.person[self.model.visits[number].who], at=XIAMEN_HOSPITAL)
        visit = {"visit": settlement.Visit.OUTPATIENT, "visit_id": self.visits[number], "batch_no": batch}
        return replace(bill, **visit, total_fen=fen, med_type="11", identity_check=IdentityCheck.ID)
