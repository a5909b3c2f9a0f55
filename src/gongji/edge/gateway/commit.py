"""Group commit: what arrives while a batch is settled waits for the next; when all is idle nothing waits."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

LARGEST_BATCH = 500


class GroupCommit(Generic[T, R]):
    """Sends items to `settle` in a thread: at once when one is free, else together when one gets free."""

    def __init__(self, settle: Callable[[list[T]], list[R]], *, threads: int) -> None:
        """settle: answers a batch in its order and never raises."""
        self._settle = settle
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="settle")
        self._free = threads
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()

    def add(self, item: T) -> "asyncio.Future[R]":
        """The answer to come; call it from the event loop."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        self._send()
        return answer

    def close(self) -> None:
        """Wait for the batches under way; nothing may be added any more."""
        self._threads.shutdown(wait=True)

    def _send(self) -> None:
        while self._free and self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_BATCH))]
            self._free -= 1
            loop = asyncio.get_running_loop()
            task = loop.run_in_executor(self._threads, self._settle, [item for item, _ in batch])
            task.add_done_callback(partial(self._answer, [answer for _, answer in batch]))

    def _answer(self, waiting: "list[asyncio.Future[R]]", task: "asyncio.Future[list[R]]") -> None:
        self._free += 1
        for answer, result in zip(waiting, task.result(), strict=True):
            # Cancelled where the client has gone; what it asked for is done all the same.
            if not answer.done():
                answer.set_result(result)
        self._send()
