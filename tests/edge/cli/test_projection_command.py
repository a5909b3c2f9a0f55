"""`./gongji clearing project`: an operator asks how long prefunds would last."""

from datetime import date
from pathlib import Path

import pytest

from gongji.kinship import NearRelative
from tests.clearing.month import Month
from tests.edge.cli.conftest import Operator
from tests.world import PILLS, World


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch, operator: Operator, world: World) -> Operator:
    """November is filed: on its last day Xiamen's aid in Lanzhou was 218.50. It is 2 December."""
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    Month(world).file(first=date(2026, 11, 30))
    monkeypatch.setenv("GONGJI_CLOCK", "frozen:2026-12-02T10:00:00+08:00")
    monkeypatch.setenv("COLUMNS", "120")
    return operator


def cells(out: str, province: str) -> list[str]:
    """The row of a province in the first table that has it."""
    row = next(line for line in out.splitlines() if province in line)
    return [cell.strip() for cell in row.strip("│").split("│")]


def test_days_under_cover_are_told_by_province_and_drawn(asks: Operator, tmp_path: Path) -> None:
    done = asks("clearing", "project")
    assert done.code == 0, done.err
    assert cells(done.out, "甘肃省")[1:] == ["0.00", "218.50", "100.00 %", "RED", "1 of 30", "218.50", "1"]
    grown = asks("clearing", "project", "--growth", "0.2", "--prefund-months", "1", "--quota-ceiling", "200.00")
    # 200.00 of 218.50 under the ceiling, a fifth more, against the 218.50 of an average month.
    assert cells(grown.out, "甘肃省")[1:] == ["218.50", "240.00", "109.83 %", "RED", "1 of 30", "21.50", "1"]
    assert cells(grown.out, "福建省")[4] == ""
    for ending in ("xlsx", "pdf"):
        drawn = asks("clearing", "project", "--chart", str(tmp_path / f"p.{ending}"))
        assert (drawn.code, (tmp_path / f"p.{ending}").stat().st_size > 5_000) == (0, True)


@pytest.mark.parametrize(
    "wrong",
    [
        ("--growth", "-1"), ("--growth", "much"), ("--growth", "0.00001"), ("--quota-ceiling", "x"),
        ("--quota-ceiling", "-1"), ("--chart", "p.png"), ("--months", "0"), ("--growth", "NaN"),
    ],
)  # fmt: skip
def test_what_cannot_be_supposed_is_refused(asks: Operator, wrong: tuple[str, str]) -> None:
    assert asks("clearing", "project", *wrong).code == 2


def test_an_amount_that_is_no_whole_fen_is_refused_by_name(
    asks: Operator,
) -> None:
    refused = asks("clearing", "project", "--quota-ceiling", "1.001")
    assert (refused.code, "[AMOUNT_INVALID]" in refused.err) == (1, True)
