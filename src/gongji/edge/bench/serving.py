"""The gateway as an operator starts it, `./gongji serve`, on the server and the world of the bench."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import gongji
from gongji.edge.bench.processor import largest_memory_mb
from gongji.edge.bench.stage import Stage
from gongji.edge.operator_error import OperatorError

READY_WITHIN_SECONDS = 60
STOPPED_WITHIN_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Door:
    """A gateway that serves."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        """Where messages go."""
        return f"{self.address}/callService"

    @property
    def address(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}"

    def memory_mb(self) -> float:
        """The most any of its processes ever held."""
        return largest_memory_mb(self.pid)


@contextmanager
def serving(stage: Stage, *, clock: str = "") -> Iterator[Door]:
    """Serve the stage's database with its workers while the block runs. clock: as GONGJI_CLOCK."""
    port = _free_port()
    log = stage.settings.data_dir / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "gongji",
                "--data", stage.settings.data_dir, "--database-url", stage.database.url,
                "serve", "--port", str(port), "--workers", str(stage.workers),
            ],
            env=os.environ | {"PYTHONPATH": str(Path(gongji.__file__).parents[1]), "GONGJI_CLOCK": clock},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )  # fmt: skip
    try:
        _wait_until_ready(process, port, log)
        yield Door(process.pid, port)
    finally:
        process.terminate()
        process.wait(STOPPED_WITHIN_SECONDS)


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    raise OperatorError(f"the gateway does not serve:\n{log.read_text()[-1000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
