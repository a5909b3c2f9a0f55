"""Lint, types and floors hold for everything in the checkout, and the locks are what was declared."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

HERE = Path(__file__).parents[1]
PROGRAMS = Path(sys.executable).parent


def test_the_types_hold() -> None:
    require_clean("mypy")


def test_the_floors_hold() -> None:
    require_clean("lint-imports", "--no-cache")


def test_the_linter_finds_nothing() -> None:
    require_clean("ruff", "check")


def test_the_code_is_formatted() -> None:
    require_clean("ruff", "format", "--check")


def test_what_is_declared_is_locked_and_what_is_locked_names_no_place() -> None:
    declared = tomllib.loads((HERE / "pyproject.toml").read_text())
    run = declared["project"]["dependencies"]
    for lock, wanted in (
        ("requirements.lock", run),
        ("requirements-dev.lock", run + declared["dependency-groups"]["dev"]),
    ):
        text = (HERE / lock).read_text()
        locked = dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", text, re.MULTILINE))
        assert [name for name in map(Requirement, wanted) if locked[name.name] not in name.specifier] == []
        assert not re.search(r"://|--(extra-)?index|--find-links", text)


def require_clean(program: str, *arguments: str) -> None:
    done = subprocess.run([PROGRAMS / program, *arguments], cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)
