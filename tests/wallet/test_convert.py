"""The pilot ends in a pool: lots become quotas of who sent them, or return (D-12)."""

import pytest

from gongji import life_events, mutual_aid, wallet
from gongji.audit import By, Happening
from gongji.ground.policy import PolicySet
from gongji.insured import EMPLOYEE
from gongji.kinship import NearRelative as Kin
from gongji.life_events import Kind, LifeEvent
from gongji.mutual_aid import ALL_USES, Quota, QuotaAsked
from gongji.wallet import WalletTransfer
from tests.mutual_aid.books import happened
from tests.wallet.test_transfers import CLOCK, LEGACY, accepted, relative, sent
from tests.world import FUZHOU, LANZHOU, PILLS, XIAMEN, World


@pytest.fixture(autouse=True)
def _pilot(world: World) -> None:
    pools = {f"pools/{pool}.toml": LEGACY for pool in (XIAMEN, LANZHOU, FUZHOU)}
    world.policy = PolicySet(world.policy.files | pools)


@pytest.fixture
def daughter(world: World) -> int:
    return world.employee("苏晓", account=7_000_00)


@pytest.fixture
def father(world: World, daughter: int) -> int:
    return relative(world, daughter, "苏振海")


def end_pilot(world: World) -> None:
    """As it is in the shipped policy since 2026-01-09."""
    world.policy = PolicySet({name: text for name, text in world.policy.files.items() if "pools/" not in name})


def convert(world: World) -> int:
    end_pilot(world)
    lots = wallet.find_lots(world.db, after=0, limit=100)
    done = wallet.convert_lots(world.db, transfer_ids=lots, now=world.now, policy=world.policy, by=CLOCK)
    world.require_books_agree()
    return done


def state(world: World, transfer: WalletTransfer) -> str:
    return wallet.find_transfers(world.db, transfer_ids=[transfer.transfer_id])[transfer.transfer_id].state


def quota_of(world: World, beneficiary: int) -> Quota:
    (quota,) = mutual_aid.find_quotas(world.db, beneficiaries=[beneficiary])[beneficiary]
    return quota


def test_the_rest_of_a_lot_becomes_a_quota_of_its_sender(world: World, daughter: int, father: int) -> None:
    world.relate(daughter, father, Kin.PARENT)
    lot = accepted(world, sent(world, daughter, father, 1_000_00))
    world.buy(father, (PILLS, 300_00))
    assert convert(world) == 1
    quota = quota_of(world, father)
    assert (quota.limit_fen, world.remaining(quota), quota.period_type) == (700_00, 700_00, "OPEN")
    assert (quota.uses, quota.donor_id) == (ALL_USES.value, daughter)
    assert (state(world, lot), world.own(daughter)) == ("converted", 6_000_00)
    assert happened(world, lot.transfer_id)[-1] is Happening.LOT_CONVERTED
    mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy)
    assert world.own(daughter) == 6_700_00
    world.require_books_agree()


def test_where_the_relation_has_a_quota_it_grows(world: World, daughter: int, father: int) -> None:
    quota = world.share(daughter, father, Kin.PARENT, 500_00)
    for fen in (100_00, 20_00):
        accepted(world, sent(world, daughter, father, fen))
    assert convert(world) == 2
    assert (quota_of(world, father).limit_fen, world.remaining(quota)) == (620_00, 620_00)
    for limit in (621_00, 622_00, 623_00, 624_00, 625_00):
        # none of these five changes was made by the end of the pilot.
        mutual_aid.raise_quota(world.db, quota_id=quota.quota_id, limit_fen=limit, now=world.now, policy=world.policy)
    world.require_books_agree()


def test_two_lots_of_one_sender_make_one_quota(world: World, daughter: int, father: int) -> None:
    world.relate(daughter, father, Kin.PARENT)
    for fen in (100_00, 20_00):
        accepted(world, sent(world, daughter, father, fen))
    convert(world)
    assert quota_of(world, father).limit_fen == 120_00


def test_without_a_relation_it_returns_to_the_sender(world: World, daughter: int, father: int) -> None:
    lot = accepted(world, sent(world, daughter, father, 1_000_00))
    assert convert(world) == 1
    assert (state(world, lot), world.own(daughter)) == ("given_back", 7_000_00)


