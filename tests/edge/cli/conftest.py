"""An operator at the command line, in a world that is committed."""

import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gongji.edge import cli
from gongji.edge.postgres import Database
from gongji.insured import find_people
from tests.world import World


@dataclass(frozen=True)
class Typed:
    """What became of a command."""

    code: int
    out: str
    err: str


Operator = Callable[..., Typed]


@pytest.fixture
def operator(
    database: Database,
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Operator]:
    """Type a command at the moment of the world."""
    monkeypatch.setenv("GONGJI_DATABASE_URL", database.url)
    monkeypatch.setenv("GONGJI_KEY_STORE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("GONGJI_CLOCK", f"frozen:{world.now.isoformat()}")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    before = signal.getsignal(signal.SIGTERM)

    def typed(*arguments: str) -> Typed:
        world.db.commit()
        monkeypatch.setattr(sys, "argv", ["gongji", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        told = capsys.readouterr()
        return Typed(int(left.value.code or 0), told.out, told.err)

    yield typed
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def number_of(world: World) -> Callable[[int], str]:
    """Ask for somebody's person number."""

    def number(person: int) -> str:
        return find_people(world.db, people=[person])[person].personal_fields(world.keys).person_number

    return number
