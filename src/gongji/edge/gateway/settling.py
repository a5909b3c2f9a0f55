"""What every settling transaction is: parsed before it waits for its batch, answered after the batch is committed."""

from typing import Protocol

from gongji.edge.gateway.answer import Output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.people import Known
from gongji.edge.gateway.profile import Profile
from gongji.edge.gateway.refusals import FieldInvalid
from gongji.settlement import Answer, MessageKey, Request


class Settling(Protocol):
    """A payment, cancel or reversal as its message says it."""

    @property
    def psn_no(self) -> str:
        """The person whose money it is about."""

    def request(self, who: Known, case: Case) -> Request:
        """What is asked of settlement; refuses what only the person or the institution can show to be wrong."""

    def output(self, answer: Answer, who: Known, case: Case) -> Output:
        """The answer on the wire."""


def key_of(case: Case) -> MessageKey:
    """The idempotency key of a message (S-12)."""
    envelope = case.message.envelope
    return MessageKey(envelope.fixmedins_code, envelope.msgid, case.message.digest())


def scheme_of(insutype: str, path: str) -> int:
    """The scheme a bill names; whether the person is insured in it, settlement decides."""
    if not (insutype.isascii() and insutype.isdigit()):
        raise FieldInvalid(field=f"{path}.insutype")
    return int(insutype)


def account_use(flag: str, profile: Profile, path: str) -> int:
    """Which purses pay, by the dialect of the institution (interface 2.10)."""
    if flag not in profile.who_pays:
        raise FieldInvalid(field=f"{path}.acct_used_flag")
    return profile.who_pays[flag]


def credential_type(mdtrt_cert_type: str) -> int:
    """The credential as a row keeps it, 0 for none."""
    return int(mdtrt_cert_type or 0)
