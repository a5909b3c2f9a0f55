"""People show codes at the till instead of cards."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from gongji import settlement
from gongji.ground.value import replace
from tests.models.side_by_side import FEN, chapter
from tests.models.spending_rules import BUYER, SpendingRules
from tests.world import PILLS, XIAMEN_PHARMACY


class CodeRules(SpendingRules):
    """Somebody else's code and one that is over are shown too."""

    @chapter("codes")
    @rule(who=BUYER, times=st.sampled_from([1, 1, 1, 4, 7]))
    def show_codes(self, who: int, times: int) -> None:
        for _ in range(times):
            expected = self.model.show_code(who, self.world.now)
            what = {"keys": self.world.keys, "person_id": self.person[who]}
            shown = self.same(expected, settlement.show_code, **what, **self.now, by=self.by(who))
            if shown:
                self.codes.append(shown.code_index)

    @chapter("codes")
    @precondition(lambda self: self.codes)
    @rule(data=st.data(), fen=FEN, other=BUYER, seconds=st.sampled_from([0, 0, 30, 60]))
    def pay_by_code(self, data: st.DataObject, fen: int, other: int, seconds: int) -> None:
        number = data.draw(st.integers(0, min(4, len(self.codes) - 1)).map(lambda back: len(self.codes) - 1 - back))
        who = data.draw(st.sampled_from([self.model.codes[number].who] * 4 + [other]))
        self.world.later(seconds=seconds)
        bill = self.world.bill(self.person[who], (PILLS, fen), at=XIAMEN_PHARMACY)
        bill = replace(bill, code_index=self.codes[number])
        self.at_the_till(bill, self.model.pay_by_code(number, who, fen, self.world.now))

    @chapter("codes")
    @precondition(lambda self: self.codes)
    @rule(seconds=st.sampled_from([0, 60]))
    def forget_codes(self, seconds: int) -> None:
        """As the job does."""
        self.world.later(seconds=seconds)
        now = self.world.now
        over = settlement.find_over_codes(self.db, now=now, after=0, limit=100)
        everything = list(range(len(self.codes)))
        assert settlement.forget_codes(self.db, code_ids=over, now=now) == self.model.forget(everything, now)
