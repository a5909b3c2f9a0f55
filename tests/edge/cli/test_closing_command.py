"""`./gongji clearing …`: an operator writes down disputes, ends them and closes a month and its year."""

from pathlib import Path

import pytest

from gongji.kinship import NearRelative
from tests.edge.cli.conftest import Operator, Typed
from tests.world import PILLS, World


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch, operator: Operator, world: World) -> Operator:
    """Type a command on a day: on("2026-12-01", …). Xiamen's aid in Lanzhou was 218.50 in November, which is sorted."""
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))

    def typed(day: str, *arguments: str) -> Typed:
        monkeypatch.setenv("GONGJI_CLOCK", f"frozen:{day}T10:00:00+08:00")
        return operator("clearing", *arguments)

    typed("2026-12-01", "days")
    assert typed("2026-12-21", "sort", "202611").code == 0
    return typed


@pytest.fixture
def paper(tmp_path: Path) -> str:
    (tmp_path / "paper.pdf").write_bytes(b"%PDF")
    return str(tmp_path / "paper.pdf")


def test_a_line_is_disputed_listed_decided_and_told_in_the_months_status(on: Operator, paper: str) -> None:
    sides = ("--payer", "350000", "--payee", "620000", "--province", "350000")
    disputed = on("2026-12-22", "dispute", "202611", *sides, "--reason", "药店已停业", "--evidence", paper)
    number = disputed.out.split()[0]
    told = f"{number} 202611 福建省 to 甘肃省, disputed by 福建省 on 2026-12-22, red 2027-02-23\n"
    assert (disputed.code, disputed.out) == (0, told)
    assert on("2027-02-22", "disputes", "--red").out == ""
    assert on("2027-02-23", "disputes", "--red", "--province", "620000").out == told
    assert "福建省 to 甘肃省 disputed by 福建省, open" in on("2027-02-23", "status", "202611").out
    assert on("2027-02-23", "decide", number, "--note", " ").err.strip().endswith("say why with --note")
    assert on("2027-02-23", "decide", number, "--note", "按原额清算").out == f"{told.strip()}: DECIDED\n"
    again = on("2027-02-23", "withdraw", number, "--note", "已核实")
    assert (again.code, "[DISPUTE_SOLVED]" in again.err) == (1, True)


def test_a_month_and_a_year_with_something_open_are_not_closed(on: Operator) -> None:
    month = on("2026-12-22", "close", "202611")
    assert (month.code, "[BATCH_NOT_READY]" in month.err) == (1, True)
    shown = on("2026-12-22", "year", "2026").out
    assert shown.startswith("2026: to be confirmed until 2027-03-31\n")
    assert "NOT_CONFIRMED" in shown
    year = on("2026-12-22", "close-year", "2026")
    assert (year.code, "[BATCH_UNKNOWN]" in year.err) == (1, True)
