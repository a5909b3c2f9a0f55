"""A family in Guizhou, where a donor may let a relative spend the whole account (R-22)."""

from datetime import date

from gongji import institutions
from gongji.kinship import NearRelative
from gongji.mutual_aid import Quota
from tests.world import World

GUIYANG, ZUNYI = 520100, 520300


def in_guizhou(world: World) -> World:
    """The same world, with the wallet on in two pools of Guizhou."""
    for pool in (GUIYANG, ZUNYI):
        institutions.enable_wallet(world.db, pool=pool, since=date(2024, 12, 2))
    return world


def family(world: World, *, account: int) -> tuple[int, int, Quota]:
    """A son in Guiyang with that much, whose mother in Zunyi may spend all of it."""
    son = world.employee("陈一", pool=GUIYANG, account=account, sex=1)
    mother = world.resident("林二", pool=ZUNYI)
    return son, mother, world.share(son, mother, NearRelative.PARENT, 0, period="WHOLE")


def limit(world: World, quota: Quota) -> int:
    """What the row says was used of a whole balance."""
    row = world.db.execute("select limit_fen from quota where quota_id = %s", [quota.quota_id]).fetchone()
    assert row
    return int(row[0])
