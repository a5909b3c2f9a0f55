"""PostgreSQL: the embedded server, connections in two roles, backup and restore.

`gongji.edge.postgres.migrate` is imported by who migrates: it brings Alembic, which a serving process does not need.
"""

from gongji.edge.postgres.backup import back_up
from gongji.edge.postgres.database import Database, open_database
from gongji.edge.postgres.embedded import Server, start
from gongji.edge.postgres.privileges import require_least_privilege
from gongji.edge.postgres.restore import restore

__all__ = [
    "Database",
    "Server",
    "back_up",
    "open_database",
    "require_least_privilege",
    "restore",
    "start",
]
