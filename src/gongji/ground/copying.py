"""Values as the text COPY of PostgreSQL wants them.

COPY is how the payment path writes: no planning, several rows a page write. Rows are built as lines of text, since
joining strings is the fastest thing Python does.
"""

import re
from typing import Any

import msgspec
from psycopg import Connection, sql

NULL = r"\N"
# Most texts (codes, numbers) need no escaping; asking first is cheaper than always translating.
PLAIN = re.compile(r"[\w.:;/ -]*", re.ASCII).fullmatch
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_text(value: str | None) -> str:
    """One text value inside a COPY line; None is null."""
    if value is None:
        return NULL
    return value if PLAIN(value) else value.translate(ESCAPES)


def copy_json(value: Any) -> str:
    """A value as JSON inside a COPY line; JSON already writes tabs and newlines as escapes, only backslashes double."""
    text = msgspec.json.encode(value).decode()
    return text.replace("\\", "\\\\") if "\\" in text else text


def copy_rows(db: Connection[Any], *, table: str, columns: str, lines: list[str]) -> None:
    """Write lines built with `copy_text` and `copy_json` into a table; each line ends with a newline."""
    if not lines:
        return
    statement = sql.SQL("copy {} (" + columns + ") from stdin").format(sql.Identifier(table))
    with db.cursor().copy(statement) as copy:
        copy.write("".join(lines))
