"""`schema/tables` says what the database is, `schema/migrations` how one gets there: the same database."""

import re
import subprocess
from collections.abc import Callable

import pytest

from gongji.edge.postgres import Database, Server
from gongji.edge.postgres.migrate import SCHEMA


@pytest.mark.any_server
def test_tables_and_migrations_make_the_same_database(server: Server, fresh_database: Callable[..., Database]) -> None:
    migrated = fresh_database()
    written = fresh_database("template1")
    with written.owner_connection() as db:
        for file in sorted((SCHEMA / "tables").glob("*.sql")):
            db.execute(file.read_bytes())
    assert objects_of(server, written) == objects_of(server, migrated)


def objects_of(server: Server, database: Database) -> list[str]:
    """Every statement that would make this database again; the order of statements and columns does not count.

    Without the queue of the jobs, whose schema is its library's.
    """
    dump = subprocess.run(
        [
            server.program("pg_dump"),
            "--schema-only",
            "--exclude-table=schema_version",
            "--exclude-schema=jobs",
            database.require_owner_url(),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = [line for line in dump.splitlines() if not line.startswith(("--", "\\"))]
    return sorted(in_any_order(statement) for statement in re.split(r"\n\n+", "\n".join(lines)))


def in_any_order(statement: str) -> str:
    if not statement.startswith("CREATE TABLE"):
        return statement
    return "\n".join(sorted(line.rstrip(",") for line in statement.splitlines()))
