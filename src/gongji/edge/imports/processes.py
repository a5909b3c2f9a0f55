"""The processes of an import and what they report."""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait

import psycopg

from gongji.edge.clock import Clock
from gongji.edge.imports.share import Report, Share, take_in
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database
from gongji.edge.processes import processes
from gongji.edge.settings import Settings
from gongji.ground.keys import FileKeyStore


@contextmanager
def in_processes(shares: Sequence[Share], *, settings: Settings, url: str) -> Iterator[Iterator[tuple[Share, Report]]]:
    """Take each share in in a process of its own, on a connection to `url`; the reports as they come.

    Whatever way the block is left, the processes end with it. Reports raise OperatorError where a process died.
    """
    loads = [(share, settings, url) for share in shares]
    with processes(_work, loads) as started:
        yield _reports(dict(zip(started.values(), shares, strict=True)))


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


def _work(load: tuple[Share, Settings, str], reports: Connection) -> None:
    share, settings, url = load
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
