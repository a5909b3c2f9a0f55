"""A desk in the world of the test, whose books agree afterwards."""

from collections.abc import Iterator

import pytest

from tests.corrections.desk import Desk
from tests.world import World


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    yield Desk(world)
    world.require_books_agree()
