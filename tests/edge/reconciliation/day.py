"""A day between the hub and provinces that compare files: verbs that take what a test does not care about as given."""

import csv
import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gongji.clearing import Code, Mismatch, list_mismatches, mismatches_of
from gongji.edge.reconciliation import EngineName, FileFormat, Reconciled, reconcile, write_files
from gongji.ground.policy import PolicySet
from gongji.kinship import NearRelative
from tests.clearing.month import CLERK, Month, at
from tests.world import LANZHOU, PILLS, XIAMEN

FUJIAN, GANSU, SHAANXI = 350000, 620000, 610000
# What everything in a world happens on.
FIFTH = date(2026, 11, 5)
COMPARES = """
[values."clearing.compares_files"]
unit = "as in national.toml"
source = "test"
dated = [{ from = 2026-01-01, value = true }]
"""
Row = dict[str, str]


@dataclass
class Day:
    """month: whose fifth day it is. folder: where files go and come from."""

    month: Month
    folder: Path
    day: date = FIFTH

    def enrol(self, *provinces: int) -> None:
        """Let provinces compare files."""
        files = self.month.world.policy.files | {f"provinces/{province}.toml": COMPARES for province in provinces}
        self.month.world.policy = PolicySet(files)

    def buy(self, times: int = 1, *, pool: int = LANZHOU, donors: int = XIAMEN, fen: int = 218_50) -> None:
        """A mother's pills on her son's account in Xiamen or elsewhere: `fen` each time."""
        world = self.month.world
        son, mother = world.employee("陈一", account=9_000_00, sex=1, pool=donors), world.resident("李秀兰", pool=pool)
        world.share(son, mother, NearRelative.PARENT, 5_000_00)
        for _ in range(times):
            world.buy(mother, (PILLS, fen))

    def hub_rows(self, province: int) -> list[Row]:
        """What the hub's file of the day says to a province."""
        path = self.folder / f"hub-{self.day:%Y%m%d}-{province}.csv"
        if not path.exists():
            write_files(self.month.world.db, day=self.day, to=self.folder, file_format=FileFormat.CSV)
        with path.open() as file:
            return list(csv.DictReader(file))

    def answer(self, province: int, rows: list[Row]) -> Path:
        """Put a province's answer, with these rows, into the folder."""
        path = self.folder / f"answer-{self.day:%Y%m%d}-{province}.csv"
        columns = (self.folder / f"hub-{self.day:%Y%m%d}-{province}.csv").read_text().split("\n")[0].split(",")
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
        seal(path)
        return path

    def agree(self, *provinces: int) -> None:
        """Let provinces answer as the hub has it."""
        for province in provinces:
            self.answer(province, self.hub_rows(province))

    def reconcile(
        self, *, engine: EngineName = EngineName.DUCKDB, on: date = date(2026, 11, 6)
    ) -> dict[int, Reconciled]:
        """Compare what is there; by province."""
        world = self.month.world
        done = reconcile(
            world.db, day=self.day, folder=self.folder, engine=engine, now=at(on, 6), policy=world.policy, by=CLERK
        )
        return {one.province: one for one in done}

    def counts(self, province: int) -> dict[Code, int]:
        """Compare, and how many rows of each code a province has."""
        return self.reconcile()[province].counts

    def open(self, province: int) -> list[Mismatch]:
        """What is open with a province."""
        return list_mismatches(self.month.world.db, province=province)

    def history(self, province: int) -> list[Mismatch]:
        """What ever was."""
        return mismatches_of(self.month.world.db, day=self.day, province=province)


def seal(path: Path) -> None:
    """Write a file's hash beside it, as a province does."""
    path.with_name(path.name + ".sm3").write_text(
        hashlib.new("sm3", path.read_bytes()).hexdigest() + f"  {path.name}\n"
    )
