"""The processes of an import and what they report."""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

import psycopg

from gongji.edge.clock import Clock
from gongji.edge.imports.share import Report, Share, take_in
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database
from gongji.edge.settings import Settings
from gongji.ground.keys import FileKeyStore


@contextmanager
def in_processes(shares: Sequence[Share], *, settings: Settings, url: str) -> Iterator[Iterator[tuple[Share, Report]]]:
    """Take each share in in a process of its own, on a connection to `url`; the reports as they come.

    Whatever way the block is left, the processes end with it. Reports raise OperatorError where a process died.
    """
    # Not forked: a forked copy of a program that talks to a database and draws on a terminal is a trap.
    context = get_context("spawn")
    ends, processes = {}, []
    for share in shares:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(share, settings, url, theirs), daemon=True)
        process.start()
        theirs.close()
        ends[ours] = share
        processes.append(process)
    try:
        yield _reports(ends)
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _reports(ends: dict[Connection, Share]) -> Iterator[tuple[Share, Report]]:
    working = dict(ends)
    while working:
        ready = wait(list(working))
        for end in [end for end in working if end in ready]:
            try:
                said = end.recv()
            except EOFError:
                raise OperatorError("a process of the import died: run the same command again, it goes on") from None
            if isinstance(said, str):
                raise OperatorError(f"{said}: run the same command again, it goes on")
            if said is None:
                del working[end]
            else:
                yield working[end], said


def _work(share: Share, settings: Settings, url: str, reports: Connection) -> None:
    # Ctrl-C reaches every process of a terminal; the first one decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keys, clock = FileKeyStore(settings.key_store), Clock.parse(settings.clock)
    try:
        with Database(url).app_connection(autocommit=True) as db:
            take_in(db, keys, clock, share=share, report=reports.send)
        reports.send(None)
    except BrokenPipeError:
        sys.exit("the import was stopped")
    except psycopg.OperationalError as error:
        reports.send(f"the database went away ({str(error).strip()})")
