"""Pooling areas as they are run: the wallet (W-09), reachable or not (S-13)."""

from datetime import date

from gongji import institutions
from gongji.institutions import PoolState
from tests.world import LANZHOU, NOON, XIAMEN, World

SHANGHAI = 310000


def state(world: World, pool: int) -> PoolState:
    return institutions.find_pools(world.db, pools=[pool])[pool]


def test_a_pool_nobody_entered_has_the_wallet_off(world: World) -> None:
    assert state(world, SHANGHAI) == PoolState(SHANGHAI, None, None)
    assert not state(world, SHANGHAI).wallet_enabled(NOON.date())


def test_the_wallet_is_on_from_its_first_day_until_it_is_switched_off(world: World) -> None:
    institutions.enable_wallet(world.db, pool=SHANGHAI, since=date(2026, 12, 1))
    assert [state(world, SHANGHAI).wallet_enabled(date(2026, *day)) for day in ((11, 30), (12, 1))] == [False, True]
    institutions.enable_wallet(world.db, pool=SHANGHAI, since=None)
    assert not state(world, SHANGHAI).wallet_enabled(date(2026, 12, 1))


def test_being_unreachable_and_the_wallet_are_two_things(world: World) -> None:
    institutions.mark_unreachable(world.db, pool=XIAMEN, since=NOON)
    assert state(world, XIAMEN) == PoolState(XIAMEN, date(2024, 12, 2), NOON)
    institutions.enable_wallet(world.db, pool=XIAMEN, since=date(2025, 1, 1))
    assert state(world, XIAMEN) == PoolState(XIAMEN, date(2025, 1, 1), NOON)
    institutions.mark_reachable(world.db, pool=XIAMEN)
    assert state(world, XIAMEN) == PoolState(XIAMEN, date(2025, 1, 1), None)
    assert state(world, LANZHOU) == PoolState(LANZHOU, date(2024, 12, 2), None)
