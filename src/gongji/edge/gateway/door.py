"""The door of the national interface: a body comes in, a reply goes out, whatever the body is."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from typing import Any

from opentelemetry import trace as opentelemetry
from psycopg import Connection

from gongji.edge import metrics
from gongji.edge.gateway import (
    charges,
    detail,
    files,
    outpatient,
    person,
    pharmacy,
    query,
    reply,
    sign_in,
    totals,
    visit,
)
from gongji.edge.gateway.answer import Output
from gongji.edge.gateway.batch import SETTLING, Place, settle_batch
from gongji.edge.gateway.case import Case, case_of
from gongji.edge.gateway.commit import GroupCommit
from gongji.edge.gateway.envelope import Message, read_message
from gongji.edge.gateway.profile import NATIONAL
from gongji.edge.gateway.refusals import NotAMessage, TransactionUnknown
from gongji.edge.gateway.reply import Reply, Stamp, stamp_of
from gongji.edge.office import Office
from gongji.edge.settling import ALONE_LOCK_TIMEOUT
from gongji.ground.refusal import Refusal
from gongji.institutions import find_institutions

tracer = opentelemetry.get_tracer(__name__)
# Who runs the server without a tracing system does not pay for spans that go nowhere.
TRACED = not isinstance(opentelemetry.get_tracer_provider(), opentelemetry.ProxyTracerProvider)

# Transactions that settle go in batches; these are single.
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
    "3201": totals.compare_totals,
    "3202": detail.compare_detail,
    "5203": query.query_settlement,
    "9101": files.upload,
    "9102": files.download,
}
SINGLE_THREADS = 4
SETTLE_THREADS = 1


class Gateway:
    """Answers messages; one for a process."""

    def __init__(self, office: Office) -> None:
        """office: with a connection for every thread, of both kinds."""
        self._office = office
        self._singles = ThreadPoolExecutor(SINGLE_THREADS, thread_name_prefix="single")
        self._commit = GroupCommit(partial(settle_batch, office), threads=SETTLE_THREADS)

    async def answer(self, body: bytes, *, trace: str) -> Reply:
        """The reply to whatever a body holds. trace: the trace id under which a fault is logged."""
        began = time.perf_counter()
        received_at = self._office.clock.now()
        infno = ""
        try:
            message = read_message(body, received_at=received_at)
            infno = message.envelope.infno
            with tracer.start_as_current_span(f"gateway {infno}") if TRACED else nullcontext():
                told = await self._answer_in_thread(message, trace)
        except NotAMessage as what:
            told = reply.not_a_message(what, stamp=Stamp(received_at, self._office.clock.now()))
        except Refusal as refusal:
            told = reply.refused(refusal, stamp=Stamp(received_at, self._office.clock.now()))
        _measure(infno, told, time.perf_counter() - began)
        return told

    def not_a_message(self, what: NotAMessage) -> Reply:
        """The reply to a request that does not even have a body to read."""
        now = self._office.clock.now()
        return reply.not_a_message(what, stamp=Stamp(now, now))

    def close(self) -> None:
        """Finish what is under way."""
        self._commit.close()
        self._singles.shutdown(wait=True)

    async def _answer_in_thread(self, message: Message, trace: str) -> Reply:
        if message.envelope.infno in SETTLING:
            return await self._commit.add(Place(message, trace))
        return await asyncio.get_running_loop().run_in_executor(self._singles, self._single, message, trace)

    def _single(self, message: Message, trace: str) -> Reply:
        """One message in a transaction of its own; called in a thread."""
        profile = NATIONAL
        try:
            found = self._office.work(lambda db: find_institutions(db, codes=[message.envelope.fixmedins_code]))
            case = case_of(message, found, self._office, self._office.moment())
            profile = case.profile
            output = self._office.work(partial(_handle, case=case))
            return reply.answered(output, stamp=stamp_of(message, self._office.clock.now()), profile=profile)
        except Refusal as refusal:
            return reply.refused(refusal, stamp=stamp_of(message, self._office.clock.now()), profile=profile)
        except Exception as error:
            stamp = stamp_of(message, self._office.clock.now())
            return reply.faulted(error, infno=message.envelope.infno, stamp=stamp, trace=trace)


def _handle(db: Connection[Any], case: Case) -> Output:
    infno = case.message.envelope.infno
    if infno not in SINGLE:
        raise TransactionUnknown(infno=infno)
    with db.transaction():
        db.execute(f"set local lock_timeout = '{ALONE_LOCK_TIMEOUT}'")
        return SINGLE[infno](db, case)


def _measure(infno: str, told: Reply, seconds: float) -> None:
    # What somebody made up must not become a label.
    known = infno if infno in SETTLING or infno in SINGLE else "other"
    metrics.message_counter(known, told.code).inc()
    metrics.message_seconds(known).observe(seconds)
