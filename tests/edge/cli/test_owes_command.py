"""What a pooling area owes another, asked by an operator."""

from gongji.kinship import NearRelative
from tests.world import LANZHOU, PILLS, XIAMEN


def owed(operator, debtor, creditor, month="202611"):
    """The line an operator reads."""
    done = operator("owes", "--from", str(debtor), "--to", str(creditor), "--month", month)
    assert done.code == 0, done.err
    return done.out


def test_xiamen_owes_lanzhou_what_its_account_paid_there_and_nothing_after_the_cancel(operator, world):
    daughter, mother = world.employee("苏晓岚", account=30_000_00), world.resident("马桂兰")
    world.share(daughter, mother, NearRelative.PARENT, 10_000_00)
    settled = world.buy(mother, (PILLS, 218_50))
    line = "厦门市 owes 兰州市 for 2026-11: 218.50 (aid 218.50, care 0.00, premium 0.00, move 0.00)\n"
    assert owed(operator, XIAMEN, LANZHOU) == line
    assert owed(operator, 350203, 620102) == line
    assert "兰州市 owes 厦门市 for 2026-11: 0.00 " in owed(operator, LANZHOU, XIAMEN)
    assert " for 2026-10: 0.00 " in owed(operator, XIAMEN, LANZHOU, "202610")
    world.done(world.cancel(settled))
    assert " for 2026-11: 0.00 (aid 0.00, " in owed(operator, XIAMEN, LANZHOU)


def test_care_and_aid_are_told_apart_and_not_set_off(operator, world):
    traveller, brother = world.employee("苏晓岚", account=1_000_00), world.resident("苏明")
    world.share(traveller, brother, NearRelative.SIBLING, 300_00)
    world.buy(traveller, (PILLS, 40_00))
    world.buy(brother, (PILLS, 60_00))
    assert owed(operator, XIAMEN, LANZHOU).endswith(": 100.00 (aid 60.00, care 40.00, premium 0.00, move 0.00)\n")


def test_a_month_that_is_none_is_a_mistake_in_typing(operator):
    assert operator("owes", "--from", "350200", "--to", "620100", "--month", "2026-11").code == 2
