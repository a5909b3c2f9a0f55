"""The fifth of November."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from tests.clearing.month import Month
from tests.edge.reconciliation.day import Day
from tests.world import furnished_world


@pytest.fixture
def day(connect: Callable[..., Connection[Any]], tmp_path: Path) -> Day:
    return Day(Month(furnished_world(connect(), tmp_path / "keys")), tmp_path / "files")
