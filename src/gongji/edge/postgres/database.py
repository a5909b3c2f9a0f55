"""Connections to the database, embedded or on a server, in either role."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool

from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres.embedded import Server, start
from gongji.edge.postgres.roles import DATABASE, OWNER
from gongji.edge.settings import Settings

# Moments come back in Beijing time wherever the server stands.
SESSION: dict[str, Any] = {"options": "-c timezone=Asia/Shanghai", "application_name": "gongji", "connect_timeout": 10}


@dataclass(frozen=True, slots=True)
class Database:
    """Where the data is: `url` as role gongji_app, `owner_url` as gongji_owner, `server` if it is the embedded one."""

    url: str
    owner_url: str | None = None
    server: Server | None = None

    def app_connection(self, **options: Any) -> Connection[Any]:
        """A connection for the program's own work. options: as `psycopg.connect` takes them."""
        return _connect(self.url, options)

    def owner_connection(self, **options: Any) -> Connection[Any]:
        """A connection that may change the schema."""
        return _connect(self.require_owner_url(), options)

    def require_owner_url(self) -> str:
        """The owner's address; raises OperatorError where a server is used and none was given."""
        if not self.owner_url:
            raise OperatorError("set GONGJI_OWNER_URL: the address of the same database as role gongji_owner")
        return self.owner_url

    def pool(self, *, size: int) -> ConnectionPool[Connection[Any]]:
        """Exactly `size` connections of the app role, opened by `with`; broken ones are replaced when taken."""
        return ConnectionPool(
            self.url, kwargs=SESSION, min_size=size, max_size=size, open=False, check=ConnectionPool.check_connection
        )


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database of the settings; the embedded one is started, and stopped when its last user is done."""
    if settings.database_url:
        yield Database(settings.database_url, settings.owner_url)
        return
    with start(settings.data_dir) as server:
        yield Database(server.url(), server.url(DATABASE, OWNER), server)


def _connect(url: str, options: dict[str, Any]) -> Connection[Any]:
    try:
        return psycopg.connect(url, **SESSION | options)
    except psycopg.OperationalError as error:
        raise OperatorError(f"the database does not answer: {str(error).strip()}") from error
