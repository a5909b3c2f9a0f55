"""What staff record, propose and decide."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from gongji import corrections, insured, life_events
from gongji.audit import By
from gongji.corrections import CorrectionAsked, Corrects, Evidence, MoveAsked, Personal, Suspense
from gongji.life_events import Kind, Payee, PayOutAsked, PayOutKind
from gongji.work_items import find_waiting
from tests.models.members import DAUGHTER, EMPLOYEES, MOTHER, SON, TWIN, UNCLE
from tests.models.sharing_rules import SharingRules
from tests.models.side_by_side import CLERK, COLLEAGUE, FEN, chapter
from tests.world import XIAMEN

PAPER = Evidence("certificate", b"p" * 32)
HEIR = Payee("陈小一", "6222000011112222333")
WITH_ACCOUNT = st.sampled_from(EMPLOYEES)
DECISION = st.sampled_from([(True, True), (True, True), (True, False), (False, True)])


def second(is_second: bool) -> By:
    return COLLEAGUE if is_second else CLERK


class StaffRules(SharingRules):
    """Two of them, a clerk who proposes and a colleague."""

    @chapter("staff")
    @rule(who=st.sampled_from([DAUGHTER, SON, MOTHER]))
    def retire(self, who: int) -> None:
        """Nothing ends and nothing begins: what feeds her account is another fund (P-02)."""
        expected = None if who in EMPLOYEES else "NOT_INSURED_THERE"
        self.same(expected, life_events.record, event=self.news_of(Kind.RETIRED, who), **self.now, by=self.by())
        cover = insured.find_relations(self.db, people=[self.person[who]])[self.person[who]].values()
        assert [one.person_type for one in cover] == ["12" if who in EMPLOYEES else "15"]

    @chapter("staff")
    # Not before something has happened: little is left to do afterwards.
    @precondition(lambda self: len(self.paid) + len(self.orders) + len(self.transfers) > 1)
    @rule(who=st.sampled_from([DAUGHTER, SON, MOTHER, UNCLE]))
    def die(self, who: int) -> None:
        if not self.model.people[who].dead:
            self.tell(Kind.DIED, who)
            self.model.die(who)

    @chapter("staff")
    @precondition(lambda self: len(self.paid) + len(self.orders) + len(self.transfers) > 1)
    @rule(who=st.sampled_from([DAUGHTER, SON]))
    def end_cover(self, who: int) -> None:
        if self.model.people[who].cover != "ended":
            self.tell(Kind.TERMINATED, who)
            self.model.end_cover(who)

    @chapter("staff")
    @precondition(lambda self: any(self.model.people[who].cover == "ended" for who in EMPLOYEES))
    @rule(who=WITH_ACCOUNT, kind=st.sampled_from(["HEIRS", "ABROAD"]))
    def propose_pay_out(self, who: int, kind: str) -> None:
        asked = PayOutAsked(self.person[who], PayOutKind(kind), HEIR, "notarised", b"h" * 32)
        expected = self.model.propose_pay_out(who, kind)
        what = {"keys": self.world.keys, "asked": asked}
        answer = self.same(expected, life_events.propose_pay_out, **what, **self.now, by=CLERK)
        if answer:
            self.pay_outs.append(answer.pay_out_id)

    @chapter("staff")
    @precondition(lambda self: any(one.state == "proposed" for one in self.model.pay_outs))
    @rule(data=st.data(), decision=DECISION)
    def decide_pay_out(self, data: st.DataObject, decision: tuple[bool, bool]) -> None:
        number = data.draw(st.sampled_from(range(len(self.pay_outs))))
        confirm, by = decision[0], second(decision[1])
        expected = self.model.decide_pay_out(number, confirm=confirm, second=decision[1])
        what = {"pay_out_id": self.pay_outs[number], "by": by}
        if confirm:
            self.same(expected, life_events.confirm_pay_out, **what, **self.now)
        else:
            self.same(expected, life_events.refuse_pay_out, **what, reason="no paper", now=self.world.now)

    @chapter("staff")
    @precondition(lambda self: self.pay_outs)
    @rule(data=st.data())
    def note_paid(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(range(len(self.pay_outs))))
        self.news += 1
        what = {"pay_out_id": self.pay_outs[number], "bank_reference": f"B{self.news}"}
        answer = self.same(self.model.note_paid(number), life_events.note_paid, **what, now=self.world.now, by=CLERK)
        if answer:
            first = self.bank_notes.setdefault(number, (self.world.now, f"B{self.news}"))
            assert (answer.paid_at, answer.bank_reference) == first

    @chapter("staff")
    @precondition(lambda self: self.paid)
    @rule(data=st.data(), giver=WITH_ACCOUNT, taker=WITH_ACCOUNT, fen=FEN)
    def propose_correction(self, data: st.DataObject, giver: int, taker: int, fen: int) -> None:
        about = data.draw(st.sampled_from(range(len(self.paid))))
        moves = [MoveAsked(Personal(self.person[giver]), Personal(self.person[taker]), fen)]
        bill = self.paid[about].settlement.settlement_id
        asked = CorrectionAsked(XIAMEN, Corrects.SETTLEMENT, bill, moves, "the wrong one paid", PAPER)
        expected = self.model.propose_correction(about, giver, taker, fen)
        answer = self.same(expected, corrections.propose, asked=asked, **self.now, by=CLERK)
        if answer:
            self.corrections.append(answer.correction_id)

    @chapter("staff")
    @precondition(lambda self: any(one.state == "proposed" for one in self.model.corrections))
    @rule(data=st.data(), decision=DECISION)
    def decide_correction(self, data: st.DataObject, decision: tuple[bool, bool]) -> None:
        number = data.draw(st.sampled_from(range(len(self.corrections))))
        confirm, by = decision[0], second(decision[1])
        expected = self.model.decide_correction(number, confirm=confirm, second=decision[1])
        what = {"correction_id": self.corrections[number], "now": self.world.now, "by": by}
        if confirm:
            self.same(expected, corrections.confirm, **what)
        else:
            self.same(expected, corrections.refuse, **what, note="it is right")

    @chapter("staff")
    @precondition(lambda self: self.model.suspended)
    @rule(owner=WITH_ACCOUNT, whole=st.booleans())
    def find_owner(self, owner: int, whole: bool) -> None:
        """The two of them, in one step."""
        items = find_waiting(self.db, pools=(XIAMEN, XIAMEN + 1), kind="REFUND_WITHOUT_ACCOUNT")
        assert sorted(item.detail["amount_fen"] for item in items) == sorted(self.model.suspended)
        fen = items[0].detail["amount_fen"]
        piece, asked_fen = self.model.suspended.index(fen), fen + (not whole)
        moves = [MoveAsked(Suspense(XIAMEN), Personal(self.person[owner]), asked_fen)]
        asked = CorrectionAsked(XIAMEN, Corrects.SUSPENSE, items[0].work_item_id, moves, "hers", PAPER)
        expected = self.model.find_owner(piece, owner, asked_fen)
        answer = self.same(expected, corrections.propose, asked=asked, **self.now, by=CLERK)
        if answer:
            corrections.confirm(self.db, correction_id=answer.correction_id, now=self.world.now, by=COLLEAGUE)

    @chapter("staff")
    @precondition(lambda self: self.model.people[TWIN].merged_into is None)
    @rule(again=st.booleans(), is_second=st.sampled_from([True, True, False]))
    def merge(self, again: bool, is_second: bool) -> None:
        """again: it is proposed though it was before."""
        if again or not self.model.merging:
            what = {"kept_id": self.person[SON], "absorbed_id": self.person[TWIN], "evidence_hash": b"e" * 32}
            answer = self.same(self.model.propose_merge(), life_events.propose_merge, **what, **self.now, by=CLERK)
            self.merge_item = answer.work_item_id if answer else self.merge_item
        if self.model.merging:
            self.same(
                self.model.confirm_merge(second=is_second),
                life_events.confirm_merge,
                keys=self.world.keys,
                work_item_id=self.merge_item,
                note="one person",
                find_open=lambda _, __: None,
                **self.now,
                by=second(is_second),
            )
