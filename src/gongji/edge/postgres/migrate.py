"""Bring a database to the schema of this checkout: plain SQL files, run in order by Alembic."""

from collections.abc import Callable
from pathlib import Path

import psycopg
from alembic import command, op
from alembic.config import Config
from sqlalchemy import Connection, NullPool, create_engine, text

from gongji.edge.postgres.roles import APP

SCHEMA = Path(__file__).parents[4] / "schema"
# Any number; it only has to be the same for everybody who migrates.
MIGRATING = 3_650_200_620_100


def migrate(
    owner_url: str, *, to: str = "head", schema: Path = SCHEMA, on_step: Callable[[str], None] = lambda step: None
) -> None:
    """Run the migrations that are missing, each in its own transaction; two who try at once take turns.

    owner_url: as role gongji_owner. to: the last migration to run, such as "0003". schema: a folder with `env.py` and
    `migrations`. on_step: told each migration when it is done, as "0003 what it is".
    """
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(owner_url), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": MIGRATING})
        connection.commit()
        config = Config(attributes={"connection": connection, "on_step": on_step})
        config.set_main_option("script_location", str(schema).replace("%", "%%"))
        config.set_main_option("version_locations", str(schema / "migrations").replace("%", "%%"))
        config.set_main_option("path_separator", "newline")
        command.upgrade(config, to)
        # A server that starts asks which schema it has before it.
        connection.execute(text(f"grant select on schema_version to {APP}"))
        connection.commit()


def sql_beside(migration: str) -> Callable[[], None]:
    """What the `upgrade` of a migration does: it runs the SQL file of the same name.

    migration: the migration's `__file__`.
    """

    def upgrade() -> None:
        run_sql(op.get_bind(), Path(migration).with_suffix(".sql").read_bytes())

    return upgrade


def run_sql(bind: Connection, statements: bytes) -> None:
    """Run many statements in the migration's transaction."""
    connection = bind.connection.driver_connection
    # Straight to the driver: colons and percent signs in them are not parameters.
    assert isinstance(connection, psycopg.Connection)
    connection.execute(statements)
