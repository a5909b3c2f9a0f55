"""Premiums as the shipped policy has them: nothing misspelt, windows in order, a band for everybody (B-01 … B-03)."""

import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest

from gongji.contributions import Scheme
from gongji.contributions.bands import Band, Covered, require_band
from gongji.contributions.windows import Window
from gongji.ground.policy import published

PREMIUMS = {f"premium.{scheme.name.lower()}" for scheme in Scheme}


def shipped() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The windows of every unit, scheme and year."""
    for file, text in published().files.items():
        for name, said in tomllib.loads(text)["values"].items():
            if name in PREMIUMS:
                for dated in said["dated"]:
                    for year, windows in dated["value"].items():
                        yield f"{file} {name} {year}", windows


SHIPPED = dict(shipped())


@pytest.mark.parametrize("windows", SHIPPED.values(), ids=SHIPPED)
def test_b_03_windows_are_spelt_right_and_come_one_after_the_other(windows: list[dict[str, Any]]) -> None:
    for window in windows:
        assert set(window) <= set(Window.__struct_fields__)  # type: ignore[attr-defined]
        for band in window["bands"]:
            assert set(band) <= set(Band.__struct_fields__)  # type: ignore[attr-defined]
    read = msgspec.convert(windows, list[Window])
    days = [day for window in read for day in (window.open_from, window.open_to)]
    assert days == sorted(days)


@pytest.mark.parametrize("windows", SHIPPED.values(), ids=SHIPPED)
def test_b_01_everybody_of_any_age_has_a_band(windows: list[dict[str, Any]]) -> None:
    for window in msgspec.convert(windows, list[Window]):
        for born in range(1900, 2027):
            for sex in (0, 1, 2):
                covered = Covered(date(born, 1, 1), sex, "99", "")
                assert require_band(window.bands, covered, year=2027, age_on=date(2027, 1, 1)).amount_fen > 0
