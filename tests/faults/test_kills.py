"""Server and database are killed under load, also between a commit and its answer (S-12, S-15)."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from random import Random

from psycopg import IsolationLevel

from gongji.edge.postgres import start
from gongji.verification import verify
from tests.edge.gateway.till import code_of
from tests.faults.books import booked, left_of, wait_for_sessions_to_end
from tests.faults.city import City, open_city
from tests.faults.client import Cashier, Log, Sent
from tests.faults.killer import SETTINGS, Killer, Victim
from tests.faults.proxies import Moment
from tests.faults.till import Till, good
from tests.messages import query

TILLS = 8


def test_a_message_is_booked_wholly_or_not_at_all_whatever_is_killed(
    data_folder: Path, tmp_path: Path, long: bool
) -> None:
    with start(data_folder, settings=SETTINGS) as server:
        asyncio.run(live_through_kills(open_city(server, tmp_path), 500 if long else 50))


async def live_through_kills(opened: AbstractAsyncContextManager[City], kills: int) -> None:
    async with opened as city:
        await asyncio.to_thread(city.serving.wait_until_ready)
        log = await kill_under_load(city, kills)
        there = numbers_wholly_there(city, log)
        city.serving.start()
        await asyncio.to_thread(city.serving.wait_until_ready)
        await ask_again(city, log, there)
        require_no_fen_lost(city, log)


async def kill_under_load(city: City, kills: int) -> Log:
    """What the tills sent while so much was killed, and what they were told."""
    log, closing = Log(), asyncio.Event()
    killer = Killer(
        city.serving, city.server.cluster, commits=city.commits, messages=city.messages, sent=lambda: len(log.sent)
    )
    async with asyncio.TaskGroup() as tasks:
        for number in range(TILLS):
            mothers = [family.mother for family in city.families]
            tasks.create_task(Cashier(Till(city.port), log, mothers, Random(number), closing).work())
        await killer.kill(kills)
        closing.set()
    assert {victim for victim, _ in killer.killed} == set(Victim)
    assert killer.killed[Victim.WORKER, Moment.ANSWERED], "no worker died between a commit and its answer"
    return log


def numbers_wholly_there(city: City, log: Log) -> set[str]:
    """The message numbers with rows: all that were acknowledged and some that were not, each with all its rows."""
    with city.database.app_connection() as db:
        wait_for_sessions_to_end(db)
        found = booked(db)
    assert [number for number, wholly in found.items() if not wholly] == []
    there = {number for number in found if number}
    assert {one.number for one in log.acknowledged()} <= there
    unknown = {one.number for one in log.unknown() if not one.reversed}
    assert unknown & there, "no answer was lost after its commit"
    assert unknown - there, "no message was lost before its commit"
    return there


async def ask_again(city: City, log: Log, there: set[str]) -> None:
    """Ask for every message: what is booked is answered with its figures, and the others are booked now."""

    async def ask(till: Till, sent: Sent) -> None:
        answer = await till.post(sent.message)
        if sent.reversed:
            assert code_of(answer) == "SETTLE_REVERSED"
            return
        assert sent.output in (None, good(answer)), sent
        if sent.output is None and sent.number in there and sent.infno != "2601":
            found = good(await till.post(query(good(answer), sent.psn_no, message_id=log.number())))["setlinfo"]
            told = answer["output"]["setlinfo"]
            assert {name: told[name] for name in told if name in found}.items() <= found.items()
        sent.output = answer["output"]

    # Reversals first: what they reverse must stay so, whatever comes later.
    await at_many_tills(city, ask, [one for one in log.sent if one.infno == "2601"])
    await at_many_tills(city, ask, [one for one in log.sent if one.infno != "2601"])


async def at_many_tills(city: City, ask: Callable[[Till, Sent], Awaitable[None]], messages: Iterable[Sent]) -> None:
    waiting = iter(messages)

    async def work(till: Till) -> None:
        for sent in waiting:
            await ask(till, sent)
        till.close()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(4 * TILLS):
            tasks.create_task(work(Till(city.port)))


def require_no_fen_lost(city: City, log: Log) -> None:
    """What the tills were told is missing from every quota, neither more nor less, and the books agree."""
    with city.database.app_connection() as db:
        db.isolation_level = IsolationLevel.REPEATABLE_READ
        assert verify(db) == []
        for family in city.families:
            told = sum(one.aid_fen for one in log.sent if one.psn_no == family.mother.fields.person_number)
            assert left_of(db, family.quota) == family.quota.limit_fen - told >= 0