def test_a_suspended_relation_takes_nothing_in(world: World, daughter: int, father: int) -> None:
    relation = world.relate(daughter, father, Kin.PARENT)
    accepted(world, sent(world, daughter, father, 1_000_00))
    mutual_aid.suspend(world.db, relation_ids=[relation], reason="PAUSED", now=world.now, by=CLOCK)
    convert(world)
    assert world.own(daughter) == 7_000_00


def test_above_the_ceiling_of_a_kinship_that_is_only_declared_it_returns(
    world: World, daughter: int, father: int
) -> None:
    """R-07."""
    world.relate(daughter, father, Kin.PARENT, evidence="declared")
    for _ in range(2):
        accepted(world, sent(world, daughter, father, 1_500_00))
    convert(world)
    assert (quota_of(world, father).limit_fen, world.own(daughter)) == (1_500_00, 5_500_00)


def test_r_07_what_an_earlier_quota_of_that_year_paid_counts_when_the_pilot_ends(
    world: World, daughter: int, father: int
) -> None:
    relation = world.relate(daughter, father, Kin.PARENT, evidence="declared")
    asked = QuotaAsked(relation, 1_000_00, "OPEN", ALL_USES)
    quota = mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy)
    world.buy(father, (PILLS, 1_000_00))
    mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy)
    accepted(world, sent(world, daughter, father, 1_500_00))
    convert(world)
    assert world.own(daughter) == 6_000_00


def test_who_moved_her_account_away_leaves_it_to_staff(world: World, daughter: int, father: int) -> None:
    """W-26: her old pool owes it, and she has no account there any more."""
    accepted(world, sent(world, daughter, father, 1_000_00))
    life_events.record(
        world.db,
        event=LifeEvent(Kind.MOVED, daughter, "m", world.now.date(), EMPLOYEE, str(LANZHOU)),
        now=world.now,
        policy=world.policy,
        by=By(0, "desk"),
    )
    assert convert(world) == 1
    (item,) = world.db.execute("select pool, (detail ->> 'amount_fen')::bigint from work_item").fetchall()
    assert (item, world.own(daughter)) == ((XIAMEN, 1_000_00), 6_000_00)


def test_a_spent_lot_ends_and_its_refund_goes_to_the_sender(world: World, daughter: int, father: int) -> None:
    """S-24."""
    world.relate(daughter, father, Kin.PARENT)
    lot = accepted(world, sent(world, daughter, father, 100_00))
    bought = world.buy(father, (PILLS, 100_00))
    assert convert(world) == 1
    assert state(world, lot) == "converted"
    assert mutual_aid.find_quotas(world.db, beneficiaries=[father]) == {}
    world.done(world.cancel(bought))
    assert world.own(daughter) == 7_000_00
    world.require_books_agree()


def test_while_the_pilot_goes_on_nothing_is_converted_and_again_does_nothing(
    world: World, daughter: int, father: int
) -> None:
    accepted(world, sent(world, daughter, father, 100_00))
    lots = wallet.find_lots(world.db, after=0, limit=100)
    told = {"transfer_ids": lots, "now": world.now, "policy": world.policy, "by": CLOCK}
    assert wallet.convert_lots(world.db, **told) == 0  # type: ignore[arg-type]
    assert convert(world) == 1
    end_pilot(world)
    assert wallet.convert_lots(world.db, **told | {"policy": world.policy}) == 0  # type: ignore[arg-type]
    assert wallet.find_lots(world.db, after=0, limit=100) == []


def test_a_converted_quota_pays_as_any_other(world: World, daughter: int, father: int) -> None:
    world.relate(daughter, father, Kin.PARENT)
    accepted(world, sent(world, daughter, father, 100_00))
    convert(world)
    assert world.buy(father, (PILLS, 30_00)).settlement.aid_fen == 30_00
    assert world.remaining(quota_of(world, father)) == 70_00
    world.require_books_agree()


def test_a_whole_years_quota_that_is_over_does_not_take_it(world: World, daughter: int, father: int) -> None:
    """Q-05."""
    relation = world.relate(daughter, father, Kin.PARENT)
    annual = QuotaAsked(relation, 10_00, "ANNUAL", ALL_USES)
    mutual_aid.set_quota(world.db, asked=annual, now=world.now, policy=world.policy)
    accepted(world, sent(world, daughter, father, 100_00))
    world.later(days=60)
    convert(world)
    assert world.own(daughter) == 6_990_00
