"""Invented people enter as an operator's do: written into files, which are imported."""

import csv
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

from psycopg import Connection

from gongji import institutions, settlement
from gongji.edge.clock import Clock
from gongji.edge.imports import KINDS, import_alone, import_file
from gongji.edge.invented.family import OPENING_FEN, Bond, Member
from gongji.edge.invented.goods import catalogue, shops
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database
from gongji.edge.settings import Settings
from gongji.ground.divisions import pool_of
from gongji.ground.keys import FileKeyStore
from gongji.ground.money import yuan_of

WALLET_SINCE = date(2024, 12, 2)
INSURED_FROM = "2015-01-01"
CONSENTED_AT = "2025-01-06"
LINES_BETWEEN_TELLINGS = 10_000
# Shorter files are in before processes for them have started.
SHORT_BYTES = 256 * 1024

Progress = Callable[[str], AbstractContextManager[Callable[[int, int], None]]]
Line = tuple[str, ...]


def furnish(db: Connection[Any], divisions: Sequence[str], *, on: date, pharmacies: int, hospitals: int) -> None:
    """Switch the wallet on, and enter institutions, so many in each division, and the catalogue."""
    for division in divisions:
        institutions.enable_wallet(db, pool=pool_of(division, on=on), since=WALLET_SINCE)
    institutions.enter_institutions(db, shops(divisions, on, pharmacies=pharmacies, hospitals=hospitals))
    settlement.enter_items(db, catalogue())


def person(who: Member) -> Line:
    """A line of a file of people."""
    balance = yuan_of(OPENING_FEN) if who.is_employee else ""
    return (
        who.person_number, who.name, "01", who.certificate_number, str(who.sex), str(who.born_on), "",
        str(who.scheme), who.person_type, who.division, "1", INSURED_FROM, balance,
    )  # fmt: skip


def relation(bond: Bond) -> Line:
    """A line of a file of relations."""
    return (*_pair(bond), f"{bond.relation:02d}", "verified", CONSENTED_AT)


def quota(bond: Bond) -> Line:
    """A line of a file of quotas."""
    return (*_pair(bond), yuan_of(bond.limit_fen), "OPEN", "")


def enter(settings: Settings, database: Database, kind: str, lines: Iterable[Line], progress: Progress) -> None:
    """Write a file and take it in; what is in already stays. Raises OperatorError where a line is refused."""
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as folder, progress(f"import {kind}") as update:
        path = Path(folder) / f"{kind}.csv"
        _write(path, kind, lines, update)
        if path.stat().st_size < SHORT_BYTES:
            with database.app_connection(autocommit=True) as db:
                clock = Clock.parse(settings.clock)
                import_alone(db, FileKeyStore(settings.key_store), clock, kind=kind, path=path)
            return
        done = import_file(settings, database, kind=kind, path=path, progress=update)
        if done.wrong:
            raise OperatorError(f"our own {kind} were refused: {done.errors.read_text()[:500]}")


def _pair(bond: Bond) -> Line:
    return (bond.donor.person_number, bond.beneficiary.person_number)


def _write(path: Path, kind: str, lines: Iterable[Line], update: Callable[[int, int], None]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(KINDS[kind].required())
        for number, line in enumerate(lines):
            writer.writerow(line)
            if number % LINES_BETWEEN_TELLINGS == 0:
                update(0, 0)
