"""The embedded PostgreSQL: started by whoever comes first, stopped by whoever leaves last.

Every process that uses a data folder holds a shared lock on a file in it; the kernel lets go of it whatever way the
process ends. Starting and stopping take turns under a second lock.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres.account import server_account
from gongji.edge.postgres.cluster import Cluster
from gongji.edge.postgres.programs import embedded_programs
from gongji.edge.postgres.roles import make_roles_and_database


@dataclass(slots=True)
class Server:
    """A running server this process uses until `release`."""

    cluster: Cluster
    _in_use: int

    def url(self, dbname: str = "gongji", user: str = "gongji_app") -> str:
        """A connection address, for psycopg and for PostgreSQL's own programs."""
        return self.cluster.url(dbname, user)

    def program(self, name: str) -> Path:
        """The path of one of PostgreSQL's programs, such as `pgbench`."""
        return self.cluster.programs / name

    def release(self) -> None:
        """Use it no longer; the last user stops the server."""
        if self._in_use < 0:
            return
        with _turn(self.cluster.data):
            if _lock_for_ourselves(self._in_use) and self.cluster.is_running():
                self.cluster.stop()
            os.close(self._in_use)
            self._in_use = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


def start(data: Path, *, programs: Path | None = None, settings: Mapping[str, str] | None = None) -> Server:
    """Start the server of a data folder, making the folder the first time, or join the one that runs.

    programs: PostgreSQL's programs, by default the embedded ones. settings: what differs from `server_settings`, for
    a server that does not run yet. Raises OperatorError where the folder cannot be used.
    """
    settings = settings or {}
    cluster = cluster_of(data, programs)
    with _turn(data):
        if not cluster.is_running():
            cluster.initialise(sync=settings.get("fsync") != "off")
            cluster.start(settings)
        # Also after joining: whoever made the folder may have died before this.
        make_roles_and_database(cluster)
        in_use = _open(data / "in-use.lock")
        fcntl.flock(in_use, fcntl.LOCK_SH)
    return Server(cluster, in_use)


def cluster_of(data: Path, programs: Path | None = None) -> Cluster:
    """The cluster of a data folder, which is made if it is missing; one that is there keeps its mode."""
    account = server_account(data / "cluster")
    data.mkdir(mode=0o755 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    if not account.can_enter(data):
        raise OperatorError(
            f"{data} cannot be entered by the account {account.name}, and PostgreSQL does not run as root: "
            "choose a folder outside closed homes with --data"
        )
    return Cluster(data, programs or embedded_programs(), account)


@contextmanager
def nobody_else(data: Path) -> Iterator[None]:
    """Keep everybody else off a data folder; raises OperatorError when it is in use."""
    with _turn(data):
        in_use = _open(data / "in-use.lock")
        try:
            if not _lock_for_ourselves(in_use):
                raise OperatorError(f"{data} is in use: stop the server and every other ./gongji on it first")
            yield
        finally:
            os.close(in_use)


@contextmanager
def _turn(data: Path) -> Iterator[None]:
    starting = _open(data / "starting.lock")
    try:
        fcntl.flock(starting, fcntl.LOCK_EX)
        yield
    finally:
        os.close(starting)


def _lock_for_ourselves(in_use: int) -> bool:
    try:
        fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError:
        raise OperatorError(f"{path} belongs to somebody else: choose a folder of your own with --data") from None
