"""Pools and institutions, switched by an operator."""

from gongji.kinship import NearRelative
from tests.world import LANZHOU, PHARMACY, PILLS, XIAMEN


def mother_of_xiamen(world):
    """A mother in Lanzhou whose daughter in Xiamen lets her spend 10,000.00."""
    daughter, mother = world.employee("苏晓岚", account=30_000_00), world.resident("马桂兰")
    world.share(daughter, mother, NearRelative.PARENT, 10_000_00)
    return mother


def test_a_pool_whose_wallet_is_off_pays_nothing_until_it_is_on_again(operator, world):
    mother = mother_of_xiamen(world)
    assert operator("pool", "wallet-off", str(XIAMEN)).out == "350200 厦门市: wallet off\n"
    assert world.buy(mother, (PILLS, 218_50)).settlement.cash_fen == 218_50
    assert operator("pool", "wallet-on", "350203").out == "350200 厦门市: wallet on from 2026-11-05\n"
    assert world.buy(mother, (PILLS, 218_50)).settlement.aid_fen == 218_50


def test_a_wallet_may_be_switched_on_for_a_later_day(operator, world):
    mother = mother_of_xiamen(world)
    operator("pool", "wallet-on", str(LANZHOU), "--since", "2026-11-06")
    assert world.buy(mother, (PILLS, 218_50)).settlement.cash_fen == 218_50
    world.later(days=1)
    assert world.buy(mother, (PILLS, 218_50)).settlement.aid_fen == 218_50


def test_the_sources_of_an_unreachable_pool_are_skipped(operator, world):
    mother = mother_of_xiamen(world)
    told = operator("pool", "unreachable", str(XIAMEN)).out
    assert told == "350200 厦门市: wallet on from 2024-12-02, unreachable since 2026-11-05 12:00\n"
    assert told in operator("pool", "list").out
    settled = world.buy(mother, (PILLS, 218_50))
    assert (settled.settlement.cash_fen, settled.skipped[0].reason) == (218_50, "POOL_UNREACHABLE")
    operator("pool", "reachable", str(XIAMEN))
    assert world.buy(mother, (PILLS, 218_50)).settlement.aid_fen == 218_50


def test_the_list_names_what_does_not_work_and_with_all_everything(operator):
    listed = operator("pool", "list").out.splitlines()
    assert "630100 西宁市: wallet off" in listed
    assert not any(line.startswith("350200 ") for line in listed)
    everything = operator("pool", "list", "--all").out.splitlines()
    assert "350200 厦门市: wallet on from 2024-12-02" in everything
    assert len(everything) > 337


def test_a_division_without_a_pool_is_refused(operator):
    done = operator("pool", "wallet-on", "999999")
    assert done.err == "gongji: 999999 was no pooling area on 2026-11-05. [DIVISION_UNKNOWN]\n"


def test_a_suspended_pharmacy_settles_nothing_until_it_is_resumed(operator, world):
    mother = mother_of_xiamen(world)
    assert operator("institution", "suspend", PHARMACY).out == f"{PHARMACY} is suspended from 2026-11-05 12:00\n"
    (refused,) = world.settle(world.bill(mother, (PILLS, 218_50)))
    assert refused.code == "INSTITUTION_SUSPENDED"
    assert operator("institution", "resume", PHARMACY).out == f"{PHARMACY} may settle\n"
    assert world.buy(mother, (PILLS, 218_50)).settlement.aid_fen == 218_50


def test_an_institution_nobody_knows_is_refused(operator):
    done = operator("institution", "suspend", "P00000000000")
    assert done.err == "gongji: No designated institution P00000000000. [INSTITUTION_UNKNOWN]\n"
