"""Who pays the personal share, in which order (W-40 … W-42, Q-20 … Q-22), on whole bills."""

from datetime import date

from gongji import institutions, mutual_aid
from gongji.kinship import NearRelative
from gongji.mutual_aid import Use
from gongji.settlement import Settled, Skipped
from tests.world import (
    FUZHOU,
    LANZHOU,
    OINTMENT,
    PILLS,
    SHAMPOO,
    SHOP_WITHOUT_WALLET,
    XIAMEN,
    World,
)


def portions(settled: Settled) -> tuple[int, int, int]:
    row = settled.settlement
    return row.own_account_fen, row.aid_fen, row.cash_fen


def test_o_03_the_son_pays_for_his_mothers_pills_across_two_provinces(world: World) -> None:
    son = world.employee("陈一", account=30_000_00, sex=1)
    mother = world.resident("林二")
    quota = world.share(son, mother, NearRelative.PARENT, 10_000_00)
    assert (world.own(son), world.remaining(quota)) == (20_000_00, 10_000_00)

    settled = world.buy(mother, (PILLS, 218_50))

    assert portions(settled) == (0, 218_50, 0)
    assert world.remaining(quota) == 9_781_50
    assert world.journal(settled) == {
        (XIAMEN, "quota", "payable:620100:202611:aid"): 218_50,
        (LANZHOU, "receivable:350200:202611:aid", "institution"): 218_50,
    }


def test_o_23_aid_inside_one_pool_makes_no_clearing_item(world: World) -> None:
    husband = world.employee("陈一", account=500_00, sex=1)
    wife = world.resident("林二", pool=XIAMEN, born=date(1986, 1, 1))
    world.share(husband, wife, NearRelative.SPOUSE, 100_00)
    settled = world.buy(wife, (PILLS, 90_00), at="P35020300001")
    assert world.journal(settled) == {(XIAMEN, "quota", "institution"): 90_00}


def test_o_06_shampoo_is_paid_in_cash(world: World) -> None:
    son, mother = world.employee("陈一", account=5_000_00), world.resident("林二")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    assert portions(world.buy(mother, (PILLS, 120_00), (SHAMPOO, 35_00))) == (0, 120_00, 35_00)


def test_o_07_the_older_relation_pays_first_and_the_next_one_the_rest(world: World) -> None:
    mother = world.resident("林二")
    first, second = world.employee("陈一", account=500_00), world.employee("陈二", account=500_00, pool=FUZHOU)
    world.share(first, mother, NearRelative.PARENT, 100_00)
    world.later(hours=1)
    world.share(second, mother, NearRelative.PARENT, 500_00)
    settled = world.buy(mother, (PILLS, 260_00))
    assert [(line.donor_pool, line.amount_fen) for line in settled.aid] == [(XIAMEN, 100_00), (FUZHOU, 160_00)]


def test_o_08_the_beneficiary_puts_another_donor_first(world: World) -> None:
    mother = world.resident("林二")
    first, second = world.employee("陈一", account=500_00), world.employee("陈二", account=500_00, pool=FUZHOU)
    world.share(first, mother, NearRelative.PARENT, 100_00)
    world.later(hours=1)
    newer = world.share(second, mother, NearRelative.PARENT, 500_00)
    mutual_aid.order_quotas(world.db, beneficiary_id=mother, quota_ids=[newer.quota_id])
    settled = world.buy(mother, (PILLS, 260_00))
    assert [(line.donor_pool, line.amount_fen) for line in settled.aid] == [(FUZHOU, 260_00)]


def test_her_own_account_goes_before_aid_and_after_it_when_she_prefers(world: World) -> None:
    daughter, mother = (
        world.employee("陈一", account=5_000_00),
        world.employee("林二", account=50_00, born=date(1960, 1, 1)),
    )
    world.share(daughter, mother, NearRelative.PARENT, 100_00)
    assert portions(world.buy(mother, (PILLS, 60_00))) == (50_00, 10_00, 0)
    mutual_aid.prefer_aid_first(world.db, beneficiary_id=mother, preferred=True)
    assert portions(world.buy(mother, (PILLS, 30_00))) == (0, 30_00, 0)


def test_without_the_own_account_flag_only_those_who_have_none_get_aid(world: World) -> None:
    son = world.employee("陈一", account=5_000_00)
    worker, resident = world.employee("林二", account=50_00, born=date(1960, 1, 1)), world.resident("林三")
    for parent in (worker, resident):
        world.share(son, parent, NearRelative.PARENT, 100_00)
    assert portions(world.buy(worker, (PILLS, 60_00), account_use=0)) == (0, 0, 60_00)
    assert portions(world.buy(resident, (PILLS, 60_00), account_use=0)) == (0, 60_00, 0)


