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

from gongji.edge.partners.stand_in import StandIn, demo_register
from gongji.edge.postgres import Database

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
NOVEMBER = "frozen:2026-11-05T10:00:00+08:00"
GONGJI = (sys.executable, "-m", "gongji")
# Connecting is tried so often, waiting 0, 0.5, 1, 2, 4 … seconds between.
TRIES = 7


needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")


@pytest.fixture
def variables(database: Database, tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who tries the program on a database of her own, at a clock she can move."""
    clock = tmp_path / "clock"
    clock.write_text(NOVEMBER)
    return os.environ | {
        "GONGJI_DATABASE_URL": database.url,
        "GONGJI_KEY_STORE": str(tmp_path / "keys.json"),
        "GONGJI_CLOCK": f"file:{clock}",
        "PYTHONPATH": str(ROOT / "src"),
        # A walk-through starts the program twenty times; compiled anew each time, that takes half as long again.
        "PYTHONDONTWRITEBYTECODE": "",
    }


@pytest.fixture
def require_as_recorded(pytestconfig: pytest.Config) -> Callable[[str, str], None]:
    """Compare what a walk-through answered with its recorded answers; with --record they are written anew first."""

    def require(name: str, answers: str) -> None:
        recorded = EXAMPLES / f"{name}.answers"
        if pytestconfig.getoption("--record"):
            recorded.write_text(answers)
        assert answers == recorded.read_text()

    return require


@needs_curl
def test_the_mothers_pills_are_answered_as_recorded_and_as_often_as_one_likes(
    variables: dict[str, str], free_port: Callable[[], int], require_as_recorded: Callable[[str, str], None]
):
    run([*GONGJI, "demo", "load"], variables)
    with serving(variables, free_port()) as server:
        for _ in range(2):
            require_as_recorded("pills_in_lanzhou", walk("pills_in_lanzhou", variables, server))
    assert run([*GONGJI, "verify"], variables).startswith("books agree: ")


@needs_curl
def test_a_year_of_a_family_is_answered_as_recorded(
    variables: dict[str, str], free_port: Callable[[], int], require_as_recorded: Callable[[str, str], None]
):
    run([*GONGJI, "demo", "load"], variables)
    with StandIn(demo_register()).serving() as partners:
        variables |= {f"GONGJI_{name}_URL": partners.url for name in ("CIVIL_AFFAIRS", "TAX", "SMS")}
        with serving(variables, free_port()) as server:
            require_as_recorded("a_familys_year", walk("a_familys_year", variables, server))


@needs_curl
def test_a_month_of_lanzhou_is_cleared_as_recorded(
    variables: dict[str, str], free_port: Callable[[], int], require_as_recorded: Callable[[str, str], None]
):
    run([*GONGJI, "demo", "load"], variables)
    with serving(variables, free_port()) as server:
        require_as_recorded("clearing_in_lanzhou", walk("clearing_in_lanzhou", variables, server))
    assert run([*GONGJI, "verify"], variables).startswith("books agree: ")


def walk(name: str, variables: dict[str, str], server: str) -> str:
    """What a walk-through tells, without what differs from run to run."""
    told = run(["sh", str(EXAMPLES / f"{name}.sh")], variables | {"GONGJI_SERVER": server})
    return run([sys.executable, str(EXAMPLES / "normalise.py")], variables, told)


@contextmanager
def serving(variables: dict[str, str], port: int) -> Iterator[str]:
    """A server as `./gongji serve` starts it; its address."""
    command = [*GONGJI, "serve", "--port", str(port)]
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
