"""`./gongji serve` as a process of its own, which may be killed."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import gongji
from tests.world import NOON

READY_WITHIN_SECONDS = 60
STOPPED_WITHIN_SECONDS = 30


class Serving:
    """A server with two workers on the day of the tests."""

    def __init__(self, database_url: str, *, port: int, keys: Path, log: Path) -> None:
        """keys: the key file of the world it serves; log: where everything it says is kept."""
        self.port = port
        self._log = log
        self._variables = {
            "GONGJI_DATABASE_URL": database_url,
            "GONGJI_PORT": str(port),
            "GONGJI_WORKERS": "2",
            "GONGJI_KEY_STORE": str(keys),
            "GONGJI_CLOCK": f"frozen:{NOON.isoformat()}",
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

    def workers(self) -> set[int]:
        """The processes that answer."""
        first = self._process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return {int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()}

    def kill(self) -> None:
        """Kill all its processes at once."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        """Let it finish what is under way; its exit code."""
        self._process.terminate()
        return self._process.wait(STOPPED_WITHIN_SECONDS)

    def said(self) -> str:
        """The end of what it said."""
        return self._log.read_text(errors="replace")[-5000:]
