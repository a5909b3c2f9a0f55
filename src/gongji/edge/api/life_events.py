"""News of people's lives, told by staff where they are insured (R-12, R-13, W-30, W-31)."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from litestar import Response, post
from litestar.params import JSONBody
from msgspec import Meta

from gongji import life_events
from gongji.edge.api.call import Call, write
from gongji.edge.api.counter import require_served
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.named import Named, require_named
from gongji.edge.api.shown import Text
from gongji.life_events import Divorce, Kind, LifeEvent

KindName = Literal[
    "EMPLOYED", "EMPLOYER_CHANGED", "RETIRED", "PAUSED", "RESTORED", "TO_RESIDENT", "MOVED", "TERMINATED",
    "NOT_RENEWED", "DIED",
]  # fmt: skip
Division = Annotated[str, Meta(pattern=r"^([0-9]{6})?\Z")]


class NewsTold(msgspec.Struct):
    """About whom header Acts-For names. told_key: the teller's own number of the news, by which twice is once.

    division: where, of EMPLOYED, TO_RESIDENT and MOVED.
    """

    kind: KindName
    told_key: Text
    on: date
    scheme: Literal[310, 390]
    division: Division = ""


class DivorceTold(msgspec.Struct):
    """That the one whom header Acts-For names and `spouse` are no longer married."""

    spouse: Named
    on: date


class NewsRecorded(msgspec.Struct):
    """How many relations ended, wait, and work again; again: it was known before."""

    dissolved: int
    suspended: int = 0
    resumed: int = 0
    again: bool = False


@post("/life-events", sync_to_thread=True, tags=["life events"])
def tell(request: Asking, office: TheOffice, data: JSONBody[NewsTold]) -> Response[NewsRecorded]:
    """Record what happened; everything that follows happens with it."""
    return write(office, request, data, lambda call: _tell(call, data), status=201)


@post("/divorces", sync_to_thread=True, tags=["life events"])
def tell_divorce(request: Asking, office: TheOffice, data: JSONBody[DivorceTold]) -> Response[NewsRecorded]:
    """Record a divorce: what the two share as spouses ends (R-12)."""
    return write(office, request, data, lambda call: _tell_divorce(call, data), status=201)


def _tell(call: Call, told: NewsTold) -> NewsRecorded:
    person = require_served(call)
    event = LifeEvent(Kind[told.kind], person, told.told_key, told.on, told.scheme, told.division)
    done = life_events.record(call.db, event=event, now=call.now, policy=call.policy, by=call.caller.by)
    return NewsRecorded(done.dissolved, done.suspended, done.resumed, done.again)


def _tell_divorce(call: Call, told: DivorceTold) -> NewsRecorded:
    person = require_served(call)
    divorce = Divorce(person, require_named(call, told.spouse, purpose="divorce"), told.on)
    return NewsRecorded(life_events.record_divorce(call.db, divorce=divorce, now=call.now, by=call.caller.by))


HANDLERS = [tell, tell_divorce]
