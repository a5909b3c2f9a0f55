"""Lines are bad: answers are lost, messages come twice, late or never."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from gongji.ground.value import replace
from gongji.settlement import NothingToReverse, Settled
from tests.models.side_by_side import FEN, chapter
from tests.models.spending_rules import BUYER, SpendingRules
from tests.world import PILLS, XIAMEN_PHARMACY


class MessageRules(SpendingRules):
    """What a till does that did not hear."""

    @chapter("messages")
    @precondition(lambda self: self.bills)
    @rule(data=st.data(), other=BUYER)
    def reverse(self, data: st.DataObject, other: int) -> None:
        """The same reversal twice: the second answer is the first."""
        number = data.draw(st.sampled_from(range(len(self.bills))))
        who = data.draw(st.sampled_from([self.model.bills[number].who] * 4 + [other]))
        undone = self.model.bills[number].undone
        request = replace(self.world.reversal(self.bills[number]), person_id=self.person[who])
        expected = self.model.reverse(number, who)
        answer = self.same(expected, self.settle, request=request)
        if answer:
            assert isinstance(answer, NothingToReverse) is undone
            assert self.same(None, self.settle, request=request) == answer

    @chapter("messages")
    @precondition(lambda self: self.bills)
    @rule(data=st.data(), changed=st.sampled_from([False, False, True]))
    def send_again(self, data: st.DataObject, changed: bool) -> None:
        number = data.draw(st.sampled_from(range(len(self.bills))))
        bill = self.bills[number]
        if changed:
            bill = replace(bill, key=replace(bill.key, digest=b"another amount.."))
        answer = self.same(self.model.send_again(number, changed=changed), self.settle, request=bill)
        if answer:
            assert answer.settlement.settlement_id == self.paid[number].settlement.settlement_id

    @chapter("messages")
    @precondition(lambda self: self.cancels)
    @rule(data=st.data())
    def cancel_again(self, data: st.DataObject) -> None:
        """Nobody's second cancel; and a cancel is not undone by reversing it."""
        request, before = data.draw(st.sampled_from(self.cancels))
        answer = self.same(None, self.settle, request=request)
        assert isinstance(answer, Settled)
        assert answer.settlement.settlement_id == before.settlement.settlement_id
        reversal = replace(self.world.reversal(self.bills[0]), original_message_id=request.key.message_id)
        assert isinstance(self.same(None, self.settle, request=reversal), NothingToReverse)

    @chapter("messages")
    @rule(who=BUYER, fen=FEN)
    def reverse_what_never_came(self, who: int, fen: int) -> None:
        """So that it is refused when it comes late."""
        bill = self.world.bill(self.person[who], (PILLS, fen), at=XIAMEN_PHARMACY)
        for _ in range(2):
            assert isinstance(self.same(None, self.settle, request=self.world.reversal(bill)), NothingToReverse)
        self.same("SETTLE_REVERSED", self.settle, request=bill)
