"""Settling messages that go together: looked up once for all, settled in one transaction, answered one by one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from gongji.edge import metrics
from gongji.edge.gateway import reply
from gongji.edge.gateway.case import Case, case_of
from gongji.edge.gateway.envelope import Message
from gongji.edge.gateway.outpatient import Bill
from gongji.edge.gateway.people import Known, find_by_number, require_known
from gongji.edge.gateway.pharmacy import Sale
from gongji.edge.gateway.profile import NATIONAL
from gongji.edge.gateway.reply import Reply, stamp_of
from gongji.edge.gateway.reversal import Reversal
from gongji.edge.gateway.settling import Settling
from gongji.edge.gateway.undoing import Cancellation
from gongji.edge.office import Office
from gongji.edge.settling import Fault, settle_and_commit
from gongji.ground.refusal import Refusal
from gongji.institutions import find_institutions
from gongji.settlement import Answer, Request

SETTLING: dict[str, Callable[[Message], Settling]] = {
    "2102": Sale.read,
    "2103": Cancellation.read,
    "2207": Bill.read,
    "2208": Cancellation.read,
    "2601": Reversal.read,
}


@dataclass(slots=True)
class Place:
    """A message's place in a batch, filled step by step until it has its reply."""

    message: Message
    trace: str
    case: Case | None = None
    settling: Settling | None = None
    refused: Refusal | None = None
    who: Known | None = None
    request: Request | None = None
    answer: Answer | Refusal | Fault | None = None
    reply: Reply | None = None


def settle_batch(office: Office, batch: list[Place]) -> list[Reply]:
    """The replies to a batch, in its order. Never raises: what breaks for all is a fault of each."""
    try:
        _look(office, batch)
        waiting = [place for place in batch if place.reply is None]
        if waiting:
            _commit(office, waiting)
    except Exception as error:
        for place in batch:
            place.reply = place.reply or _faulted(office, place, error)
    stamped = office.clock.now()
    _each(office, batch, lambda place: _tell(place, stamped))
    return [place.reply for place in batch if place.reply is not None]


def _look(office: Office, batch: list[Place]) -> None:
    _each(office, batch, _read)
    codes = {place.message.envelope.fixmedins_code for place in batch}
    numbers = {place.settling.psn_no for place in batch if place.settling}
    institutions, people = office.work(
        lambda db: (find_institutions(db, codes=codes), find_by_number(db, office.keys, numbers))
    )
    moment = office.moment()

    def ask(place: Place) -> None:
        place.case = case_of(place.message, institutions, office, moment)
        if place.refused:
            raise place.refused
        assert place.settling
        place.who = require_known(people, place.settling.psn_no, office.keys)
        place.request = place.settling.request(place.who, place.case)

    _each(office, batch, ask)


def _read(place: Place) -> None:
    """What is wrong is told later, in the dialect of the sender, who is not known yet."""
    try:
        place.settling = SETTLING[place.message.envelope.infno](place.message)
    except Refusal as refused:
        place.refused = refused


def _commit(office: Office, waiting: list[Place]) -> None:
    metrics.BATCH_REQUESTS.observe(len(waiting))
    requests = [place.request for place in waiting if place.request]
    with metrics.BATCH_SECONDS.time():
        answers = settle_and_commit(office.settling, requests, moment=office.moment())
    for place, answer in zip(waiting, answers, strict=True):
        place.answer = answer


def _tell(place: Place, answered_at: datetime) -> None:
    """Committed by now: where only the telling fails, the till asks again and gets the same answer."""
    if isinstance(place.answer, Refusal):
        raise place.answer
    if isinstance(place.answer, Fault):
        raise place.answer.error
    assert place.settling
    assert place.case
    assert place.who
    assert place.answer
    output = place.settling.output(place.answer, place.who, place.case)
    place.reply = reply.answered(output, stamp=stamp_of(place.message, answered_at), profile=place.case.profile)


def _each(office: Office, batch: Iterable[Place], step: Callable[[Place], None]) -> None:
    """Take every message without a reply a step on; one that is refused or breaks has its reply, and it alone."""
    for place in batch:
        if place.reply is None:
            try:
                step(place)
            except Refusal as refusal:
                profile = place.case.profile if place.case else NATIONAL
                place.reply = reply.refused(refusal, stamp=stamp_of(place.message, office.clock.now()), profile=profile)
            except Exception as error:
                place.reply = _faulted(office, place, error)


def _faulted(office: Office, place: Place, error: Exception) -> Reply:
    stamp = stamp_of(place.message, office.clock.now())
    return reply.faulted(error, infno=place.message.envelope.infno, stamp=stamp, trace=place.trace)
