"""Everything that stands in a database, to see whether something changed."""

from typing import Any

from psycopg import Connection, sql


def contents(db: Connection[Any]) -> dict[str, list[str]]:
    """The rows of every table, as text."""
    tables = db.execute(
        """
        select relname
        from pg_class
        where relnamespace = 'public'::regnamespace
        and relkind in ('r', 'p')
        and not relispartition
        and relname <> 'schema_version'
        """
    ).fetchall()
    return {name: _rows(db, name) for (name,) in tables}


def _rows(db: Connection[Any], table: str) -> list[str]:
    rows = db.execute(sql.SQL("select row::text from {} as row").format(sql.Identifier(table)))
    return sorted(row[0] for row in rows)
