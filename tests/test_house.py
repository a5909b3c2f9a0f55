"""Lint, types and floors hold for everything in the checkout."""

import subprocess
import sys
from pathlib import Path

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


def require_clean(program: str, *arguments: str) -> None:
    done = subprocess.run([PROGRAMS / program, *arguments], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
