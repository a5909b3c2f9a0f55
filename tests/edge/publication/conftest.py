"""The fifth of November, published."""

from pathlib import Path

import pytest

from gongji.edge.publication.publish import publish
from tests.clearing.month import NOVEMBER
from tests.edge.reconciliation.conftest import day
from tests.edge.reconciliation.day import Day
from tests.world import FUZHOU

__all__ = ["day"]


@pytest.fixture
def published(day: Day, tmp_path: Path) -> Path:
    """A folder with November's leaf rows and matrix: three bills on accounts in Xiamen, one on an account in Fuzhou."""
    day.buy(3)
    day.buy(1, donors=FUZHOU, fen=50)
    day.month.file()
    day.month.generate()
    publish(day.month.world.db, batch_month=NOVEMBER, to=tmp_path / "out", tell=lambda done, whole: None)
    return tmp_path / "out"
