"""`./gongji verify`: what an operator reads, and the exit code."""

import json
import subprocess
import sys
from typing import Any

from psycopg import Connection

from gongji.edge.postgres import Database
from gongji.verification import CHECKS
from tests.world import PILLS, World


def test_it_says_that_the_books_agree(world: World, database: Database) -> None:
    world.buy(world.employee("陈一", account=20_00), (PILLS, 10_00))
    world.db.commit()
    done = verify(database)
    assert (done.stdout, done.returncode) == (f"books agree: {len(CHECKS)} checks, 1 settlements, 3 transfers\n", 0)
    assert json.loads(verify(database, "--json").stdout) == {
        "checks": len(CHECKS),
        "settlements": 1,
        "transfers": 3,
        "violations": [],
    }


def test_it_names_what_does_not_agree_and_exits_with_1(
    world: World, database: Database, superuser: Connection[Any]
) -> None:
    world.employee("陈一", account=20_00)
    world.db.commit()
    superuser.execute("delete from fact")
    told = verify(database)
    assert told.returncode == 1
    assert "every journal has one fact" in told.stdout
    found = verify(database, "--json")
    (violation,) = json.loads(found.stdout)["violations"]
    assert (violation["rules"], found.returncode) == (["I-5", "X-46"], 1)


def test_a_database_without_tables_is_one_line(server: Any) -> None:
    done = verify(Database(server.url("postgres", "postgres")))
    assert (done.returncode, done.stderr.strip()) == (1, "gongji: the database has no tables: run ./gongji db migrate")


def verify(database: Database, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gongji", "verify", *options, "--database-url", database.url],
        capture_output=True,
        text=True,
        check=False,
    )
