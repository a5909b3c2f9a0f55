"""The command line: where its options may stand, and what it says when it cannot go on."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from gongji.edge.cli import global_options_first
from gongji.edge.postgres import Database, Server, start


def test_the_global_options_may_stand_behind_the_command() -> None:
    typed = ["serve", "--port", "9000", "--data", "/srv/gongji", "--database-url=postgresql://db/gongji"]
    assert global_options_first(typed) == [
        *("--data", "/srv/gongji", "--database-url=postgresql://db/gongji"),
        *("serve", "--port", "9000"),
    ]


def test_a_data_folder_is_migrated_backed_up_and_left_stopped(data_folder: Path) -> None:
    assert gongji("db", "migrate", "--data", str(data_folder)).stdout.startswith("0001 ")
    backup = Path(gongji("--data", str(data_folder), "db", "backup").stdout.strip())
    assert (backup / "backup_label").exists()
    with start(data_folder) as server:
        assert tables(server) > 10


def test_what_the_operator_must_put_right_is_one_line_and_exit_code_1(database: Database) -> None:
    for arguments in (["db", "backup"], ["db", "migrate"]):
        done = gongji(*arguments, "--database-url", database.url, code=1)
        assert done.stderr.startswith("gongji: ")
        assert done.stderr.count("\n") == 1
    done = gongji("db", "migrate", code=1, GONGJI_CLOCK="yesterday")
    assert done.stderr.startswith("gongji: a clock is ")


def gongji(*arguments: str, code: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "gongji", *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done


def tables(server: Server) -> int:
    with psycopg.connect(server.url(user="postgres")) as db:
        row = db.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    assert row
    return int(row[0])
