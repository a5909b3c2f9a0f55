"""People say no: to invitations, to a relation, to each other's invitations, to a merge."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from gongji import life_events, mutual_aid
from tests.models.side_by_side import COLLEAGUE, chapter
from tests.models.staff_rules import StaffRules


class AnswerRules(StaffRules):
    """Whoever may."""

    @chapter("answers")
    @precondition(lambda self: self.invitations)
    @rule(data=st.data(), hers=st.sampled_from([True, True, False]))
    def refuse(self, data: st.DataObject, hers: bool) -> None:
        """hers: whether the one who was asked says no, or the one who asked."""
        key = data.draw(st.sampled_from(sorted(self.invitations)))
        expected = self.model.withdraw(key) if hers else "INVITATION_UNKNOWN"
        what = {"invitation_id": self.invitations[key], "beneficiary_id": self.person[key[hers]]}
        self.same(expected, mutual_aid.refuse, **what, now=self.world.now, by=self.by())

    @chapter("answers")
    @precondition(lambda self: self.invitations)
    @rule(data=st.data())
    def withdraw_what_she_did_not_ask(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.invitations)))
        what = {"invitation_id": self.invitations[key], "donor_id": self.person[key[1]]}
        self.same("INVITATION_UNKNOWN", mutual_aid.withdraw, **what, now=self.world.now, by=self.by())

    @chapter("answers")
    @precondition(lambda self: self.related())
    @rule(data=st.data())
    def want_no_more(self, data: st.DataObject) -> None:
        """The beneficiary ends it, be it suspended."""
        key = data.draw(st.sampled_from(self.related()))
        what = {"relation_id": self.relations[key], "reason": "BENEFICIARY_REQUEST"}
        self.same(self.model.dissolve(key), mutual_aid.dissolve, **what, now=self.world.now, by=self.by())

    @chapter("answers")
    @precondition(lambda self: self.merge_item)
    @rule()
    def refuse_merge(self) -> None:
        """They are two people; it can be proposed again."""
        what = {"work_item_id": self.merge_item, "note": "two people"}
        self.same(self.model.refuse_merge(), life_events.refuse_merge, **what, now=self.world.now, by=COLLEAGUE)