def test_a_donor_cannot_spend_what_she_set_aside(world: World) -> None:
    """Q-13: when AVAILABLE is short the earmark is not used; cash is."""
    son, mother = world.employee("陈一", account=1_000_00), world.resident("林二")
    world.share(son, mother, NearRelative.PARENT, 900_00)
    assert portions(world.buy(son, (PILLS, 150_00))) == (100_00, 0, 50_00)


def test_six_donors_and_only_five_pay_one_bill(world: World) -> None:
    """Q-22: a settlement draws on five quotas at most; an empty one does not count."""
    mother = world.resident("林二")
    for number in range(6):
        child = world.employee(f"陈{number}", account=500_00)
        world.later(minutes=1)
        world.share(child, mother, NearRelative.PARENT, 10_00)
    settled = world.buy(mother, (PILLS, 100_00))
    assert len(settled.aid) == 5
    assert portions(settled) == (0, 50_00, 50_00)
    assert portions(world.buy(mother, (PILLS, 100_00))) == (0, 10_00, 90_00)


def test_a_quota_kept_for_visits_pays_no_pharmacy(world: World) -> None:
    son, mother = world.employee("陈一", account=5_000_00), world.resident("林二")
    world.share(son, mother, NearRelative.PARENT, 100_00, uses=Use.VISIT)
    settled = world.buy(mother, (PILLS, 60_00))
    assert portions(settled) == (0, 0, 60_00)
    assert settled.skipped == (Skipped(XIAMEN, "QUOTA_USE_NOT_ALLOWED"),)


def test_a_shop_without_the_wallet_takes_the_own_account_and_cash(world: World) -> None:
    """W-10."""
    son, mother = world.employee("陈一", account=5_000_00), world.employee("林二", account=20_00, born=date(1960, 1, 1))
    world.share(son, mother, NearRelative.PARENT, 100_00)
    assert portions(world.buy(mother, (PILLS, 60_00), at=SHOP_WITHOUT_WALLET)) == (20_00, 0, 40_00)


def test_a_pool_that_cannot_be_reached_is_skipped_and_said_so(world: World) -> None:
    """S-13: the next source pays."""
    mother = world.resident("林二")
    near, far = world.employee("陈一", account=500_00), world.employee("陈二", account=500_00, pool=FUZHOU)
    world.share(near, mother, NearRelative.PARENT, 100_00)
    world.later(hours=1)
    world.share(far, mother, NearRelative.PARENT, 100_00)
    institutions.mark_unreachable(world.db, pool=XIAMEN, since=world.now)
    settled = world.buy(mother, (PILLS, 60_00))
    assert [line.donor_pool for line in settled.aid] == [FUZHOU]
    assert settled.skipped == (Skipped(XIAMEN, "POOL_UNREACHABLE"),)
    institutions.mark_reachable(world.db, pool=XIAMEN)
    assert [line.donor_pool for line in world.buy(mother, (PILLS, 60_00)).aid] == [XIAMEN]


def test_an_own_account_in_a_pool_that_cannot_be_reached_is_skipped_too(world: World) -> None:
    """S-13: the own account is a source like any other."""
    worker = world.employee("林二", account=50_00)
    institutions.mark_unreachable(world.db, pool=XIAMEN, since=world.now)
    settled = world.buy(worker, (PILLS, 30_00))
    assert (portions(settled), settled.skipped) == ((0, 0, 30_00), (Skipped(XIAMEN, "POOL_UNREACHABLE"),))


def test_a_pool_that_switched_the_wallet_off_pays_no_aid(world: World) -> None:
    """W-09."""
    son, mother = world.employee("陈一", account=5_000_00), world.resident("林二")
    world.share(son, mother, NearRelative.PARENT, 100_00)
    institutions.enable_wallet(world.db, pool=LANZHOU, since=None)
    settled = world.buy(mother, (PILLS, 60_00))
    assert (portions(settled), settled.skipped[0].reason) == ((0, 0, 60_00), "POOL_NOT_ENABLED")


def test_last_years_annual_quota_pays_nothing_this_year(world: World) -> None:
    son, mother = world.employee("陈一", account=5_000_00), world.resident("林二")
    world.share(son, mother, NearRelative.PARENT, 100_00, period="ANNUAL")
    world.later(days=57)
    assert world.now.year == 2027
    assert portions(world.buy(mother, (PILLS, 60_00))) == (0, 0, 60_00)


def test_above_the_price_limit_and_class_b_shares_are_the_persons_own(world: World) -> None:
    mother = world.employee("林二", account=1_000_00)
    settled = world.buy(mother, (OINTMENT, 80_00))
    row = settled.settlement
    assert (row.over_limit_fen, row.pre_pay_fen, row.in_scope_fen) == (30_00, 5_00, 45_00)
    assert portions(settled) == (50_00, 0, 30_00)
