"""A running database is brought to this release with people, quotas and bills in it."""

from collections.abc import Callable
from pathlib import Path

from gongji.edge.postgres import Database
from gongji.edge.postgres.migrate import migrate
from gongji.kinship import NearRelative
from gongji.verification import verify
from tests.world import PILLS, World, furnished_world


def test_an_upgrade_keeps_what_was_shared_and_spent(fresh_database: Callable[..., Database], tmp_path: Path) -> None:
    database = fresh_database("template1")
    migrate(database.require_owner_url(), to="0001")
    with database.app_connection() as db:
        world = furnished_world(db, tmp_path / "keys.json")
        son, mother = world.employee("陈一", account=10_000_00), world.resident("林二")
        quota = world.share(son, mother, NearRelative.PARENT, 1_000_00)
        pay = world.bill(mother, (PILLS, 218_50))
        before = world.done(pay)
        db.commit()
    migrate(database.require_owner_url())
    with database.app_connection() as db:
        after = World(db, world.keys, numbers=world.numbers)
        assert after.done(pay) == before
        after.buy(mother, (PILLS, 81_50))
        assert after.remaining(quota) == 700_00
        db.commit()
        db.execute("set transaction isolation level repeatable read read only")
        assert verify(db) == []
