"""2601: a message whose answer never came is reversed (interface 2.5, S-15)."""

from typing import Self

import msgspec

from gongji.edge.gateway.answer import Output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.envelope import Message
from gongji.edge.gateway.fields import Y6, Y30
from gongji.edge.gateway.people import Known
from gongji.edge.gateway.refusals import NotReversible
from gongji.edge.gateway.settling import key_of
from gongji.ground.value import value
from gongji.settlement import Answer, Reverse

REVERSIBLE = frozenset(("2102", "2207", "2304", "2401"))


class ReversalData(msgspec.Struct, frozen=True):
    """data of 2601: message number and transaction number of the original."""

    psn_no: Y30
    omsgid: Y30
    oinfno: Y6


@value
class Reversal:
    """A message to be undone, whether it arrived or not."""

    data: ReversalData

    @classmethod
    def read(cls, message: Message) -> Self:
        """The reversal a 2601 speaks of; refuses transactions that are not reversed."""
        data, _ = message.node("data", ReversalData)
        if data.oinfno not in REVERSIBLE:
            raise NotReversible(infno=data.oinfno)
        return cls(data)

    @property
    def psn_no(self) -> str:
        """The person the original was about."""
        return self.data.psn_no

    def request(self, who: Known, case: Case) -> Reverse:
        """The reversal that is asked for."""
        return Reverse(
            key=key_of(case),
            person_id=who.person_id,
            original_message_id=self.data.omsgid,
            operator=case.message.envelope.opter,
        )

    def output(self, answer: Answer, who: Known, case: Case) -> Output:
        """Nothing: a reversal is done or refused."""
        return Output({})
