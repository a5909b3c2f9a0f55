"""Regulation as dated data: what a law or a region can change stands in `policy/*.toml`, not in code.

National first (`national.toml`), then the province's file, then the pool's; the nearest that has a value on the day
decides. The set is loaded as an immutable whole and named by its digest, which settlements and verdicts keep.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from gongji.ground.value import value

POLICY_DIR = Path(__file__).resolve().parents[3] / "policy"


@value
class Benefit:
    """What the pooled fund pays of the in-scope amount (S-04), for one scheme, visit kind and institution level."""

    deductible_fen: int
    ratio_e4: int
    ceiling_fen: int


NO_BENEFIT = Benefit(deductible_fen=0, ratio_e4=0, ceiling_fen=0)


class PolicySet:
    """One published set of policy. Values are looked up by name, pool and day; look-ups are remembered."""

    def __init__(self, files: Mapping[str, str]) -> None:
        """files: the text of every policy file by its path under `policy/`."""
        self.files = dict(sorted(files.items()))
        whole = "\0".join(f"{name}\0{text}" for name, text in self.files.items())
        self.digest = hashlib.new("sm3", whole.encode()).digest()
        # The part of the digest that fits a bigint names the set in rows; the whole stands in table policy_set.
        self.policy_id = int.from_bytes(self.digest[:8]) >> 1
        self._units = {name.removesuffix(".toml"): tomllib.loads(text) for name, text in self.files.items()}
        self._benefits: dict[tuple[int, int, str, str, date], Benefit] = {}
        self._values: dict[tuple[str, int, date], Any] = {}

    def value(self, name: str, *, pool: int, on: date) -> Any:
        """The value in force for a pool on a day; a name nobody defined is our own fault and raises KeyError."""
        key = (name, pool, on)
        if key not in self._values:
            self._values[key] = self._find_value(name, pool, on)
        return self._values[key]

    def _find_value(self, name: str, pool: int, on: date) -> Any:
        for unit in self._nearest_first(pool):
            for dated in reversed(unit.get("values", {}).get(name, {}).get("dated", [])):
                if dated["from"] <= on:
                    return dated["value"]
        raise KeyError(f"no policy value {name} for pool {pool} on {on}")

    def benefit(self, *, pool: int, scheme: int, visit: str, level: str, on: date) -> Benefit:
        """What the fund of a pool pays on a day; nothing where no rule speaks of it (S-04).

        visit: pharmacy, outpatient or inpatient. level: the institution's, "*" in a rule means any.
        """
        key = (pool, scheme, visit, level, on)
        if key not in self._benefits:
            self._benefits[key] = self._find_benefit(pool, scheme, visit, level, on)
        return self._benefits[key]

    def _find_benefit(self, pool: int, scheme: int, visit: str, level: str, on: date) -> Benefit:
        for unit in self._nearest_first(pool):
            for rule in reversed(unit.get("benefit", [])):
                applies = rule["scheme"] == scheme and rule["visit"] == visit and rule["level"] in ("*", level)
                if applies and rule["from"] <= on:
                    return Benefit(rule["deductible_fen"], rule["ratio_e4"], rule["ceiling_fen"])
        return NO_BENEFIT

    def _nearest_first(self, pool: int) -> list[dict[str, Any]]:
        province = pool // 10_000 * 10_000
        names = (f"pools/{pool}", f"provinces/{province}", "national")
        return [self._units[name] for name in names if name in self._units]


@cache
def published() -> PolicySet:
    """The policy set this release ships, read once a process."""
    paths = sorted(POLICY_DIR.rglob("*.toml"))
    return PolicySet({str(path.relative_to(POLICY_DIR)): path.read_text() for path in paths})


def publish(db: Connection[Any], policy: PolicySet, *, known_from: datetime) -> None:
    """Keep a policy set whole under its digest, so that what is decided by it can be decided again; once is enough."""
    db.execute(
        """
        insert into policy_set (policy_id, digest, known_from, files)
        values (%s, %s, %s, %s)
        on conflict (policy_id) do nothing
        """,
        [policy.policy_id, policy.digest, known_from, Jsonb(policy.files)],
    )
