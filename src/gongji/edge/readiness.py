"""Whether this process can do its work now: database, schema, clock, room for what is written next month."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from psycopg import Connection

from gongji.edge.clock import require_clock
from gongji.edge.operator_error import OperatorError
from gongji.ground.identifiers import first_identifier_at

MIGRATIONS = Path(__file__).parents[3] / "schema" / "migrations"
PARTITIONED = ("transfer", "fact", "settlement", "fee_lines")
AHEAD = timedelta(days=30)


def require_ready(db: Connection[Any], *, real_now: datetime) -> None:
    """Raises OperatorError with what is not in order. real_now: of the real clock, which identifiers are made by."""
    require_clock(db)
    require_schema(db)
    require_partitions(db, until=real_now + AHEAD)


def require_schema(db: Connection[Any]) -> None:
    """Raises OperatorError where the database has not exactly the migrations of this release."""
    wanted = newest_migration()
    row = db.execute("select to_regclass('schema_version')").fetchone()
    assert row
    found = db.execute("select version_num from schema_version").fetchone() if row[0] else None
    if found is None or found[0] != wanted:
        has = found[0] if found else "none"
        raise OperatorError(f"the database is at migration {has}, this release needs {wanted}: ./gongji db migrate")


def newest_migration() -> str:
    """The number of the last migration of this release."""
    return max(path.name[:4] for path in MIGRATIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))


def require_partitions(db: Connection[Any], *, until: datetime) -> None:
    """Raises OperatorError where a partitioned table has no place for rows made at `until`."""
    identifier = first_identifier_at(int(until.timestamp() * 1000))
    rows = db.execute(
        """
        select wanted.name
        from unnest(%s::text[]) as wanted (name)
        where not exists (
            select
            from pg_inherits
            join pg_class part on part.oid = pg_inherits.inhrelid
            where pg_inherits.inhparent = to_regclass(wanted.name)
            and substring(pg_get_expr(part.relpartbound, part.oid) from 'TO \\(''(\\d+)''\\)')::bigint > %s
        )
        """,
        [list(PARTITIONED), identifier],
    ).fetchall()
    if rows:
        raise OperatorError(f"table {rows[0][0]} has no partition for {until:%Y-%m-%d}: call make_partitions")
