"""A small file, taken in by this process alone: to start others would take longer than the file."""

from pathlib import Path
from typing import Any

from psycopg import Connection

from gongji.edge.clock import Clock
from gongji.edge.imports.import_file import KINDS
from gongji.edge.imports.share import Report, Share, take_in
from gongji.edge.imports.sheet import open_sheet
from gongji.edge.operator_error import OperatorError
from gongji.ground.keys import KeyStore


def import_alone(db: Connection[Any], keys: KeyStore, clock: Clock, *, kind: str, path: Path) -> None:
    """Take a file of our own in, as an import does. Raises OperatorError with the first line that is refused."""
    reports = list[Report]()
    whole = Share(KINDS[kind], open_sheet(path, KINDS[kind]), number=0, of=1)
    take_in(db, keys, clock, share=whole, report=reports.append)
    wrong = [line for report in reports for line in report.wrong]
    if wrong:
        raise OperatorError(f"{len(wrong)} lines of {path} were not taken in, the first is {wrong[0]}")
