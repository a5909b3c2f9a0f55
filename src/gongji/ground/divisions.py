"""Divisions that arrive on the wire, and the pooling area and province they belong to (P-07, R-21).

`policy/pools.csv` names the pools. `prefecture` (333) and `municipality` (4) are the 337 that are published; earlier
years had a few more or less. Beside them stands what is insured too but is not one of the 337:

- `corps`: XPCC, 660000, a province of its own; its cities 659001 ... have GB/T 2260 codes of Xinjiang.
- `direct`: a county run by its province without a prefecture between (429004, 469001, 419001) is a pool by itself,
  under its own code, because no prefecture's fund could answer for it.
- `provincial`: xx9900, those a province insures itself (省本级). Their money is in the province's fund, so to book it
  on the capital's would charge the wrong payer.

`policy/divisions.csv` maps each division to its pool from a first day to the day it is over; an empty day is open. A
code that is retired stays listed while it would lead elsewhere than to its successor's pool, since tills send old
codes for years. A code no line covers on the day goes by its digits: xxxx99 and unlisted counties with their
prefecture, xx9999 with xx9900, anything of a municipality or of 66 with that province.

The table has the divisions of the end of 2025 and, exactly, every prefecture and every change of pool since 2011. A
change counts from the day it was made public, or from the State Council's reply where only that day is known.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from functools import cache
from typing import ClassVar

from gongji.ground.policy import POLICY_DIR
from gongji.ground.refusal import Refusal, refusal


class PoolKind(StrEnum):
    """What a pool is; the first two make the 337."""

    PREFECTURE = "prefecture"
    MUNICIPALITY = "municipality"
    CORPS = "corps"
    DIRECT = "direct"
    PROVINCIAL = "provincial"


class Reach(IntEnum):
    """How far aid reaches (R-20): each stage has its own relatives, types of relation and way of clearing."""

    SAME_POOL = 1
    SAME_PROVINCE = 2
    CROSS_PROVINCE = 3


@dataclass(frozen=True, slots=True)
class Pool:
    """A pooling area (统筹地区). code and province: six digits. valid_to is the first day it is over."""

    code: int
    name: str
    province: int
    kind: PoolKind
    valid_from: date
    valid_to: date


@refusal
class UnknownDivision(Refusal):
    """No pool answers for this division on that day: not a code, a whole province, or a place without one."""

    code: ClassVar[str] = "DIVISION_UNKNOWN"
    rule: ClassVar[str] = "P-07"
    division: str
    on: date


def reach(pool: int, other: int) -> Reach:
    """The stage between two pools, derived and never stored (R-21); XPCC is a province of its own."""
    if pool == other:
        return Reach.SAME_POOL
    return Reach.SAME_PROVINCE if province_of(pool) == province_of(other) else Reach.CROSS_PROVINCE


def pool_of(division: str, *, on: date) -> int:
    """The pool that answers for a division on a business day; on is that day, not the day somebody was first insured.

    Raises UnknownDivision, also for a whole province (350000): it names no fund.
    Source: GB/T 2260; P-07.
    """
    if len(division) == 6 and division.isascii() and division.isdecimal():
        spans = _spans()
        for code in (division, division[:4] + "00", division[:2] + "0000"):
            for valid_from, valid_to, pool in spans.get(code, ()):
                if valid_from <= on < valid_to:
                    return pool
    raise UnknownDivision(division, on)


def province_of(pool: int) -> int:
    """The province of a pool, six digits; KeyError for a number that never was a pool (R-21)."""
    return _pools()[pool].province


def pool_name(pool: int) -> str:
    """The Chinese name of a pool; KeyError for a number that never was a pool."""
    return _pools()[pool].name


def region_name(region: int) -> str:
    """The Chinese name of a pool, or of a whole province (620000); KeyError for a number that is neither."""
    return _provinces().get(region) or pool_name(region)


def pools(on: date) -> tuple[Pool, ...]:
    """Every pool there is on a day, of all kinds, by code."""
    return tuple(pool for pool in _pools().values() if pool.valid_from <= on < pool.valid_to)


def all_pools() -> tuple[Pool, ...]:
    """Every pool there ever was, by code: what was booked keeps the pool it was booked on."""
    return tuple(_pools().values())


@cache
def _pools() -> dict[int, Pool]:
    return {
        int(line["code"]): Pool(
            code=int(line["code"]),
            name=line["name"],
            province=int(line["province"]),
            kind=PoolKind(line["kind"]),
            valid_from=_first_day(line),
            valid_to=_end_day(line),
        )
        for line in _lines("pools.csv")
    }


@cache
def _provinces() -> dict[int, str]:
    return {int(line["code"]): line["name"] for line in _lines("divisions.csv") if not line["pool"]}


@cache
def _spans() -> dict[str, tuple[tuple[date, date, int], ...]]:
    spans: dict[str, tuple[tuple[date, date, int], ...]] = {}
    for line in _lines("divisions.csv"):
        # A whole province stands in the table for its name; it has no pool.
        if line["pool"]:
            span = (_first_day(line), _end_day(line), int(line["pool"]))
            spans[line["code"]] = (*spans.get(line["code"], ()), span)
    return spans


def _lines(name: str) -> Iterator[dict[str, str]]:
    with (POLICY_DIR / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _first_day(line: dict[str, str]) -> date:
    return date.fromisoformat(line["valid_from"]) if line["valid_from"] else date.min


def _end_day(line: dict[str, str]) -> date:
    return date.fromisoformat(line["valid_to"]) if line["valid_to"] else date.max
