"""A month in which Fujian owes Gansu 12,345.67 and Gansu owes Fujian 2,000.00 (O-25)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji.clearing import Batch, PaymentNotice
from gongji.kinship import NearRelative
from tests.clearing.month import Month
from tests.world import LANZHOU, PILLS, XIAMEN, XIAMEN_PHARMACY, furnished_world

FUJIAN, GANSU = 350000, 620000


@pytest.fixture
def month(connect: Callable[..., Connection[Any]], tmp_path: Path) -> Month:
    return Month(furnished_world(connect(), tmp_path / "keys.json"))


@pytest.fixture
def batch(month: Month) -> Batch:
    """The batch of that month."""
    world = month.world
    son, mother = world.employee("陈一", account=20_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 15_000_00)
    world.buy(mother, (PILLS, 12_345_67))
    niece, uncle = world.employee("马兰", pool=LANZHOU, account=5_000_00), world.resident("马福", pool=XIAMEN)
    world.share(niece, uncle, NearRelative.SIBLING, 3_000_00)
    world.buy(uncle, (PILLS, 2_000_00), at=XIAMEN_PHARMACY)
    # One day takes all that came before the first.
    month.file(first=date(2026, 11, 30))
    return month.generate()


@pytest.fixture
def notices(month: Month, batch: Batch) -> dict[tuple[str, int, int], PaymentNotice]:
    """Its notices, released, by level, payer and payee."""
    month.confirm(FUJIAN, GANSU)
    return month.notices()
