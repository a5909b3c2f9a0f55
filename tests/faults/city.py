"""A city whose server and database may be killed: families who share, and proxies in front of server and database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gongji.edge.postgres import Database, Server
from gongji.edge.postgres.migrate import migrate
from gongji.edge.postgres.roles import DATABASE, OWNER
from gongji.kinship import NearRelative
from gongji.mutual_aid import Quota
from tests.faults.proxies import COMMIT, MESSAGE, Proxy
from tests.messages import Customer, customer_of
from tests.serving import Serving
from tests.world import World, furnished_world

FAMILIES = 50
SOCKET = ".s.PGSQL.5432"


@dataclass
class Family:
    """A mother who buys, from what her child set aside for her."""

    mother: Customer
    quota: Quota


@dataclass
class City:
    """Where everything is: its database, its families, its server, and what stands between them."""

    server: Server
    database: Database
    families: list[Family]
    serving: Serving
    commits: Proxy
    messages: Proxy
    port: int


@asynccontextmanager
async def open_city(server: Server, folder: Path) -> AsyncIterator[City]:
    """A city on an empty server, which starts to serve. folder: for keys, log and socket."""
    database = Database(server.url(), server.url(DATABASE, OWNER), server)
    migrate(database.require_owner_url())
    with database.app_connection() as db:
        world = furnished_world(db, folder / "keys.json")
        families = [_family(world) for _ in range(FAMILIES)]
    commits = Proxy(COMMIT, lambda: asyncio.open_unix_connection(server.cluster.socket_folder / SOCKET))
    url = f"postgresql://gongji_app@/gongji?host={folder}"
    serving = Serving(url, keys=folder / "keys.json", log=folder / "serve.log")
    messages = Proxy(MESSAGE, lambda: asyncio.open_connection("127.0.0.1", serving.port))
    tills = await asyncio.start_server(messages.take, "127.0.0.1", 0)
    async with await asyncio.start_unix_server(commits.take, folder / SOCKET), tills:
        serving.start()
        try:
            yield City(server, database, families, serving, commits, messages, tills.sockets[0].getsockname()[1])
        finally:
            serving.kill()


def _family(world: World) -> Family:
    number = next(world.numbers)
    child, mother = world.employee(f"陈{number}", account=20_000_00), world.resident(f"林{number}")
    quota = world.share(child, mother, NearRelative.PARENT, 100_00 + number % 7 * 1_000_00)
    return Family(customer_of(world.db, world.keys, mother), quota)
