"""What relatives send each other while the pilot is on, and its end."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from gongji import wallet
from gongji.wallet import Accepting, Sending
from tests.models.members import MOTHER, UNCLE, Key
from tests.models.side_by_side import FEN, PAIR, SideBySide, chapter, policy
from tests.world import XIAMEN


class PilotRules(SideBySide):
    """Lots are spent by bills and premiums like quotas."""

    @chapter("pilot")
    @rule(who=st.sampled_from([MOTHER, UNCLE]))
    def open_wallet(self, who: int) -> None:
        expected = self.model.open_wallet(who)
        what = {"person_id": self.person[who], "place": XIAMEN, "by": self.by()}
        self.same(expected, wallet.open_wallet, **what, **self.now)

    @chapter("pilot")
    @rule(key=PAIR, fen=FEN, taken=st.booleans())
    def send(self, key: Key, fen: int, taken: bool) -> None:
        sending = Sending(self.person[key[0]], self.person[key[1]], fen, self.by())
        answer = self.same(self.model.send(key, fen), wallet.send, sendings=[sending], **self.now)
        if answer:
            self.transfers.append(answer.transfer_id)
            if taken:
                self.accept_transfer(len(self.transfers) - 1)

    @chapter("pilot")
    @precondition(lambda self: self.some("in_transit"))
    @rule(data=st.data())
    def take(self, data: st.DataObject) -> None:
        self.accept_transfer(data.draw(st.sampled_from(range(len(self.transfers)))))

    def accept_transfer(self, number: int) -> None:
        receiver = self.person[self.model.transfers[number].receiver]
        accepting = [Accepting(self.transfers[number], receiver, self.by())]
        self.same(self.model.take(number), wallet.accept, accepting=accepting, now=self.world.now)

    @chapter("pilot")
    @precondition(lambda self: self.some("in_transit"))
    @rule(data=st.data(), revoked=st.booleans())
    def call_off(self, data: st.DataObject, revoked: bool) -> None:
        number = data.draw(st.sampled_from(range(len(self.transfers))))
        transfer = self.model.transfers[number]
        verb, side, who, state = (
            (wallet.revoke, "sender_id", transfer.sender, "revoked")
            if revoked
            else (wallet.reject, "receiver_id", transfer.receiver, "rejected")
        )
        expected = self.model.call_off(number, state)
        whose = {side: self.person[who]}
        self.same(expected, verb, transfer_id=self.transfers[number], **whose, **self.now, by=self.by())

    @chapter("pilot")
    @precondition(lambda self: self.some("accepted"))
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(range(len(self.transfers))))
        receiver = self.person[self.model.transfers[number].receiver]
        expected = self.model.give_back(number)
        what = {"transfer_id": self.transfers[number], "receiver_id": receiver}
        self.same(expected, wallet.give_back, **what, **self.now, by=self.by())

    def some(self, state: str) -> bool:
        return any(transfer.state == state for transfer in self.model.transfers)

    @chapter("pilot")
    @precondition(lambda self: self.some("accepted"))
    @rule()
    def end_the_pilot(self) -> None:
        """Also again, for what was on its way when it ended."""
        self.model.pilot = False
        self.world.policy = policy(pilot=False)
        due = wallet.find_lots(self.db, after=0, limit=100)
        assert wallet.convert_lots(self.db, transfer_ids=due, **self.now, by=self.by()) == self.model.convert()
        rows = self.db.execute("select relation_id, quota_id from quota where state = 'active'").fetchall()
        of_relation = dict(rows)
        self.quotas |= {key: of_relation[one] for key, one in self.relations.items() if one in of_relation}
