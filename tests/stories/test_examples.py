"""The walk-throughs in `examples/`, run as a reader runs them and compared with their recorded answers."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from gongji.edge.postgres import Database

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
CLOCK = "frozen:2026-11-05T10:00:00+08:00"
# Connecting is tried so often, waiting 0, 0.5, 1, 2, 4 … seconds between.
TRIES = 7


@pytest.fixture
def variables(database: Database, tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who tries the program on a database of her own."""
    return os.environ | {
        "GONGJI_DATABASE_URL": database.url,
        "GONGJI_KEY_STORE": str(tmp_path / "keys.json"),
        "GONGJI_CLOCK": CLOCK,
        "PYTHONPATH": str(ROOT / "src"),
    }


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_mothers_pills_are_answered_as_recorded_and_as_often_as_one_likes(
    variables: dict[str, str], free_port: Callable[[], int]
):
    run([sys.executable, "-m", "gongji", "demo", "load"], variables)
    recorded = (EXAMPLES / "pills_in_lanzhou.answers").read_text()
    with serving(variables, free_port()) as server:
        for _ in range(2):
            told = run(["sh", str(EXAMPLES / "pills_in_lanzhou.sh")], variables | {"GONGJI_SERVER": server})
            assert run([sys.executable, str(EXAMPLES / "normalise.py")], variables, told) == recorded
    assert run([sys.executable, "-m", "gongji", "verify"], variables).startswith("books agree: ")


@contextmanager
def serving(variables: dict[str, str], port: int) -> Iterator[str]:
    """A server as `./gongji serve` starts it; its address."""
    command = [sys.executable, "-m", "gongji", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=variables) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            with httpx.Client(transport=httpx.HTTPTransport(retries=TRIES)) as client:
                assert client.get(f"{address}/readyz", timeout=10).text == "ok\n"
            yield address
        finally:
            server.terminate()


def run(command: list[str], variables: dict[str, str], typed: str = "") -> str:
    """What a command prints; it has to succeed."""
    done = subprocess.run(command, env=variables, input=typed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
