"""`./gongji clearing …`: an operator files days and sorts a month."""

import pytest

from gongji.kinship import NearRelative
from tests.edge.cli.conftest import Operator, Typed
from tests.world import PILLS, World


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch, operator: Operator, world: World) -> Operator:
    """Type a command on a day: on("2026-12-01", …). Xiamen's aid in Lanzhou was 218.50 in November."""
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))

    def typed(day: str, *arguments: str) -> Typed:
        monkeypatch.setenv("GONGJI_CLOCK", f"frozen:{day}T10:00:00+08:00")
        return operator("clearing", *arguments)

    return typed


def test_days_are_filed_up_to_yesterday_and_the_month_is_sorted_from_the_21st(on: Operator) -> None:
    first = on("2026-12-01", "days")
    # Of the first run there is one day, with all that was before it.
    assert (first.code, first.out) == (0, "2026-11-30: 1 items, 218.50\n")
    assert on("2026-12-01", "days").out == "every day that is over is filed\n"
    early = on("2026-12-20", "sort", "202611")
    assert (early.code, "[SORTING_TOO_EARLY]" in early.err) == (1, True)
    assert len(on("2026-12-21", "days").out.splitlines()) == 20
    batch = on("2026-12-21", "sort", "202611")
    assert batch.out.splitlines()[0] == "202611 GENERATED: 1 items, 218.50"
    assert on("2026-12-21", "sort", "202611").out == batch.out
    status = on("2026-12-21", "status", "202611")
    assert "not confirmed by 福建省, 甘肃省" in status.out


def test_a_month_nobody_has_sorted_is_refused_by_name(on: Operator) -> None:
    unknown = on("2026-12-21", "status", "202611")
    assert (unknown.code, "[BATCH_UNKNOWN]" in unknown.err) == (1, True)
