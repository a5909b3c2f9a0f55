"""The world of the bench: made once by the same imports an operator uses, verified, and kept for later runs."""

import csv
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Self

from gongji import institutions, settlement
from gongji.edge.bench.agree import require_books_agree
from gongji.edge.bench.family import FAMILY, LIMIT_FEN, OPENING_FEN, Bond, Member, bonds
from gongji.edge.bench.goods import DIVISIONS, catalogue, shops
from gongji.edge.clock import Clock
from gongji.edge.imports import KINDS, import_file
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database
from gongji.edge.settings import Settings
from gongji.ground.calendar import beijing_day
from gongji.ground.divisions import pool_of
from gongji.ground.money import yuan_of

INSURED_FROM = "2015-01-01"
CONSENTED_AT = "2025-01-06"
WALLET_SINCE = date(2024, 12, 2)
LINES_BETWEEN_TELLINGS = 10_000

Progress = Callable[[str], AbstractContextManager[Callable[[int, int], None]]]
Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """people: at least so many, in whole families. scale: of pgbench."""

    people: int
    quotas: int
    scale: int

    @property
    def families(self) -> int:
        """As many as the people need."""
        return -(-self.people // FAMILY)

    def but(self, *, people: int | None, quotas: int | None) -> Self:
        """The same with other numbers, where they are given; quotas in proportion to people where only those are."""
        if people is None:
            return replace(self, quotas=quotas or self.quotas)
        return replace(self, people=people, quotas=quotas or people * self.quotas // self.people)


FULL = Size(people=1_000_000, quotas=1_300_000, scale=50)
SMALL = Size(people=900, quotas=1_170, scale=1)


def make_world(settings: Settings, database: Database, size: Size, progress: Progress) -> None:
    """Make the world of a data folder if it is not there; what was cut short goes on.

    Raises OperatorError where the folder has a world of another size, or the books of a new one do not agree.
    """
    from gongji.edge.postgres.migrate import migrate

    stamp = settings.data_dir / "world.json"
    wanted = {"people": size.people, "quotas": size.quotas}
    found = json.loads(stamp.read_text()) if stamp.exists() else wanted | {"complete": False}
    if {name: found[name] for name in wanted} != wanted:
        raise OperatorError(f"{settings.data_dir} has a world of {found['people']:,} people: remove it, or use --data")
    migrate(database.require_owner_url())
    if found["complete"]:
        return
    stamp.write_text(json.dumps(found))
    _furnish(database)
    for kind, lines in _files(size):
        _import(settings, database, kind, lines, progress)
    with database.owner_connection(autocommit=True) as db:
        db.execute("vacuum analyze")
    with progress("verify") as update:
        require_books_agree(database, update)
    stamp.write_text(json.dumps(wanted | {"complete": True}))


def _furnish(database: Database) -> None:
    """Pools, institutions, the catalogue."""
    now = Clock().now()
    with database.app_connection() as db:
        for division in DIVISIONS:
            institutions.enable_wallet(db, pool=pool_of(division, on=beijing_day(now)), since=WALLET_SINCE)
        institutions.enter_institutions(db, shops(beijing_day(now)))
        settlement.enter_items(db, catalogue())


def _files(size: Size) -> Iterator[tuple[str, Iterable[Line]]]:
    yield "people", (_person(Member(place)) for place in range(size.families * FAMILY))
    yield "relations", map(_relation, bonds(size.families, size.quotas))
    yield "quotas", map(_quota, bonds(size.families, size.quotas))


def _person(who: Member) -> Line:
    balance = yuan_of(OPENING_FEN) if who.is_employee else ""
    return (
        who.person_number, who.name, "01", who.certificate_number, str(who.sex), str(who.born_on), "",
        str(who.scheme), who.person_type, who.division, "1", INSURED_FROM, balance,
    )  # fmt: skip


def _relation(bond: Bond) -> Line:
    return (*_pair(bond), f"{bond.relation:02d}", "verified", CONSENTED_AT)


def _quota(bond: Bond) -> Line:
    return (*_pair(bond), yuan_of(LIMIT_FEN), "OPEN", "")


def _pair(bond: Bond) -> Line:
    return (bond.donor.person_number, bond.beneficiary.person_number)


def _import(settings: Settings, database: Database, kind: str, lines: Iterable[Line], progress: Progress) -> None:
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as folder, progress(f"import {kind}") as update:
        path = Path(folder) / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(KINDS[kind].required())
            for number, line in enumerate(lines):
                writer.writerow(line)
                if number % LINES_BETWEEN_TELLINGS == 0:
                    update(0, 0)
        done = import_file(settings, database, kind=kind, path=path, progress=update)
        if done.wrong:
            raise OperatorError(f"the bench's own {kind} were refused: {done.errors.read_text()[:500]}")
