"""A day's files go out and come back, typed by an operator."""

from datetime import date
from pathlib import Path

import pytest

from gongji.clearing import list_mismatches
from gongji.kinship import NearRelative
from tests.clearing.month import Month
from tests.edge.reconciliation.day import FUJIAN, seal
from tests.world import PILLS

pytest.importorskip("ibis")


@pytest.fixture
def filed(world):
    """Two purchases of the fifth of November, which is filed."""
    daughter, mother = world.employee("苏晓岚", account=30_000_00), world.resident("马桂兰")
    world.share(daughter, mother, NearRelative.PARENT, 10_000_00)
    for _ in range(2):
        world.buy(mother, (PILLS, 218_50))
    Month(world).file(until=date(2026, 11, 6))
    return world


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_what_went_out_and_comes_back_unchanged_is_matched(operator, filed, tmp_path: Path, file_format: str) -> None:
    done = operator("clearing", "files", "--day", "2026-11-05", "--to", str(tmp_path), "--format", file_format)
    assert (done.code, done.out) == (0, f"2 files in {tmp_path}\n")
    answer_alike(tmp_path, file_format)
    done = operator("clearing", "reconcile", "--day", "2026-11-05", "--from", str(tmp_path))
    assert (done.code, done.out) == (0, "福建省: M0 2\n")


def test_what_is_wrong_is_told_and_the_command_fails(operator, filed, tmp_path: Path) -> None:
    operator("clearing", "files", "--day", "2026-11-05", "--to", str(tmp_path))
    path = answer_alike(tmp_path, "csv")
    path.write_text(path.read_text().replace("218.50", "281.50", 1))
    assert (
        "[ANSWER_HASH_WRONG]" in operator("clearing", "reconcile", "--day", "2026-11-05", "--from", str(tmp_path)).out
    )
    seal(path)
    done = operator("clearing", "reconcile", "--day", "2026-11-05", "--from", str(tmp_path))
    assert (done.code, done.out) == (0, "福建省: M0 1, M4 1\n")
    (one,) = list_mismatches(filed.db, province=FUJIAN)
    listed = operator("clearing", "mismatches", "--province", str(FUJIAN)).out
    assert listed == f"{one.mismatch_id} 2026-11-05 M4 {one.journal_id}-{one.line} 218.50 / 281.50 0 days, fresh\n"
    solved = ("clearing", "solve", str(one.mismatch_id), "--note", "their till shows 218.50", "--evidence", str(path))
    assert operator(*solved).out == "M4 of 2026-11-05 with 福建省 is solved\n"
    assert "[MISMATCH_ENDED]" in operator(*solved).err
    assert operator("clearing", "mismatches", "--province", str(FUJIAN)).out == ""


def test_a_day_that_is_not_filed_is_told(operator, filed, tmp_path: Path) -> None:
    done = operator("clearing", "files", "--day", "2026-11-20", "--to", str(tmp_path))
    assert done.code == 1
    assert "[DAY_NOT_FILED]" in done.err


def answer_alike(folder: Path, file_format: str) -> Path:
    """Fujian sends back what it got."""
    path = folder / f"answer-20261105-{FUJIAN}.{file_format}"
    path.write_bytes((folder / f"hub-20261105-{FUJIAN}.{file_format}").read_bytes())
    seal(path)
    return path
