"""One data folder of the embedded PostgreSQL: made, started, stopped. Who may do so when is in `embedded`."""

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres.account import Account
from gongji.edge.postgres.configuration import SUPERUSER, server_settings, write_configuration

PORT = 5432
# What the kernel takes for the path of a socket is 107 bytes.
LONGEST_SOCKET_PATH = 100
# After a crash as much log as max_wal_size may have to be replayed.
START_SECONDS = 900
LEFTOVERS_SECONDS = 30
# One above the highest number Linux gives to a process.
NOBODYS_PROCESS = 2**22 + 1


@dataclass(frozen=True, slots=True)
class Cluster:
    """A data folder, the programs and the account that serve it."""

    data: Path
    programs: Path
    account: Account

    @property
    def pgdata(self) -> Path:
        """PostgreSQL's own folder."""
        return self.data / "cluster"

    @property
    def archive(self) -> Path:
        """Finished segments of the write-ahead log, kept from the first backup on."""
        return self.data / "archive"

    @property
    def backups(self) -> Path:
        """Base backups, each named by the moment it was complete."""
        return self.data / "backups"

    @property
    def socket_folder(self) -> Path:
        """Where the socket is: in the data folder, or where that path is too long for a socket, in /tmp."""
        folder = self.data / "run"
        if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
            return folder
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(f"/tmp/gongji-{self.account.uid}-{digest}")

    def url(self, dbname: str = "gongji", user: str = "gongji_app") -> str:
        """A connection address; passwords are not needed on this socket."""
        where = urlencode({"host": str(self.socket_folder), "port": PORT})
        return f"postgresql://{quote(user)}@/{quote(dbname)}?{where}"

    def run(self, program: str, *arguments: str | Path) -> None:
        """Run a program of PostgreSQL as the server's account; raises OperatorError with what it complained of."""
        # A file, not a pipe: the server keeps what it inherited open.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [self.programs / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
                **self.process_options(),
            )
            output.seek(0)
            if done.returncode:
                raise OperatorError(f"{program} failed: {output.read().decode(errors='replace')[-2000:].strip()}")

    def process_options(self) -> dict[str, Any]:
        """Keywords for `subprocess`: the account, and none of the caller's PG* variables."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
        return {"env": environment, "cwd": "/", **self.account.for_subprocess()}

    def is_running(self) -> bool:
        """Whether a server runs on this folder, whoever started it."""
        status: list[str | Path] = [self.programs / "pg_ctl", "status", "-D", self.pgdata]
        done = subprocess.run(status, capture_output=True, check=False, **self.process_options())
        return done.returncode == 0 and self._postmaster_lives()

    def pid(self) -> int:
        """The process number of the running server."""
        return int((self.pgdata / "postmaster.pid").read_text().split("\n", 1)[0])

    def initialise(self, *, sync: bool) -> None:
        """Make the database folder if there is none; one that was cut short is made anew."""
        if self.pgdata.exists():
            return
        draft = self.pgdata.with_name("cluster.new")
        if draft.exists():
            shutil.rmtree(draft)
        self.account.own_folder(draft)
        options = ["--encoding=UTF8", "--locale=C", "--data-checksums", "--auth=peer", f"--username={SUPERUSER}"]
        if self.major_version() >= 17:
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not sync:
            options.append("--no-sync")
        self.run("initdb", "--pgdata", draft, *options)
        with (draft / "postgresql.conf").open("a") as file:
            file.write("include 'gongji.conf'\n")
        draft.rename(self.pgdata)

    def major_version(self) -> int:
        """The major version of the programs."""
        answer = subprocess.run([self.programs / "postgres", "--version"], capture_output=True, check=True, text=True)
        return int(answer.stdout.split()[2].split(".")[0])

    def start(self, settings: Mapping[str, str]) -> None:
        """Start a server that is not running, and return when it takes connections.

        settings: what differs from `server_settings`.
        """
        self._require_our_version()
        self._make_socket_folder()
        ours = server_settings(socket_folder=self.socket_folder, archive=self.archive)
        write_configuration(self.pgdata, self.account, {**ours, **settings})
        self._forget_dead_postmaster()
        log = self._start_log
        deadline = time.monotonic() + LEFTOVERS_SECONDS
        while True:
            log.unlink(missing_ok=True)
            try:
                self.run("pg_ctl", "start", "-D", self.pgdata, "-l", log, "-w", "-t", str(START_SECONDS), "-s")
            except OperatorError:
                complaint = self.complaint()
                # The processes of a killed server take a moment to notice.
                if "still in use" not in complaint or time.monotonic() > deadline:
                    raise OperatorError(f"PostgreSQL does not start on {self.pgdata}:\n{complaint}") from None
                time.sleep(0.2)
            else:
                return

    def stop(self, mode: str = "fast") -> None:
        """Stop the server. mode: "fast" ends sessions and writes everything down, "immediate" is a crash."""
        self.run("pg_ctl", "stop", "-D", self.pgdata, "-m", mode, "-w", "-t", str(START_SECONDS), "-s")
        if self.socket_folder.parent != self.data:
            shutil.rmtree(self.socket_folder)

    def complaint(self) -> str:
        """What the server last wrote to its logs."""
        newest = sorted((self.pgdata / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)[-1:]
        logs = [path for path in [self._start_log, *newest] if path.exists()]
        return "\n".join(path.read_text(errors="replace")[-1500:].strip() for path in logs)

    def _postmaster_lives(self) -> bool:
        # Its number may by now belong to another program, or to a zombie nobody collects.
        try:
            about = Path(f"/proc/{self.pid()}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return False
        return "(postgres)" in about and ") Z " not in about

    def _forget_dead_postmaster(self) -> None:
        file = self.pgdata / "postmaster.pid"
        if file.exists() and not self._postmaster_lives():
            # The rest of the file stays: by it a start knows whether processes of the dead server still write.
            _, rest = file.read_text().split("\n", 1)
            file.write_text(f"{NOBODYS_PROCESS}\n{rest}")
            (self.socket_folder / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _require_our_version(self) -> None:
        ours, theirs = self.major_version(), int((self.pgdata / "PG_VERSION").read_text())
        if ours != theirs:
            raise OperatorError(
                f"{self.pgdata} is of PostgreSQL {theirs}, this is {ours}: dump it with the old release, load it here"
            )

    def _make_socket_folder(self) -> None:
        folder = self.account.own_folder(self.socket_folder)
        if folder.is_symlink() or folder.stat().st_uid != self.account.uid:
            raise OperatorError(f"{folder} belongs to somebody else")

    @property
    def _start_log(self) -> Path:
        return self.socket_folder / "start.log"
