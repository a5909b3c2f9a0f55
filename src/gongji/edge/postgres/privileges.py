"""The past is never edited, and privileges see to it: the program refuses to work with more than it needs."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from gongji.edge.operator_error import OperatorError

NEVER_EDITED = ("transfer", "settlement", "fact", "request", "fee_lines")


def require_least_privilege(db: Connection[Any], tables: Sequence[str] = NEVER_EDITED) -> None:
    """Refuse a role that could edit the past: update, delete, truncate or own any of the tables or their partitions."""
    missing = db.execute(
        """
        select name
        from unnest(%s::text[]) as name
        where to_regclass(name) is null
        """,
        [list(tables)],
    ).fetchall()
    if missing:
        raise OperatorError(f"the database has no table {missing[0][0]}: run ./gongji db migrate")
    found = db.execute(
        """
        select part::text,
            current_user
        from unnest(%s::text[]) as name,
            lateral (
                select to_regclass(name)
                union
                select relid
                from pg_partition_tree(to_regclass(name))
            ) as parts (part)
            join pg_class on pg_class.oid = part
        where has_table_privilege(part, 'update, delete, truncate')
            or has_any_column_privilege(part, 'update')
            or pg_has_role(relowner, 'member')
        limit 1
        """,
        [list(tables)],
    ).fetchone()
    if found:
        raise OperatorError(f"role {found[1]} could edit the past in {found[0]}: connect as gongji_app")
