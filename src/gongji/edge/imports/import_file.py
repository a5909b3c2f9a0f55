"""Import a file with several processes, each taking its share of the lines in."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path

import psycopg

from gongji.edge.clock import Clock
from gongji.edge.imports.catalogue import CATALOGUE
from gongji.edge.imports.credits import CREDITS
from gongji.edge.imports.errors import ErrorFile
from gongji.edge.imports.institutions import INSTITUTIONS
from gongji.edge.imports.people import PEOPLE
from gongji.edge.imports.quotas import QUOTAS
from gongji.edge.imports.relations import RELATIONS
from gongji.edge.imports.share import Report, take_in
from gongji.edge.imports.sheet import Sheet, open_sheet
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database, require_least_privilege
from gongji.edge.settings import Settings, require_key_store_for
from gongji.ground.keys import FileKeyStore

KINDS = {
    "people": PEOPLE,
    "institutions": INSTITUTIONS,
    "credits": CREDITS,
    "relations": RELATIONS,
    "quotas": QUOTAS,
    "catalogue": CATALOGUE,
}
# Sealing and parsing keep one core busy, PostgreSQL most of another; more processes only wait for it.
PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Imported:
    """How many lines were taken in or known already, and how many were refused; errors names those."""

    right: int
    wrong: int
    errors: Path


@dataclass(frozen=True, slots=True)
class Share:
    """What a process needs to know."""

    kind: str
    sheet: Sheet
    number: int
    url: str
    settings: Settings


def import_file(
    settings: Settings, database: Database, *, kind: str, path: Path, progress: Callable[[int, int], None]
) -> Imported:
    """Take a file in; what an earlier run of the same file took in is recognised and left as it is.

    Every transaction ends within two seconds, and a line is in it wholly or not at all. progress: told bytes read and
    in all. Raises OperatorError for a file that is not of this kind.
    """
    sheet = open_sheet(path, KINDS[kind])
    with database.app_connection() as db:
        require_least_privilege(db)
    # Made here if it is missing, before several processes would.
    require_key_store_for(settings, FileKeyStore(settings.key_store))
    errors = ErrorFile(path.with_name(f"{path.name}.errors.csv"))
    right = 0
    latest: dict[int, Report] = {}
    shares = [Share(kind, sheet, number, database.url, settings) for number in range(PROCESSES)]
    with _processes(shares) as reports:
        for number, report in _collect(reports):
            latest[number] = report
            right += report.right
            errors.add(report.wrong)
            if len(latest) == PROCESSES:
                errors.write_to(min(each.line for each in latest.values()))
            progress(sum(each.end for each in latest.values()) // PROCESSES, path.stat().st_size)
    errors.write_to(None)
    return Imported(right, errors.count, errors.path)


@contextmanager
def _processes(shares: list[Share]) -> Iterator[dict[Connection, int]]:
    """Processes that work while the block runs; the ends they report to, by number."""
    # Not forked: a forked copy of a program that talks to a database and draws on a terminal is a trap.
    context = get_context("spawn")
    ends = {}
    processes = []
    for share in shares:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(share, theirs), daemon=True)
        process.start()
        theirs.close()
        ends[ours] = share.number
        processes.append(process)
    try:
        yield ends
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _collect(ends: dict[Connection, int]) -> Iterator[tuple[int, Report]]:
    """Reports as they come, until every process has said that it is done."""
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


def _work(share: Share, reports: Connection) -> None:
    # Ctrl-C reaches every process of a terminal; the first one decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Database(share.url).app_connection(autocommit=True) as db:
            take_in(
                db,
                FileKeyStore(share.settings.key_store),
                Clock.parse(share.settings.clock),
                sheet=share.sheet,
                kind=KINDS[share.kind],
                share=share.number,
                shares=PROCESSES,
                report=reports.send,
            )
        reports.send(None)
    except BrokenPipeError:
        sys.exit("the import was stopped")
    except psycopg.OperationalError as error:
        reports.send(f"the database went away ({str(error).strip()})")
