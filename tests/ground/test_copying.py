"""Whatever a text contains, it comes into its row as it is: by COPY, and by inserts inside a pipeline."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from gongji.ground.copying import copy_json, copy_rows, copy_text

NASTY = [
    "",
    " ",
    "\t",
    "a\tb",
    "line\nbreak",
    "carriage\rreturn\r\n",
    "\\",
    "\\N",
    "\\.",
    "\\n is two characters",
    "back\\slash\\\\es",
    "NULL",
    "null",
    "Null",
    "'single' and \"double\"",
    "{braces}",
    "{",
    "a,b",
    ",",
    "陈一",
    "降压片（每日一次）",
    "𠮷",
    "\b\f\v\x01\x7f",
    "100%",
    "%s",
    "  leading and trailing  ",
    "350200",
    "-1",
    "12:00",
    "é",
    "\ufeffmark",
    "\u2028",
]
# PostgreSQL keeps no zero byte, and a lone surrogate is no text: doors refuse both.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.fixture(params=["copy", "inserts"], autouse=True)
def way(request: pytest.FixtureRequest) -> str:
    """How rows are written."""
    return str(request.param)


def travelling(db: Connection[Any], way: str) -> AbstractContextManager[object]:
    return db.pipeline() if way == "inserts" else nullcontext()


def copied(db: Connection[Any], way: str, texts: list[str]) -> list[tuple[str, list[str]]]:
    """Each text by itself and all of them as JSON, after a journey through a table."""
    db.execute("create temporary table if not exists copied (place int, one text, many json)")
    db.execute("delete from copied")
    lines = [f"{place}\t{copy_text(text)}\t{copy_json(texts)}\n" for place, text in enumerate(texts)]
    with travelling(db, way):
        copy_rows(db, table="copied", columns="place, one, many", lines=lines)
    return db.execute("select one, many from copied order by place").fetchall()


def test_nasty_texts_come_back_as_they_went(db: Connection[Any], way: str) -> None:
    assert copied(db, way, NASTY) == [(text, NASTY) for text in NASTY]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=1, max_size=8))
def test_any_text_comes_back_as_it_went(db: Connection[Any], way: str, texts: list[str]) -> None:
    assert copied(db, way, texts) == [(text, texts) for text in texts]


def test_none_is_null_and_the_text_null_is_not(db: Connection[Any], way: str) -> None:
    db.execute("create temporary table copied (one text)")
    lines = [f"{copy_text(value)}\n" for value in (None, "NULL", "\\N")]
    with travelling(db, way):
        copy_rows(db, table="copied", columns="one", lines=lines)
    assert db.execute("select one from copied").fetchall() == [(None,), ("NULL",), ("\\N",)]


def test_json_keeps_whole_numbers_null_and_names_as_they_are(db: Connection[Any], way: str) -> None:
    value = {"amount_fen": 2**62, "skipped": [[350200, "POOL_UNREACHABLE"]], "none": None, "路径": "a\\b"}
    db.execute("create temporary table copied (one jsonb)")
    with travelling(db, way):
        copy_rows(db, table="copied", columns="one", lines=[f"{copy_json(value)}\n"])
    assert db.execute("select one from copied").fetchone() == (value,)


def test_no_lines_write_nothing_and_ask_nothing(db: Connection[Any], way: str) -> None:
    with travelling(db, way):
        copy_rows(db, table="no_such_table", columns="one", lines=[])
