"""The door of the national interface: a body comes in, a reply goes out, whatever the body is."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from opentelemetry import trace as opentelemetry
from psycopg import Connection

from gongji.edge import metrics
from gongji.edge.gateway import charges, outpatient, person, pharmacy, query, reply, sign_in, visit
from gongji.edge.gateway.answer import Output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.commit import GroupCommit
from gongji.edge.gateway.envelope import Message, read_message
from gongji.edge.gateway.people import Known, find_by_number, require_known
from gongji.edge.gateway.profile import NATIONAL, profiles
from gongji.edge.gateway.refusals import NotAMessage, TransactionUnknown
from gongji.edge.gateway.reply import Reply, Stamp
from gongji.edge.gateway.reversal import Reversal
from gongji.edge.gateway.settling import Settling
from gongji.edge.gateway.undoing import Cancellation
from gongji.edge.logs import what_broke
from gongji.edge.office import Office
from gongji.edge.settling import ALONE_LOCK_TIMEOUT, Fault, settle_and_commit
from gongji.ground.refusal import Refusal
from gongji.institutions import Institution, InstitutionUnknown, find_institutions
from gongji.settlement import Answer, Request

log = structlog.get_logger(__name__)
tracer = opentelemetry.get_tracer(__name__)

# These settle and go in batches …
SETTLING: dict[str, Callable[[Message], Settling]] = {
    "2102": pharmacy.Sale.read,
    "2103": Cancellation.read,
    "2207": outpatient.Bill.read,
    "2208": Cancellation.read,
    "2601": Reversal.read,
}
# … these are single transactions.
SINGLE: dict[str, Callable[[Connection[Any], Case], Output]] = {
    "9001": sign_in.sign_in,
    "9002": sign_in.sign_out,
    "1101": person.query_person,
    "2101": pharmacy.try_sale,
    "2201": visit.register,
    "2202": visit.end_registration,
    "2203": visit.describe,
    "2204": charges.charge_fees,
    "2205": charges.take_back_fees,
    "2206": outpatient.try_bill,
    "5203": query.query_settlement,
}
SINGLE_THREADS = 4
SETTLE_THREADS = 1
CONNECTIONS = SINGLE_THREADS + SETTLE_THREADS


@dataclass(frozen=True, slots=True)
class Waiting:
    """A settling message in the queue for the next batch."""

    message: Message
    settling: Settling
    trace: str


class Gateway:
    """Answers messages; one for a process."""

    def __init__(self, office: Office) -> None:
        """office: with at least CONNECTIONS connections."""
        self._office = office
        self._singles = ThreadPoolExecutor(SINGLE_THREADS, thread_name_prefix="single")
        self._commit = GroupCommit(self._settle, threads=SETTLE_THREADS)

    async def answer(self, body: bytes, *, trace: str) -> Reply:
        """The reply to whatever a body holds. trace: the trace id under which a fault is logged."""
        began = time.perf_counter()
        received_at = self._office.clock.now()
        infno = "none"
        try:
            message = read_message(body, received_at=received_at)
            infno = message.envelope.infno
            answer = await self._answer_message(message, trace)
        except NotAMessage as what:
            answer = reply.not_a_message(what, stamp=self._stamp(received_at))
        except Refusal as refusal:
            answer = reply.refused(refusal, stamp=self._stamp(received_at))
        self._measure(infno, answer, time.perf_counter() - began)
        return answer

    def not_a_message(self, what: NotAMessage) -> Reply:
        """The reply to a request that does not even have a body to read."""
        return reply.not_a_message(what, stamp=self._stamp(self._office.clock.now()))

    async def _answer_message(self, message: Message, trace: str) -> Reply:
        infno = message.envelope.infno
        if infno in SETTLING:
            with tracer.start_as_current_span(f"gateway {infno}"):
                return await self._commit.add(Waiting(message, SETTLING[infno](message), trace))
        if infno in SINGLE:
            with tracer.start_as_current_span(f"gateway {infno}"):
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._singles, self._single, message, trace)
        raise TransactionUnknown(infno=infno)

    def close(self) -> None:
        """Finish what is under way."""
        self._commit.close()
        self._singles.shutdown(wait=True)

    def _single(self, message: Message, trace: str) -> Reply:
        """One message in a transaction of its own; called in a thread."""
        profile = NATIONAL
        try:
            with self._office.pool.connection() as db, db.transaction():
                db.execute(f"set local lock_timeout = '{ALONE_LOCK_TIMEOUT}'")
                found = find_institutions(db, codes=[message.envelope.fixmedins_code])
                case = self._case(message, found)
                profile = case.profile
                output = SINGLE[message.envelope.infno](db, case)
            return reply.answered(output, stamp=self._stamp_of(message), profile=profile)
        except Refusal as refusal:
            return reply.refused(refusal, stamp=self._stamp_of(message), profile=profile)
        except Exception as error:
            return self._faulted(message, trace, error)

    def _settle(self, batch: list[Waiting]) -> list[Reply]:
        """A batch of settling messages; called in a thread, never raises."""
        try:
            return self._settle_batch(batch)
        except Exception as error:
            return [self._faulted(one.message, one.trace, error) for one in batch]

    def _settle_batch(self, batch: list[Waiting]) -> list[Reply]:
        with self._office.pool.connection() as db:
            institutions = find_institutions(db, codes={one.message.envelope.fixmedins_code for one in batch})
            people = find_by_number(db, self._office.keys, {one.settling.psn_no for one in batch})
        replies: dict[int, Reply] = {}
        asked: dict[int, tuple[Request, Known, Case]] = {}
        for position, one in enumerate(batch):
            try:
                case = self._case(one.message, institutions)
                who = require_known(people, one.settling.psn_no, self._office.keys)
                asked[position] = (one.settling.request(who, case), who, case)
            except Refusal as refusal:
                replies[position] = reply.refused(refusal, stamp=self._stamp_of(one.message))
            except Exception as error:
                replies[position] = self._faulted(one.message, one.trace, error)
        answers = self._committed([request for request, _, _ in asked.values()])
        for (position, (_, who, case)), answer in zip(asked.items(), answers, strict=True):
            replies[position] = self._told(batch[position], answer, who, case)
        return [replies[position] for position in range(len(batch))]

    def _committed(self, requests: list[Request]) -> list[Answer | Refusal | Fault]:
        if not requests:
            return []
        metrics.BATCH_REQUESTS.observe(len(requests))
        with metrics.BATCH_SECONDS.time():
            return settle_and_commit(self._office.pool, requests, moment=self._office.moment())

    def _told(self, one: Waiting, answer: Answer | Refusal | Fault, who: Known, case: Case) -> Reply:
        if isinstance(answer, Fault):
            return self._faulted(one.message, one.trace, answer.error)
        if isinstance(answer, Refusal):
            return reply.refused(answer, stamp=self._stamp_of(one.message), profile=case.profile)
        try:
            output = one.settling.output(answer, who, case)
            return reply.answered(output, stamp=self._stamp_of(one.message), profile=case.profile)
        except Exception as error:
            # Committed, and only the telling failed: the till asks again and gets the same answer.
            return self._faulted(one.message, one.trace, error)

    def _case(self, message: Message, institutions: dict[str, Institution]) -> Case:
        code = message.envelope.fixmedins_code
        if code not in institutions:
            raise InstitutionUnknown(institution=code)
        institution = institutions[code]
        return Case(message, institution, profiles()[institution.profile], self._office.moment(), self._office.keys)

    def _faulted(self, message: Message, trace: str, error: Exception) -> Reply:
        log.error("gateway.fault", trace=trace, infno=message.envelope.infno, **what_broke(error))
        return reply.faulted(stamp=self._stamp_of(message), trace=trace)

    def _stamp(self, received_at: datetime) -> Stamp:
        return Stamp(received_at, self._office.clock.now())

    def _stamp_of(self, message: Message) -> Stamp:
        return Stamp(message.received_at, self._office.clock.now(), message.envelope.mdtrtarea_admvs)

    def _measure(self, infno: str, answer: Reply, seconds: float) -> None:
        # What somebody made up must not become a label.
        known = infno if infno in SETTLING or infno in SINGLE else "other"
        metrics.message_counter(known, answer.code).inc()
        metrics.message_seconds(known).observe(seconds)
