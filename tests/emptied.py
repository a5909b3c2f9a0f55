"""One database for many tests, emptied after each: making a new one takes longer than most tests."""

from typing import Any

from psycopg import Connection, sql

OURS = """
select tables.relname
from pg_class as tables
where tables.relnamespace = 'public'::regnamespace
and tables.relkind in ('r', 'p')
and not tables.relispartition
order by tables.relname
"""


class Emptying:
    """Brings a database back to what it was when this was made; identity columns and sequences count on."""

    def __init__(self, db: Connection[Any]) -> None:
        """db: as superuser, in the database, each statement committed."""
        self._tables = [row[0] for row in db.execute(OURS).fetchall()]
        self._kept = {table: rows for table in self._tables if (rows := _rows(db, table))}

    def restore(self, db: Connection[Any]) -> None:
        """Delete what came since, and write what is gone again."""
        with db.transaction():
            # Neither foreign keys nor what forbids to delete hinders a superuser who replicates.
            db.execute("set local session_replication_role = replica")
            for table in self._filled(db):
                if _rows(db, table) != self._kept.get(table, b""):
                    db.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))
                    self._write(db, table)

    def _filled(self, db: Connection[Any]) -> list[str]:
        """The tables that have rows, or had some."""
        ask = sql.SQL(" union all ").join(
            sql.SQL("select {} where exists (select from {})").format(sql.Literal(table), sql.Identifier(table))
            for table in self._tables
        )
        return sorted({row[0] for row in db.execute(ask).fetchall()} | self._kept.keys())

    def _write(self, db: Connection[Any], table: str) -> None:
        if rows := self._kept.get(table):
            with db.cursor().copy(sql.SQL("copy {} from stdin").format(sql.Identifier(table))) as copy:
                copy.write(rows)


def _rows(db: Connection[Any], table: str) -> bytes:
    """A table as COPY writes it; of a partitioned one, of all its parts."""
    statement = sql.SQL("copy (select * from {}) to stdout").format(sql.Identifier(table))
    with db.cursor().copy(statement) as copy:
        return b"".join(bytes(part) for part in copy)
