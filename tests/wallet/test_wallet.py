"""Opening, moving, suspending and closing a wallet (W-03 … W-09)."""

from datetime import datetime
from typing import Any

import pytest

from gongji import insured, wallet
from gongji.audit import By
from gongji.ground.calendar import BEIJING
from gongji.insured import RESIDENT, InsuredStatus
from gongji.kinship import NearRelative
from gongji.mutual_aid import PoolNotEnabled
from gongji.wallet import PlaceChangesUsed, Wallet, WalletNeedsInsurance, WalletNotEmpty, WalletNotOpen, WalletState
from tests.world import LANZHOU, NOON, PILLS, XIAN, XIAN_HOSPITAL, World

XIAMEN_PARENT = NearRelative.PARENT


@pytest.fixture
def mother(world: World) -> int:
    return world.resident("李秀兰")


def opened(world: World, person: int) -> Wallet:
    return wallet.open_wallet(world.db, person_id=person, now=world.now, policy=world.policy, by=By(person, "app"))


def moved(world: World, person: int, place: int) -> Wallet:
    return wallet.move_wallet(
        world.db, person_id=person, place=place, now=world.now, policy=world.policy, by=By(person, "app")
    )


def test_o_01_a_wallet_is_opened_where_its_owner_is_insured(world: World, mother: int) -> None:
    assert opened(world, mother) == Wallet(mother, WalletState.ACTIVE, LANZHOU)


def test_opening_again_changes_nothing(world: World, mother: int) -> None:
    opened(world, mother)
    moved(world, mother, XIAN)
    assert opened(world, mother).place_of_use == XIAN


def test_who_has_no_cover_cannot_open_one(world: World, mother: int) -> None:
    insured.change_status(world.db, person_id=mother, scheme=RESIDENT, status=InsuredStatus.ENDED, on=NOON.date())
    with pytest.raises(WalletNeedsInsurance):
        opened(world, mother)


def test_nobody_opens_one_where_the_wallet_has_not_begun(world: World) -> None:
    with pytest.raises(PoolNotEnabled):
        opened(world, world.resident("王", pool=150100))


def test_o_32_the_place_of_use_moves_twice_a_month_and_relatives_money_is_spent_there(
    world: World, mother: int
) -> None:
    son = world.employee("陈一", account=1_000_00, sex=1)
    world.share(son, mother, XIAMEN_PARENT, 500_00)
    opened(world, mother)
    elsewhere = world.buy(mother, (PILLS, 10_00), at=XIAN_HOSPITAL)
    assert (elsewhere.settlement.aid_fen, [one.reason for one in elsewhere.skipped]) == (0, ["PLACE_NOT_HERE"])
    moved(world, mother, XIAN)
    assert world.buy(mother, (PILLS, 10_00), at=XIAN_HOSPITAL).settlement.aid_fen == 10_00
    moved(world, mother, LANZHOU)
    with pytest.raises(PlaceChangesUsed):
        moved(world, mother, XIAN)
    world.now = datetime(2026, 12, 1, 0, 0, tzinfo=BEIJING)
    assert moved(world, mother, XIAN).place_of_use == XIAN


def test_moving_to_where_it_is_already_is_no_change(world: World, mother: int) -> None:
    opened(world, mother)
    for _ in range(5):
        assert moved(world, mother, LANZHOU).place_of_use == LANZHOU


def test_who_has_no_wallet_cannot_move_it(world: World, mother: int) -> None:
    with pytest.raises(WalletNotOpen):
        moved(world, mother, XIAN)


def test_a_suspended_wallet_pays_nothing_until_it_is_resumed(world: World, mother: int) -> None:
    son = world.employee("陈一", account=1_000_00, sex=1)
    world.share(son, mother, XIAMEN_PARENT, 500_00)
    opened(world, mother)
    case: dict[str, Any] = {"person_id": mother, "now": world.now, "by": By(7, "counter"), "reason": "case"}
    wallet.suspend_wallet(world.db, **case)
    bill = world.buy(mother, (PILLS, 10_00))
    assert (bill.settlement.aid_fen, [one.reason for one in bill.skipped]) == (0, ["WALLET_NOT_ACTIVE"])
    wallet.resume_wallet(world.db, **case)
    assert world.buy(mother, (PILLS, 10_00)).settlement.aid_fen == 10_00


def test_a_wallet_with_money_in_it_is_not_closed(world: World, mother: int) -> None:
    son = world.employee("陈一", account=1_000_00, sex=1)
    world.share(son, mother, XIAMEN_PARENT, 500_00)
    opened(world, mother)
    with pytest.raises(WalletNotEmpty) as refused:
        wallet.close_wallet(world.db, person_id=mother, now=world.now, by=By(7, "counter"), reason="left")
    assert refused.value.left_fen == 500_00
