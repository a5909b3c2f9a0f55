"""Kills, in rotation, every part there is, at any time and at the three moments around a commit."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Callable
from enum import Enum
from itertools import cycle
from random import Random

from gongji.edge.postgres.cluster import Cluster
from tests.faults.proxies import Line, Moment, Proxy
from tests.serving import Serving

# Longer than any restart takes: a system in which nothing is asked or committed any more hangs.
STUCK_SECONDS = 60
# With fsync, and after a crash with one call for the whole file system instead of one for each of 1,600 files.
SETTINGS = {"recovery_init_sync_method": "syncfs"}
MESSAGES_BETWEEN = 10


class Victim(Enum):
    """What dies. SESSION: one of the database's ends. BACKEND: one crashes, and the database restarts itself."""

    SESSION = 1
    BACKEND = 2
    POSTMASTER = 3
    WORKER = 4
    SERVER = 5


# What is soon back comes often; an odd number, so that in time every victim meets every moment.
ROTATION = (
    *[Victim.SESSION] * 3, Victim.WORKER, *[Victim.SESSION] * 3, Victim.BACKEND, *[Victim.SESSION] * 3, Victim.WORKER,
    *[Victim.SESSION] * 3, Victim.POSTMASTER, *[Victim.SESSION] * 3, Victim.WORKER, *[Victim.SESSION] * 2,
    Victim.BACKEND, Victim.SESSION, Victim.SERVER,
)  # fmt: skip
MOMENTS = (None, *Moment)


class Killer:
    """killed: how often what died at which moment of a commit; None: at any time."""

    def __init__(
        self, serving: Serving, cluster: Cluster, *, commits: Proxy, messages: Proxy, sent: Callable[[], int]
    ) -> None:
        """commits: before the database; messages: before the server; sent: how many messages were sent so far."""
        self.killed: Counter[tuple[Victim, Moment | None]] = Counter()
        self._serving = serving
        self._cluster = cluster
        self._commits = commits
        self._messages = messages
        self._sent = sent
        self._random = Random(1)

    async def kill(self, times: int) -> None:
        """Kill so often and restart what does not come back by itself; the server comes last, and stays dead.

        With every kill a till loses its line too.
        """
        turns, cuts = zip(cycle(ROTATION), cycle(MOMENTS), strict=False), cycle(Moment)
        keeper = asyncio.create_task(self._keep_serving())
        try:
            while self.killed.total() < times - 1:
                await self._kill(*next(turns), cut=next(cuts))
            await self._kill(Victim.SERVER, Moment.PASSED_ON, cut=next(cuts))
        finally:
            keeper.cancel()

    async def _kill(self, victim: Victim, moment: Moment | None, *, cut: Moment) -> None:
        async with asyncio.timeout(STUCK_SECONDS):
            await self._wait_for_messages(self._random.randrange(MESSAGES_BETWEEN))
            (await self._messages.catch(cut)).cut()
            line = await self._catch(victim, moment)
            if self._strike(victim, line):
                self.killed[victim, moment] += 1
            line.cut()
            if victim is Victim.POSTMASTER:
                await asyncio.to_thread(self._restart_database)

    async def _keep_serving(self) -> None:
        """What the system's service manager would do."""
        while True:
            if not self._serving.is_running():
                self._serving.start()
            await asyncio.sleep(0.05)

    def _restart_database(self) -> None:
        while self._cluster.is_running():
            pass  # It takes a moment to die.
        self._cluster.start(SETTINGS)

    async def _wait_for_messages(self, count: int) -> None:
        until = self._sent() + count
        while self._sent() < until:
            await asyncio.sleep(0.01)

    async def _catch(self, victim: Victim, moment: Moment | None) -> Line:
        if moment is not None:
            return await self._commits.catch(moment)
        while not (lines := [line for line in self._commits.lines if line.backend]):
            await asyncio.sleep(0.01)
        if victim is Victim.WORKER:
            # The younger may have started just now: dying again within seconds it would take the server along.
            elder = min(line.caller for line in lines)
            lines = [line for line in lines if line.caller == elder]
        return self._random.choice(lines)

    def _strike(self, victim: Victim, line: Line) -> bool:
        match victim:
            case Victim.SESSION:
                return _end(line.backend, signal.SIGTERM)
            case Victim.BACKEND:
                return _end(line.backend, signal.SIGKILL)
            case Victim.POSTMASTER:
                return _end(self._cluster.pid(), signal.SIGKILL)
            case Victim.WORKER:
                return _end(line.caller, signal.SIGKILL)
            case Victim.SERVER:
                self._serving.kill()
                return True


def _end(pid: int, by: signal.Signals) -> bool:
    """Whether it still lived: another's death may have taken it along before it was its turn."""
    assert pid, "number zero would be ourselves"
    try:
        os.kill(pid, by)
    except ProcessLookupError:
        return False
    return True
