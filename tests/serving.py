"""`./gongji serve` as a process of its own, which may be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from random import Random

import gongji
from tests.world import NOON

READY_WITHIN_SECONDS = 60


class Serving:
    """A server with two workers on the day of the tests."""

    def __init__(self, database_url: str, *, keys: Path, log: Path) -> None:
        """keys: the key file of the world it serves; log: where everything it says is kept."""
        self.port = _free_port()
        self._log = log
        self._variables = {
            "GONGJI_DATABASE_URL": database_url,
            "GONGJI_PORT": str(self.port),
            "GONGJI_WORKERS": "2",
            "GONGJI_KEY_STORE": str(keys),
            "GONGJI_CLOCK": f"frozen:{NOON.isoformat()}",
            # What a killed server leaves behind goes with the test's folder.
            "TMPDIR": str(log.parent),
            "PYTHONPATH": str(Path(gongji.__file__).parents[1]),
        }

    def start(self) -> None:
        """Start it, without waiting until it is ready."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gongji", "serve"],
                env=os.environ | self._variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        """Return when it settles."""
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while self.is_running() and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=1):
                    return
            except (OSError, urllib.error.URLError):
                time.sleep(0.05)
        raise AssertionError(f"the server is not ready:\n{self.said()}")

    def is_running(self) -> bool:
        """Whether its first process lives."""
        return self._process.poll() is None

    def kill(self) -> None:
        """Kill all its processes at once, as far as they live."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def said(self) -> str:
        """The end of what it said."""
        return self._log.read_text(errors="replace")[-5000:]


def _free_port() -> int:
    """A port below those the system gives to callers: who calls a server that is away could else reach himself."""
    with socket.socket() as probe:
        for port in Random().sample(range(20_000, 32_000), 100):
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise AssertionError("no port is free")
