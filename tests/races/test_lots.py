"""The end of the pilot against a bill that a lot pays (D-12)."""

from collections.abc import Callable
from typing import Any

from psycopg import Connection

from gongji import mutual_aid, wallet
from gongji.audit import By
from gongji.ground.policy import PolicySet
from gongji.kinship import NearRelative
from tests.races.race import Race, attempt, settle_one
from tests.races.test_quotas import aid
from tests.wallet.test_transfers import LEGACY, accepted, relative, sent
from tests.world import LANZHOU, PILLS, XIAMEN, World


def test_a_lot_becomes_a_quota_while_it_pays(world: World, connect: Callable[..., Connection[Any]], race: Race) -> None:
    till, job = connect(autocommit=True), connect(autocommit=True)
    shipped = world.policy
    legacy = PolicySet(shipped.files | {f"pools/{pool}.toml": LEGACY for pool in (XIAMEN, LANZHOU)})

    def play() -> str:
        daughter = world.employee("苏晓", account=100_00)
        father = relative(world, daughter, "苏振海")
        world.relate(daughter, father, NearRelative.PARENT)
        world.policy = legacy
        lot = accepted(world, sent(world, daughter, father, 100_00)).transfer_id
        world.policy = shipped
        bill = world.bill(father, (PILLS, 70_00))
        world.db.commit()
        paid, converted = race.together(
            lambda: settle_one(till, world, bill),
            lambda: attempt(
                job, wallet.convert_lots, transfer_ids=[lot], now=world.now, policy=shipped, by=By(0, "job")
            ),
        )
        (quota,) = mutual_aid.find_quotas(world.db, beneficiaries=[father])[father]
        assert (aid(paid), converted, world.remaining(quota)) == (70_00, 1, 30_00)
        return "bill first" if paid.aid[0].source_id == lot else "converted first"

    race.run(play, ends={"bill first", "converted first"})
