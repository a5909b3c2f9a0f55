"""A CSV file whose header is checked: UTF-8, with or without a byte order mark, columns in any order."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gongji.edge.imports.kind import Kind
from gongji.edge.imports.line import LineRefused, split
from gongji.edge.operator_error import OperatorError
from gongji.ground.value import value

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Raw(NamedTuple):
    """A line as it stands in the file. number: from 1, the header. end: bytes of the file up to its end."""

    number: int
    end: int
    content: bytes


@value
class Sheet:
    """columns: of the file, in its order."""

    path: Path
    columns: tuple[str, ...]

    def lines(self) -> Iterator[Raw]:
        """Every line after the header that is not empty."""
        end = 0
        with self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                end += len(line)
                if number > 1 and (content := line.strip(b"\r\n")):
                    yield Raw(number, end, content)

    def fields(self, content: bytes) -> list[str]:
        """The fields of a line in the order of `columns`; refuses a line that has not as many."""
        fields = split(content)
        if len(fields) != len(self.columns):
            raise LineRefused("LINE_BROKEN", f"the line has {len(fields)} fields, the header {len(self.columns)}")
        return fields


def open_sheet(path: Path, kind: Kind) -> Sheet:
    """The sheet of a file; raises OperatorError where it cannot be read or its header is not of this kind."""
    try:
        with path.open("rb") as file:
            header = file.readline().removeprefix(BYTE_ORDER_MARK).strip(b"\r\n")
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}") from None
    try:
        columns = split(header)
    except LineRefused as refused:
        raise OperatorError(f"{path}, header: {refused.reason}") from None
    _require_columns(path, columns, kind)
    return Sheet(path, tuple(columns))


def _require_columns(path: Path, columns: list[str], kind: Kind) -> None:
    wanted = f"(wanted are {','.join(kind.columns())})"
    if not set(columns) & set(kind.columns()):
        # Not quoted: it may be the first line about somebody.
        raise OperatorError(f"{path}: the first line is not a header {wanted}")
    complaints = {
        "missing": [name for name in kind.required() if name not in columns],
        "unknown": [name for name in columns if name not in kind.columns()],
        "there twice": [name for name, times in Counter(columns).items() if times > 1],
    }
    told = "; ".join(f"{what}: {', '.join(names)}" for what, names in complaints.items() if names)
    if told:
        raise OperatorError(f"{path}, columns {told} {wanted}")
