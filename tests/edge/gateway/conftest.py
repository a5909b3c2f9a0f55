"""The world of the sample messages: 测试甲 of Changsha with an account of 31.96, 测试乙 without one, a child of both in
Nanchang who shares 40.00 and 100.00, a hospital in Changsha, a pharmacy in Shenzhen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji import institutions, insured, settlement
from gongji.edge.postgres import Database
from gongji.ground.keys import FileKeyStore
from gongji.institutions import Institution
from gongji.insured import EMPLOYEE, RESIDENT, Enrolment, PersonalFields
from gongji.kinship import NearRelative
from gongji.mutual_aid import Quota
from gongji.settlement import CatalogueItem
from tests.edge.gateway.till import HOSPITAL, OPENING, PHARMACY, Till, open_till
from tests.world import World

CHANGSHA, NANCHANG, SHENZHEN = 430100, 360100, 440300


@dataclass
class Town:
    """The people of the samples and the quotas they may spend."""

    world: World
    jia: int
    yi: int
    child: int
    quota_of_jia: Quota
    quota_of_yi: Quota


@dataclass(frozen=True)
class TownHall:
    """Where a shared world is kept."""

    database: Database
    keys: Path


@pytest.fixture
def town(database: Database, db: Connection[Any], tmp_path: Path) -> Town:
    """The samples' world in a database of this test, committed."""
    return _make_town(db, tmp_path / "keys.json")


@pytest.fixture
def till(database: Database, town: Town) -> Iterator[Till]:
    """A till in the samples' world."""
    with open_till(database, town.world.keys) as till:
        yield till


@pytest.fixture(scope="module")
def town_hall(fresh_database: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory) -> TownHall:
    """The samples' world that all tests of a file share."""
    hall = TownHall(fresh_database(), tmp_path_factory.mktemp("keys") / "keys.json")
    with hall.database.app_connection() as db:
        _make_town(db, hall.keys)
    return hall


@pytest.fixture(scope="module")
def counter(town_hall: TownHall) -> Iterator[Till]:
    """A till in a world shared by a file: for what must be refused and book nothing."""
    with open_till(town_hall.database, FileKeyStore(town_hall.keys)) as till:
        yield till


def _make_town(db: Connection[Any], keys: Path) -> Town:
    world = World(db, FileKeyStore(keys), now=OPENING)
    _furnish(world)
    jia = _enrol(world, "01", "测试甲", "430102190001010015", 1, EMPLOYEE, "11", 31_96)
    yi = _enrol(world, "02", "测试乙", "430102190001010023", 2, RESIDENT, "15", None)
    child = world.employee("测试丙", pool=NANCHANG, account=5_000_00, born=date(1950, 1, 1))
    quota_of_jia = world.share(child, jia, NearRelative.PARENT, 40_00)
    quota_of_yi = world.share(child, yi, NearRelative.PARENT, 100_00)
    db.commit()
    return Town(world, jia, yi, child, quota_of_jia, quota_of_yi)


def _furnish(world: World) -> None:
    for pool in (CHANGSHA, NANCHANG, SHENZHEN):
        institutions.enable_wallet(world.db, pool=pool, since=date(2024, 12, 2))
    institutions.enter_institutions(
        world.db,
        [
            Institution(0, HOSPITAL, "示例市第一人民医院", "hospital", "3", 430100, CHANGSHA, True, None, "national"),
            Institution(0, PHARMACY, "示例大药房", "pharmacy", "unrated", 440300, SHENZHEN, True, None, "national"),
        ],
    )
    settlement.enter_items(
        world.db,
        [
            (CatalogueItem("TEST-SERVICE-0001", "201", "01", True, None, 0), "诊查费"),
            (CatalogueItem("TEST-SERVICE-0002", "201", "01", True, None, 0), "化验费"),
            (CatalogueItem("TEST-DRUG-0001", "101", "02", True, None, 1_000), "西药"),
            (CatalogueItem("TEST-DRUG-0011", "101", "01", True, None, 0), "西药"),
            (CatalogueItem("TEST-DRUG-0012", "103", "02", True, None, 0), "中成药"),
        ],
    )


def _enrol(
    world: World, number: str, name: str, certificate: str, sex: int, scheme: int, kind: str, account: int | None
) -> int:
    person = Enrolment(
        fields=PersonalFields(f"430100000000000000000000{number}", name, "01", certificate, ""),
        born_on=date(1900, 1, 1), sex=sex, scheme=scheme, person_type=kind, division=str(CHANGSHA), status=1,
        insured_from=date(2010, 1, 1), opening_fen=account,
    )  # fmt: skip
    (answer,) = insured.enrol(world.db, world.keys, people=[person], now=world.now)
    assert isinstance(answer, int), answer
    return answer
