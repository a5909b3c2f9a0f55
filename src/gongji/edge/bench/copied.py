"""A copy of the world that a run may change as it likes; the world itself stays as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from psycopg import sql

from gongji.edge.bench.stage import Stage, Tell
from gongji.edge.postgres import Database
from gongji.edge.postgres.roles import APP, DATABASE, OWNER, make_database


@contextmanager
def copied(stage: Stage, name: str, tell: Tell) -> Iterator[Stage]:
    """The same stage with a copy of its database, which is dropped afterwards."""
    tell(0, 0)
    drop = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
    with stage.superuser() as db:
        # Of a bench that was killed.
        db.execute(drop)
        make_database(db, name, template=DATABASE)
    try:
        yield replace(
            stage, database=Database(stage.server.url(name, APP), stage.server.url(name, OWNER), stage.server)
        )
    finally:
        with stage.superuser() as db:
            db.execute(drop)
