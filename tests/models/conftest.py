"""A family for every example."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from tests.models.family_runs import Make
from tests.models.machine import FamilyMachine


@pytest.fixture
def make(connect: Callable[..., Connection[Any]], tmp_path: Path) -> Make:
    db = connect()
    return lambda: FamilyMachine(db, tmp_path / "keys.json")
