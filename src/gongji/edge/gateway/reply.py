"""The response around an output or a refusal (interface 1.2)."""

import itertools
import secrets
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
import structlog

from gongji.edge.gateway.answer import Output
from gongji.edge.gateway.envelope import Message
from gongji.edge.gateway.profile import NATIONAL, Profile
from gongji.edge.gateway.refusals import NotAMessage
from gongji.edge.logs import what_broke
from gongji.edge.wording import at_the_till, till_sentence
from gongji.ground.calendar import BEIJING
from gongji.ground.refusal import Refusal
from gongji.ground.value import value

log = structlog.get_logger(__name__)

SERIALS = 10**10
NOWHERE = "000000"
DIGITS_ONLY = str.maketrans("", "", "-T:.")
# Amounts are Decimal and go out as numbers, digit by digit; no float is ever made of them.
JSON = msgspec.json.Encoder(decimal_format="number")
# Every worker counts from a place of its own, so that two never give the same number within one second.
_serial: Iterator[int] = itertools.count(secrets.randbelow(SERIALS))


@value
class Reply:
    """An HTTP answer. code: of the refusal or fault, "" for success."""

    status: int
    code: str
    body: bytes
    content_type: str = "application/json; charset=utf-8"


@value
class Stamp:
    """When a message came and when it is answered, and where care takes place."""

    received_at: datetime
    answered_at: datetime
    division: str = NOWHERE

    def fields(self) -> dict[str, str]:
        """inf_refmsgid, refmsg_time, respond_time; the receiver is the province's platform."""
        answered = _milliseconds(self.answered_at)
        return {
            "inf_refmsgid": f"{self.division[:2]}0000{answered[:14]}{next(_serial) % SERIALS:010d}",
            "refmsg_time": _milliseconds(self.received_at),
            "respond_time": answered,
        }


def stamp_of(message: Message, answered_at: datetime) -> Stamp:
    """The stamp of the reply to a message."""
    return Stamp(message.received_at, answered_at, message.envelope.mdtrtarea_admvs)


def answered(output: Output, *, stamp: Stamp, profile: Profile) -> Reply:
    """A good answer; warn_msg is there only when there is something to say. A file goes as it is (interface 1.3)."""
    if output.stream is not None:
        return Reply(200, "", output.stream, "application/octet-stream")
    more = {"warn_msg": output.warning} if output.warning else {}
    return Reply(200, "", _body(0, stamp, "", output.nodes, profile, more))


def refused(refusal: Refusal, *, stamp: Stamp, profile: Profile = NATIONAL) -> Reply:
    """A business refusal: HTTP 200, as the interface's users expect, and our code at the end of err_msg."""
    return Reply(200, refusal.code, _body(-1, stamp, till_sentence(refusal), None, profile, {}))


def not_a_message(what: NotAMessage, *, stamp: Stamp) -> Reply:
    """Something that is no message: a 4xx, worded like a refusal."""
    sentence = at_the_till(what.code, _ending=f"[{what.code}]")
    return Reply(what.status, what.code, _body(-1, stamp, sentence, None, NATIONAL, {}))


def faulted(error: Exception, *, infno: str, stamp: Stamp, trace: str) -> Reply:
    """Our fault: it is logged, and no detail leaves but the trace id, which finds it in the log."""
    code = "OUR_FAULT"
    log.error("gateway.fault", trace=trace, infno=infno, **what_broke(error))
    return Reply(500, code, _body(-1, stamp, at_the_till(code, trace=trace, _ending=f"[{code}]"), None, NATIONAL, {}))


def _body(
    infcode: int, stamp: Stamp, err_msg: str, output: dict[str, Any] | None, profile: Profile, more: dict[str, str]
) -> bytes:
    head: dict[str, Any] = {"infcode": infcode if profile.infcode_is_number else str(infcode)}
    return JSON.encode(head | stamp.fields() | {"err_msg": err_msg} | more | {"output": output})


@lru_cache(maxsize=500)
def _milliseconds(moment: datetime) -> str:
    # 2026-06-15T09:04:00.123+08:00 without its punctuation; strftime takes five times as long.
    return moment.astimezone(BEIJING).isoformat(timespec="milliseconds")[:23].translate(DIGITS_ONLY)
