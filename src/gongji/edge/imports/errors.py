"""The error file: every line that was not taken in, by line number, with the reason."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path

from gongji.edge.imports.line import Wrong


class ErrorFile:
    """`<FILE>.errors.csv`, made with the first wrong line; what an earlier run left goes away.

    Several processes report, each in the order of the file: lines wait until all have read past them.
    """

    def __init__(self, path: Path) -> None:
        """path: of the error file."""
        path.unlink(missing_ok=True)
        self.path = path
        self.count = 0
        self._waiting: list[Wrong] = []

    def add(self, wrong: Iterable[Wrong]) -> None:
        """Wrong lines of one process."""
        self._waiting += wrong

    def write_to(self, line: int | None) -> None:
        """Write down what waits, up to a line that every process has read, or with None all."""
        ready = sorted(wrong for wrong in self._waiting if line is None or wrong.line <= line)
        if not ready:
            return
        self._waiting = [wrong for wrong in self._waiting if line is not None and wrong.line > line]
        # Only for its owner, like the file beside it should be.
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            if self.count == 0:
                writer.writerow(Wrong._fields)
            writer.writerows(ready)
        self.count += len(ready)
