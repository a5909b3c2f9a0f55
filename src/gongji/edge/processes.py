"""Processes that work beside this one, and end with it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any


@contextmanager
def processes(work: Callable[..., None], loads: Sequence[Any]) -> Iterator[dict[SpawnProcess, Connection]]:
    """Let a process work for each load; the processes and our ends of their pipes, in the order of the loads.

    work: called with the load and its end of the pipe.
    """
    # Not forked: a forked copy of a program that talks to a database and draws on a terminal is a trap.
    context = get_context("spawn")
    started: dict[SpawnProcess, Connection] = {}
    try:
        for load in loads:
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(load, theirs), daemon=True)
            process.start()
            theirs.close()
            started[process] = ours
        yield started
    finally:
        for process in started:
            process.terminate()
            process.join()
