"""Any afternoon of a family: the program does what a small model of it does, and the model finds planted bugs."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from psycopg import Connection

from gongji.ground.value import replace
from gongji.mutual_aid import answer
from tests.models.machine import FamilyMachine

Make = Callable[[], FamilyMachine]
SHORT, LONG = 25, 2000


@pytest.fixture
def make(connect: Callable[..., Connection[Any]], tmp_path: Path) -> Make:
    db = connect()
    return lambda: FamilyMachine(db, tmp_path / "keys.json")


def run(make: Make, examples: int, *, seeded: bool = True, shrink: bool = True) -> None:
    """print_blob and the seed hypothesis prints repeat whatever failed."""
    chosen = settings(
        max_examples=examples,
        stateful_step_count=25,
        deadline=None,
        derandomize=seeded,
        print_blob=True,
        database=None,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(make, settings=chosen)  # type: ignore[arg-type]


def test_whatever_a_family_does_the_program_does_what_the_model_does(make: Make, long: bool) -> None:
    run(make, LONG if long else SHORT, seeded=not long)


def _forgets_to_return(*_: Any, **__: Any) -> list[Any]:
    return []


def _stops_nothing(*_: Any, **__: Any) -> None:
    return None


def _one_fen_more(*told: Any) -> Any:
    asked = PLANTED_ORIGINAL(*told)
    return replace(asked, limit_fen=asked.limit_fen + 1)


PLANTED_ORIGINAL = answer._quota_asked


@pytest.mark.parametrize(
    ("where", "name", "bug"),
    [
        ("gongji.mutual_aid.change_quota", "give_back", _forgets_to_return),
        ("gongji.mutual_aid.answer", "_quota_asked", _one_fen_more),
        ("gongji.mutual_aid.suspend", "_stop", _stops_nothing),
        ("gongji.mutual_aid.dissolve", "end_quota", _stops_nothing),
        ("gongji.settlement.purses", "in_order", lambda accounts, order: []),
    ],
    ids=["nothing returns", "a fen too much", "a pause stops nothing", "an end keeps the quota", "no purse is opened"],
)
def test_a_planted_bug_is_found(
    make: Make, monkeypatch: pytest.MonkeyPatch, where: str, name: str, bug: Callable[..., Any]
) -> None:
    # By name: the package's own names are its verbs, which hide the files they are in.
    monkeypatch.setattr(sys.modules[where], name, bug)
    with pytest.raises(Exception):  # noqa: B017, PT011
        run(make, 400, shrink=False)
