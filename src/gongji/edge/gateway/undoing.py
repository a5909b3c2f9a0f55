"""2103, 2208: a known settlement is cancelled (interface 2.3, 2.4)."""

from typing import Self

import msgspec

from gongji.edge.gateway.answer import Output, undone_output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.envelope import Message
from gongji.edge.gateway.fields import Y30, Extension, identifier_of
from gongji.edge.gateway.people import Known
from gongji.edge.gateway.settling import key_of
from gongji.ground.value import value
from gongji.settlement import Answer, Cancel, Settled


class CancelData(msgspec.Struct, frozen=True):
    """data of 2103 and 2208."""

    setl_id: Y30
    mdtrt_id: Y30
    psn_no: Y30
    exp_content: Extension = ""


@value
class Cancellation:
    """A settlement to be cancelled."""

    data: CancelData

    @classmethod
    def read(cls, message: Message) -> Self:
        """The cancel a 2103 or 2208 speaks of."""
        return cls(message.node("data", CancelData)[0])

    @property
    def psn_no(self) -> str:
        """The person whose settlement it was."""
        return self.data.psn_no

    def request(self, who: Known, case: Case) -> Cancel:
        """The cancel that is asked for; a number that cannot be one of ours is one nobody has."""
        return Cancel(
            key=key_of(case),
            person_id=who.person_id,
            settlement_id=identifier_of(self.data.setl_id),
            visit_id=identifier_of(self.data.mdtrt_id),
            operator=case.message.envelope.opter,
        )

    def output(self, answer: Answer, who: Known, case: Case) -> Output:
        """setlinfo and setldetail with negative amounts."""
        assert isinstance(answer, Settled)
        return undone_output(answer, who, case, with_person=case.message.envelope.infno == "2208")
