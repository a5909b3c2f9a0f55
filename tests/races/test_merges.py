"""Two records of one person are merged while a till, a relative or a refund still knows the other (R-12, S-20)."""

from collections.abc import Callable
from typing import Any

from psycopg import Connection

from gongji import life_events, mutual_aid
from gongji.audit import By
from gongji.insured import RecordMerged
from gongji.kinship import NearRelative
from gongji.life_events import Merged
from gongji.mutual_aid import Quota, QuotaAsked, RelationNotActive
from gongji.settlement import Settled
from tests.races.race import Race, attempt, settle_one
from tests.world import PILLS, World

Connect = Callable[..., Connection[Any]]
CLERK, COLLEAGUE = By(7, "counter"), By(9, "counter")


def two_records(world: World) -> tuple[int, int, int]:
    """The record that lives on, the other with 300.00, and the item in which a colleague decides."""
    kept, absorbed = world.employee("林芳"), world.employee("林芳", account=300_00)
    proposed = life_events.propose_merge(
        world.db,
        kept_id=kept,
        absorbed_id=absorbed,
        evidence_hash=b"e",
        now=world.now,
        policy=world.policy,
        by=CLERK,
    )
    world.db.commit()
    return kept, absorbed, proposed.work_item_id


def confirm(db: Connection[Any], world: World, item: int) -> Any:
    return attempt(
        db,
        life_events.confirm_merge,
        keys=world.keys,
        work_item_id=item,
        note="",
        find_open=lambda _, __: None,
        now=world.now,
        policy=world.policy,
        by=COLLEAGUE,
    )


def test_a_merge_against_a_bill_of_the_record(world: World, connect: Connect, race: Race) -> None:
    till, clerk = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        kept, absorbed, item = two_records(world)
        bill = world.bill(absorbed, (PILLS, 80_00))
        world.db.commit()
        paid, merged = race.together(lambda: settle_one(till, world, bill), lambda: confirm(clerk, world, item))
        assert isinstance(merged, Merged), merged
        assert isinstance(paid, Settled | RecordMerged), paid
        assert (world.own(absorbed), world.own(kept)) == (0, 220_00 if isinstance(paid, Settled) else 300_00)
        return "bill first" if isinstance(paid, Settled) else "merge first"

    race.run(play, ends={"bill first", "merge first"})


def test_a_merge_against_a_cancel_of_a_bill_of_the_record(world: World, connect: Connect, race: Race) -> None:
    till, clerk = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        kept, absorbed, item = two_records(world)
        cancel = world.cancel(world.buy(absorbed, (PILLS, 80_00)))
        world.db.commit()
        undone, merged = race.together(lambda: settle_one(till, world, cancel), lambda: confirm(clerk, world, item))
        assert isinstance(undone, Settled), undone
        assert (world.own(absorbed), world.own(kept)) == (0, 300_00)
        return {300_00: "cancel first", 220_00: "merge first"}[merged.brought_fen]

    race.run(play, ends={"cancel first", "merge first"})


def test_a_merge_against_a_quota_the_record_sets(world: World, connect: Connect, race: Race) -> None:
    donor, clerk = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        kept, absorbed, item = two_records(world)
        relation_id = world.relate(absorbed, world.resident("李秀兰"), NearRelative.PARENT)
        asked = QuotaAsked(relation_id, 100_00, "OPEN", mutual_aid.ALL_USES)
        world.db.commit()
        quota, merged = race.together(
            lambda: attempt(donor, mutual_aid.set_quota, asked=asked, now=world.now, policy=world.policy),
            lambda: confirm(clerk, world, item),
        )
        assert merged.dissolved == 1
        assert isinstance(quota, Quota | RelationNotActive), quota
        assert world.own(kept) == 300_00
        return "quota first" if isinstance(quota, Quota) else "merge first"

    race.run(play, ends={"quota first", "merge first"})
