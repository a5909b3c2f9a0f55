"""A mother whose daughter's quota pays, and a tax office over real HTTP at which they pay."""

from collections.abc import Iterator

import pytest

from gongji.edge.partners import Tax
from gongji.edge.partners.stand_in import Register, StandIn
from gongji.ground.value import replace
from gongji.kinship import NearRelative
from gongji.mutual_aid import Quota
from tests.edge.api.conftest import Caller, House
from tests.world import NOON

PARENT = NearRelative.PARENT
WANTED = {"scheme": "RESIDENT", "year": 2027}
ORDERED = WANTED | {"amount": "400.00", "cash": "0.00"}
CARE = ORDERED | {"scheme": "LONG_TERM_CARE", "amount": "30.00"}
# Long enough for a busy machine, and far less than the stand-in's slowness.
PATIENCE = 0.5


@pytest.fixture
def partners() -> Iterator[StandIn]:
    with StandIn(Register()).serving() as stand_in:
        yield stand_in


@pytest.fixture
def tax(house: House, partners: StandIn) -> Iterator[StandIn]:
    """The tax office, at which this house pays."""
    tax = Tax(partners.url, seconds=PATIENCE)
    house.office = replace(house.office, tax=tax)
    house.at(NOON)
    yield partners
    tax.close()


@pytest.fixture
def daughter_id(house: House) -> int:
    return house.world.employee("陈静", account=30_000_00)


@pytest.fixture
def mother_id(house: House) -> int:
    return house.world.resident("李秀兰")


@pytest.fixture
def quota(house: House, daughter_id: int, mother_id: int) -> Quota:
    quota = house.world.share(daughter_id, mother_id, PARENT, 1_000_00)
    house.world.db.commit()
    return quota


@pytest.fixture
def mother(house: House, tax: StandIn, quota: Quota, mother_id: int) -> Iterator[Caller]:
    yield house.citizen(mother_id)
    house.world.require_books_agree()


def remaining(house: House, quota: Quota) -> int:
    left = house.world.remaining(quota)
    house.world.db.commit()
    return left


def certificate(house: House, person_id: int) -> tuple[str, str]:
    return "01", house.certificate(person_id)["certificate_number"]
