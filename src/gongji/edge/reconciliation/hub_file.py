"""The hub's file of a day, whole and as each province gets it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis
from ibis import _
from psycopg import Connection

from gongji import clearing
from gongji.edge.reconciliation.columns import COLUMNS, KINDS, FileFormat
from gongji.edge.reconciliation.compare import parties, party_to
from gongji.edge.reconciliation.engine import Backend, EngineName, Table, open_engine
from gongji.edge.sealed import seal
from gongji.ground.value import value

HUB_COLUMNS = {
    "journal_id": "int64",
    "line": "int32",
    "business": "int32",
    "payer_pool": "int32",
    "payee_pool": "int32",
    "month": "int32",
    "insured_province": "int32",
    "treatment_province": "int32",
    "institution": "string",
    "message_no": "string",
    "amount_fen": "int64",
    "state": "string",
}


@value
class HubFile:
    """path: all items of a day as Parquet with HUB_COLUMNS, in a folder that is there as long as it is needed.

    digest: SM3 of what the database wrote. reader: DuckDB, which reads and writes all files, whatever compares them.
    """

    path: Path
    digest: bytes
    reader: Backend


@contextmanager
def hub_file(db: Connection[Any], *, day: date) -> Iterator[HubFile]:
    """The items of a filed day in a folder of their own, for as long as they are needed. Refuses: DayNotFiled."""
    with TemporaryDirectory(prefix="gongji-day-") as folder:
        written, path = Path(folder, "day.csv"), Path(folder, "day.parquet")
        digest = hashlib.new("sm3")
        with written.open("wb") as out:
            for piece in clearing.write_day(db, day=day):
                digest.update(piece)
                out.write(piece)
        with open_engine(EngineName.DUCKDB, scratch=Path(folder)) as reader:
            # Empty fields are empty texts; only the mark that no field has would be null.
            reader.read_csv(
                str(written), columns=HUB_COLUMNS, header=True, auto_detect=False, delim=",", quote='"', nullstr="\1"
            ).to_parquet(path)
            written.unlink()
            yield HubFile(path, digest.digest(), reader)


def write_files(db: Connection[Any], *, day: date, to: Path, file_format: FileFormat) -> list[Path]:
    """Write the hub's file of a day for every province that is party to an item, each with its hash beside it.

    Refuses: DayNotFiled.
    """
    to.mkdir(parents=True, exist_ok=True)
    written = []
    with hub_file(db, day=day) as hub:
        items = hub.reader.read_parquet(hub.path)
        for province in sorted(parties(items).to_pyarrow()["province"].to_pylist()):
            path = to / f"hub-{day:%Y%m%d}-{province}.{file_format}"
            shown = as_shown(party_to(items, province), day=day, province=province, file_format=file_format)
            _write(shown, path, file_format)
            seal(path)
            written.append(path)
    return written


def as_shown(items: Table, *, day: date, province: int, file_format: FileFormat) -> Table:
    """A province's items in the columns of a file; where it only pays, not where and by which message (C-35)."""
    only_pays = (_.insured_province != province) & (_.payee_pool - _.payee_pool % 10_000 != province)
    amount = _yuan_of(_.amount_fen)
    shown = items.order_by(_.journal_id, _.line).select(
        day=ibis.literal(day.isoformat()),
        party=ibis.literal(str(province)),
        settlement_no=_.journal_id.cast("string"),
        line_no=_.line.cast("string"),
        kind=ibis.cases(*((_.business == number, kind) for number, kind in enumerate(KINDS, start=1))),
        payer_pool=_.payer_pool.cast("string"),
        payee_pool=_.payee_pool.cast("string"),
        clearing_month=_.month.cast("string"),
        institution=only_pays.ifelse("", _.institution),
        message_no=only_pays.ifelse("", _.message_no),
        amount=amount if file_format is FileFormat.CSV else amount.cast("decimal(18, 2)"),
        state=_.state,
    )
    return shown.select(*COLUMNS)


def _yuan_of(fen: Table) -> Table:
    """As ground.money.yuan_of; put together from digits, since engines divide by way of floats."""
    digits = fen.abs().cast("string")
    whole = (fen.abs() < 100).ifelse("0", digits.left(digits.length() - 2))
    return (fen < 0).ifelse("-", "") + whole + "." + ("0" + digits).right(2)


def _write(shown: Table, path: Path, file_format: FileFormat) -> None:
    if file_format is FileFormat.CSV:
        shown.to_csv(path, header=True)
    else:
        shown.to_parquet(path)
