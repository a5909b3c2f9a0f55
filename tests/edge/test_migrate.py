"""Migrations: plain SQL files, each run once, wholly or not at all."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gongji.edge.postgres import Database
from gongji.edge.postgres.migrate import SCHEMA, migrate


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    (tmp_path / "migrations").mkdir()
    shutil.copy(SCHEMA / "env.py", tmp_path)
    write(tmp_path, "0001", None, "create table paid (what text); insert into paid values ('100% :of it')")
    write(tmp_path, "0002", "0001", "alter table paid add column amount_fen bigint not null default 0")
    return tmp_path


def test_each_step_runs_once_and_keeps_the_rows_that_are_there(
    schema: Path, fresh_database: Callable[..., Database]
) -> None:
    empty = fresh_database("template1")
    steps: list[str] = []
    migrate(empty.require_owner_url(), to="0001", schema=schema, on_step=steps.append)
    with empty.owner_connection() as db:
        db.execute("insert into paid values ('pills')")
    migrate(empty.require_owner_url(), schema=schema, on_step=steps.append)
    migrate(empty.require_owner_url(), schema=schema, on_step=steps.append)
    assert rows(empty, "select what, amount_fen from paid") == [("100% :of it", 0), ("pills", 0)]
    assert steps == ["0001 Step 0001.", "0002 Step 0002."]


def test_a_migration_that_fails_leaves_nothing_behind(schema: Path, fresh_database: Callable[..., Database]) -> None:
    empty = fresh_database("template1")
    write(schema, "0003", "0002", "update paid set amount_fen = 1; select 1 / 0")
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(empty.require_owner_url(), schema=schema)
    assert rows(empty, "select amount_fen from paid") == [(0,)]
    assert rows(empty, "select version_num from schema_version") == [("0002",)]


def write(schema: Path, revision: str, after: str | None, sql: str) -> None:
    file = schema / "migrations" / f"{revision}_step.py"
    file.with_suffix(".sql").write_text(sql)
    file.write_text(
        f'"""Step {revision}."""\n\n'
        "from gongji.edge.postgres.migrate import sql_beside\n\n"
        f"revision = {revision!r}\ndown_revision = {after!r}\nupgrade = sql_beside(__file__)\n"
    )


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with database.owner_connection() as db:
        return db.execute(query.encode()).fetchall()
