"""Rows as the text COPY of PostgreSQL wants them, and how they get into their tables.

COPY is how the payment path writes: no planning, several rows a page write. Rows are built as lines of text, since
joining strings is the fastest thing Python does. Few rows travel faster as inserts, all in one pipeline.
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from psycopg import Connection, sql
from psycopg.pq import PipelineStatus

NULL = r"\N"
# Most texts (codes, numbers) need no escaping; asking first is cheaper than always translating.
PLAIN = re.compile(r"[\w.:;/ -]*", re.ASCII).fullmatch
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
ESCAPED = re.compile(r"\\(.)").sub
MEANING = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}


def copy_text(value: str | None) -> str:
    """One text value inside a COPY line; None is null."""
    if value is None:
        return NULL
    return value if PLAIN(value) else value.translate(ESCAPES)


@lru_cache(maxsize=100)
def copy_time(moment: datetime) -> str:
    """A moment inside a COPY line; one batch has but one."""
    return moment.isoformat()


def copy_json(value: Any) -> str:
    """A value as JSON inside a COPY line; JSON already writes tabs and newlines as escapes, only backslashes double."""
    text = msgspec.json.encode(value).decode()
    return text.replace("\\", "\\\\") if "\\" in text else text


def copy_rows(db: Connection[Any], *, table: str, columns: str, lines: list[str]) -> None:
    """Write lines built with `copy_text` and `copy_json` into a table; each line ends with a newline.

    Inside `db.pipeline()`, where COPY cannot travel, they are inserted.
    """
    if not lines:
        return
    if db.info.pipeline_status is not PipelineStatus.OFF:
        _insert(db, table, columns, lines)
        return
    statement = sql.SQL("copy {} (" + columns + ") from stdin").format(sql.Identifier(table))
    with db.cursor().copy(statement) as copy:
        copy.write("".join(lines))


def _insert(db: Connection[Any], table: str, columns: str, lines: list[str]) -> None:
    rows = [line[:-1].split("\t") for line in lines]
    row = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
    statement = f"insert into {table} ({columns}) values {', '.join([row] * len(rows))}"
    db.execute(statement, [_value(text) for texts in rows for text in texts])


def _value(text: str) -> str | None:
    """What a COPY line means by a text."""
    if "\\" not in text:
        return text
    return None if text == NULL else ESCAPED(lambda escaped: MEANING[escaped[1]], text)
