"""The databases of the tests: one server for a run, a template made once, databases copied from it.

Tests take `db` for work on one connection, `connect` for more than one, `database` for its addresses.
"""

import fcntl
import itertools
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings
from psycopg import Connection, sql

from gongji.edge.postgres.configuration import SUPERUSER
from gongji.edge.postgres.database import Database
from gongji.edge.postgres.embedded import Server, cluster_of, start
from gongji.edge.postgres.migrate import migrate
from gongji.edge.postgres.roles import APP, OWNER, make_database
from tests.world import World, furnished_world

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
# A test's database is thrown away, so nothing in it has to outlive a power cut.
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "archive_mode": "off",
    "shared_buffers": "128MB",
}
TEMPLATE = "gongji_template"
NUMBERS = itertools.count()
FOLDER = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="races, kills and models at the sizes the issues state")
    parser.addoption("--examples", type=int, help="how many afternoons of a family to try, as many as one likes")
    parser.addoption("--seed", type=int, help="of the model-based test, to do the same again")
    parser.addoption("--record", action="store_true", help="record what the walk-throughs of examples/ answer now")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis_settings.register_profile("short", max_examples=50, derandomize=True, deadline=None)
    hypothesis_settings.register_profile("long", max_examples=2000, deadline=None)
    hypothesis_settings.load_profile("long" if config.getoption("--long") else "short")
    if given := _worker_input(config):
        config.stash[FOLDER] = Path(given["folder"])
    else:
        # Not in pytest's own folder: as root the server runs as another account, which cannot enter that.
        folder = Path(tempfile.mkdtemp(prefix="gongji-test-"))
        folder.chmod(0o755)
        config.stash[FOLDER] = folder


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["folder"] = str(node.config.stash[FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _worker_input(config):
        for data in config.stash[FOLDER].iterdir():
            _stop(data)
        shutil.rmtree(config.stash[FOLDER])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="only with --long"))
    # The types take longest, so they start first.
    items.sort(key=lambda item: item.path.name != "test_house.py")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("any_server") and "server" in metafunc.fixturenames:
        servers = ["embedded"] + ["debian-15"] * DEBIAN_15.exists()
        metafunc.parametrize("server", servers, indirect=True, scope="session")


@pytest.fixture(scope="session")
def long(pytestconfig: pytest.Config) -> bool:
    """Whether to use the sizes the issues state rather than small ones."""
    return bool(pytestconfig.getoption("--long"))


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Ask for a TCP port nobody listens on."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find


@pytest.fixture
def server_folder() -> Iterator[Path]:
    """An empty folder the account of an embedded server can enter; a server left on it is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="gongji-test-"))
    folder.chmod(0o755)
    yield folder
    _stop(folder / "data")
    shutil.rmtree(folder)


@pytest.fixture
def data_folder(server_folder: Path, prepared_cluster: Path) -> Path:
    """The data folder of an embedded server that was made and stopped."""
    data = server_folder / "data"
    data.mkdir()
    subprocess.run(["cp", "-a", prepared_cluster, data / "cluster"], check=True)
    return data


@pytest.fixture(scope="session")
def prepared_cluster(pytestconfig: pytest.Config, worker_id: str) -> Path:
    data = pytestconfig.stash[FOLDER] / f"prepared_{worker_id}"
    with start(data, settings=CARELESS) as server:
        cluster = server.cluster
    # Copied, archived and thrown away for every test: small pieces of log are quicker.
    cluster.run("pg_resetwal", "--wal-segsize=1", cluster.pgdata)
    return cluster.pgdata


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Iterator[Server]:
    """The server all workers of this run share, with the template database."""
    name = getattr(request, "param", "embedded")
    data = pytestconfig.stash[FOLDER] / name
    with start(data, programs=DEBIAN_15 if name == "debian-15" else None, settings=CARELESS) as server:
        with one_at_a_time(data), superuser_of(server, "postgres") as db:
            if not db.execute("select 1 from pg_database where datname = %s", [TEMPLATE]).fetchone():
                make_database(db, "gongji_making")
                migrate(server.url("gongji_making", OWNER))
                db.execute(sql.SQL("alter database gongji_making rename to {}").format(sql.Identifier(TEMPLATE)))
        yield server


@pytest.fixture(scope="session")
def fresh_database(server: Server, worker_id: str) -> Callable[..., Database]:
    """Ask for a new database, migrated and without rows, or a copy of another template."""

    def make(template: str = TEMPLATE) -> Database:
        name = f"t_{worker_id}_{next(NUMBERS)}"
        with superuser_of(server, "postgres") as db:
            make_database(db, name, template=template)
        return Database(server.url(name, APP), server.url(name, OWNER), server)

    return make


@pytest.fixture(scope="session")
def shared_database(fresh_database: Callable[..., Database]) -> Database:
    """The database of this worker that every test leaves as it was."""
    return fresh_database()


@pytest.fixture
def database(fresh_database: Callable[..., Database], server: Server) -> Iterator[Database]:
    """A database for this test alone, for what has to be committed; thrown away afterwards."""
    database = fresh_database()
    yield database
    with superuser_of(server, "postgres") as db:
        db.execute(sql.SQL("drop database {} (force)").format(sql.Identifier(name_of(database))))


@pytest.fixture
def db(request: pytest.FixtureRequest) -> Iterator[Connection[Any]]:
    """A connection of the app role.

    By itself everything it did is taken back after the test. In a test with `connect` or `database` it works in that
    test's own database and may commit.
    """
    if "database" in request.fixturenames:
        with request.getfixturevalue("database").app_connection() as own:
            yield own
    else:
        with (
            request.getfixturevalue("shared_database").app_connection() as shared,
            shared.transaction(force_rollback=True),
        ):
            yield shared


@pytest.fixture
def connect(database: Database, db: Connection[Any]) -> Iterator[Callable[..., Connection[Any]]]:
    """Ask for more connections of the app role, for races. What `db` did so far is committed, so that they see it."""
    opened: list[Connection[Any]] = []

    def open_another(**options: Any) -> Connection[Any]:
        db.commit()
        opened.append(database.app_connection(**options))
        return opened[-1]

    yield open_another
    for connection in opened:
        connection.close()


@pytest.fixture
def owner(database: Database) -> Iterator[Connection[Any]]:
    """A connection as gongji_owner to the test's own database."""
    with database.owner_connection(autocommit=True) as connection:
        yield connection


@pytest.fixture
def superuser(database: Database, server: Server) -> Iterator[Connection[Any]]:
    """A connection that may do anything to the test's own database, each statement committed."""
    with superuser_of(server, name_of(database)) as connection:
        yield connection


@pytest.fixture
def world(db: Connection[Any], tmp_path: Path) -> World:
    """Pools, institutions, a catalogue, and the means to make families, on the connection `db`."""
    return furnished_world(db, tmp_path / "keys.json")


def name_of(database: Database) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(database.url)["dbname"])


def superuser_of(server: Server, dbname: str) -> Connection[Any]:
    return psycopg.connect(server.url(dbname, SUPERUSER), autocommit=True)


@contextmanager
def one_at_a_time(data: Path) -> Iterator[None]:
    with (data / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _worker_input(config: pytest.Config) -> dict[str, Any] | None:
    return getattr(config, "workerinput", None)


def _stop(data: Path) -> None:
    """Stop what a test or a worker that died left running."""
    if (data / "cluster").exists():
        cluster = cluster_of(data, DEBIAN_15 if data.name == "debian-15" else None)
        if cluster.is_running():
            cluster.stop("immediate")
