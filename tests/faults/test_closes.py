"""Whoever closes a month is killed somewhere in the middle: started again, it makes the same bytes (C-15)."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg import sql

from gongji.edge.postgres import Database
from gongji.edge.settings import Settings
from gongji.kinship import NearRelative
from tests.world import FUZHOU, PILLS, World

CLOCK = "frozen:2026-12-{}T10:00:00+08:00"
BEFORE_THE_END = ("clearing_day_pair", "clearing_month_pair", "statement_month", "clearing_day")
BEFORE_GENERATED = ("clearing_held", "clearing_line", "clearing_sheet", "clearing_batch", "clearing_confirmation")


@pytest.fixture
def november(world: World, database: Database, tmp_path: Path) -> dict[str, str]:
    """Bills between three pools; the environment of a command on the first of December."""
    for pool in (FUZHOU, 350200):
        son, mother = world.employee("陈一", account=3_000_00, sex=1, pool=pool), world.resident("李秀兰")
        world.share(son, mother, NearRelative.PARENT, 1_000_00)
        world.buy(mother, (PILLS, 218_50))
    world.db.commit()
    settings = Settings.read({}, data_dir=tmp_path, database_url=database.url, owner_url=database.owner_url)
    return os.environ | settings.as_variables() | {"GONGJI_CLOCK": CLOCK.format("01")}


def test_a_day_is_filed_wholly_or_not_at_all(database: Database, november: dict[str, str], long: bool) -> None:
    for table in BEFORE_THE_END if long else BEFORE_THE_END[-1:]:
        killed_at(database, november, table, "days")
        assert rows(database, "clearing_day_pair", "clearing_month_pair", "statement_day", "clearing_day") == []
    assert gongji(november, "days").splitlines()[0] == "2026-11-30: 2 items, 437.00"


def test_a_month_is_sorted_wholly_or_not_at_all_and_comes_out_the_same(
    database: Database, november: dict[str, str], tmp_path: Path, long: bool
) -> None:
    gongji(november, "days")
    november = november | {"GONGJI_CLOCK": CLOCK.format("21")}
    for table in BEFORE_GENERATED if long else BEFORE_GENERATED[-1:]:
        killed_at(database, november, table, "sort", "202611")
        assert rows(database, *BEFORE_GENERATED) == []
    first = gongji(november, "sort", "202611")
    again = ("clearing_line", "clearing_sheet")
    for table in again:
        killed_at(database, november, table, "sort", "202611")
        gongji(november, "publish", "202611", "--to", str(tmp_path / table))
    assert gongji(november, "sort", "202611") == first
    published = [{file.name: file.read_bytes() for file in (tmp_path / table).iterdir()} for table in again]
    assert published[0] == published[1]


def killed_at(database: Database, november: dict[str, str], table: str, *command: str) -> None:
    """Kill a command when it has come as far as this table, which somebody holds."""
    with held(database, table), subprocess.Popen(line(*command), env=november, stdout=subprocess.DEVNULL) as running:
        while (waiting := who_waits(database, table)) is None:
            assert running.poll() is None, f"{command} never came to {table}"
        running.send_signal(signal.SIGKILL)
    # Its server process notices only when it has what it waited for.
    while is_there(database, waiting):
        pass


@contextmanager
def held(database: Database, table: str) -> Iterator[None]:
    with database.owner_connection() as db:
        db.execute(sql.SQL("lock table {} in access exclusive mode").format(sql.Identifier(table)))
        yield
        db.rollback()


def who_waits(database: Database, table: str) -> int | None:
    """The server process that waits for a table."""
    with database.app_connection() as db:
        row = db.execute(
            "select pid from pg_locks where relation = %s::regclass and not granted limit 1", [table]
        ).fetchone()
    return None if row is None else int(row[0])


def is_there(database: Database, pid: int) -> bool:
    with database.app_connection() as db:
        return db.execute("select 1 from pg_stat_activity where pid = %s", [pid]).fetchone() is not None


def gongji(november: dict[str, str], *command: str) -> str:
    return subprocess.run(line(*command), env=november, capture_output=True, text=True, check=True).stdout


def line(*command: str) -> list[str]:
    return [sys.executable, "-m", "gongji", "clearing", *command]


def rows(database: Database, *tables: str) -> list[str]:
    """Which of the tables have any."""
    with database.app_connection() as db:
        return [
            name
            for name in tables
            if db.execute(sql.SQL("select 1 from {} limit 1").format(sql.Identifier(name))).fetchone()
        ]
