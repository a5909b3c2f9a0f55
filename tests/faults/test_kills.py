"""Server and database are killed under load, also between a commit and its answer (S-12, S-15)."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from random import Random
from typing import TypeVar

from psycopg import IsolationLevel

from gongji.edge.postgres import start
from gongji.ground.identifiers import cell_of
from gongji.verification import verify
from tests.edge.gateway.till import code_of
from tests.faults.books import booked
from tests.faults.city import City, Family, open_city
from tests.faults.client import Cashier, Log, Sent, Till, good
from tests.faults.killer import Killer, Victim
from tests.faults.proxies import Moment
from tests.messages import Json, query

TILLS = 8
# Names that 5203 and the answer of a payment share and that can differ without any figure being another.
T = TypeVar("T")


def test_a_message_is_booked_wholly_or_not_at_all_whatever_is_killed(
    data_folder: Path, tmp_path: Path, free_port: Callable[[], int], long: bool
) -> None:
    with start(data_folder, settings={}) as server:
        asyncio.run(live_through_kills(open_city(server, tmp_path, free_port), 500 if long else 50))


async def live_through_kills(opened, kills: int) -> None:
    async with opened as city:
        import time
        t=time.monotonic()
        await asyncio.to_thread(city.serving.wait_until_ready)
        print("ready", time.monotonic()-t)
        log = await kill_under_load(city, kills)
        print("killed", time.monotonic()-t)
        print("exit", city.serving.stop())
        print("stopped", time.monotonic()-t)
        there = rows_of_every_message(city, log)
        print("rows", time.monotonic()-t)
        city.serving.start()
        await asyncio.to_thread(city.serving.wait_until_ready)
        print("ready", time.monotonic()-t)
        await ask_again(city, log, there)
        print("asked", time.monotonic()-t)
        nobody_lost_a_fen(city, log)
        print("end", time.monotonic()-t)


async def kill_under_load(city: City, kills: int) -> Log:
    """The log of the tills while so much was killed."""
    log, closing = Log(), asyncio.Event()
    killer = Killer(
        city.serving,
        city.server.cluster,
        commits=city.commits,
        messages=city.messages,
        sent=lambda: len(log.sent),
    )
    mothers = [family.mother for family in city.families]
    async with asyncio.TaskGroup() as tasks:
        for number in range(TILLS):
            tasks.create_task(Cashier(Till(city.port), log, mothers, Random(number), closing).work())
        await killer.kill(kills)
        closing.set()
    assert {moment for _, moment in killer.killed} == {None, *Moment}
    print(killer.killed)
    print(len(log.sent), len(log.acknowledged()), len(log.unknown()))
    return log


def rows_of_every_message(city: City, log: Log) -> set[str]:
    """The message numbers that are booked: all that were acknowledged, some others, and each of them wholly."""
    with city.database.app_connection() as db:
        found = booked(db)
    assert {number for number, is_whole in found.items() if not is_whole} == set()
    there = {number for number in found if number}
    assert {one.number for one in log.acknowledged()} <= there
    unknown = {one.number for one in log.unknown() if not one.reversed}
    print(len(unknown), len(unknown & there), len(unknown - there))
    assert unknown & there
    assert unknown - there
    return there


async def ask_again(city: City, log: Log, there: set[str]) -> None:
    """A message that was answered, or booked all the same, gets its figures; one that was not booked is booked now."""

    async def ask(till: Till, sent: Sent) -> None:
        answer = await till.post(sent.message)
        if sent.reversed:
            assert code_of(answer) == "SETTLE_REVERSED"
            return
        assert sent.output in (None, good(answer)), sent
        if sent.output is None and sent.number in there and "setlinfo" in answer["output"]:
            queried = good(await till.post(query(answer["output"], sent.psn_no, message_id=log.number())))
            info = answer["output"]["setlinfo"]
            print({name for name, value in info.items() if queried["setlinfo"].get(name) != value})
        sent.output = answer["output"]

    reversals = [one for one in log.sent if one.message["infno"] == "2601"]
    await with_tills(city, ask, reversals)
    await with_tills(city, ask, [one for one in log.sent if one not in reversals])


async def with_tills(city: City, ask, messages: Iterable[Sent]) -> None:
    """Ask for these messages at many tills at once."""
    waiting = iter(messages)

    async def work(till: Till) -> None:
        for sent in waiting:
            await ask(till, sent)
        till.close()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(TILLS):
            tasks.create_task(work(Till(city.port)))


def nobody_lost_a_fen(city: City, log: Log) -> None:
    """What the tills were told was paid from every quota is what is missing from it, and the books agree."""
    with city.database.app_connection() as db:
        db.isolation_level = IsolationLevel.REPEATABLE_READ
        assert verify(db) == []
        for family in city.families:
            told = sum(one.aid_fen for one in log.sent if one.psn_no == family.mother.fields.person_number)
            (left,) = db.execute(
                "select sum(balance_fen) from account where cell = %s and subject_id = %s",
                [cell_of(family.quota.quota_id), family.quota.quota_id],
            ).fetchone()
            assert left == family.quota.limit_fen - told >= 0
