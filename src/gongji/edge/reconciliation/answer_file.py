"""A province's answer, read strictly: a file that is wrong as a whole is refused by name, before any row counts."""

import re
from datetime import date
from pathlib import Path
from typing import ClassVar

import duckdb
import ibis
from ibis import _

from gongji.edge.reconciliation.columns import COLUMNS, KINDS, PATTERNS, FileFormat
from gongji.edge.reconciliation.engine import Backend, Table
from gongji.edge.sealed import digest_of, require_utf_8, seal_of
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import value

LONGEST_SHOWN = 40


@value
class AnswerFile:
    """path: the rows as Parquet with typed columns, amounts in fen. digest: SM3 of the file as it came."""

    path: Path
    digest: bytes


@refusal
class AnswerHashWrong(Refusal):
    """The file is not what the hash beside it was made of; named: empty where there is none."""

    code: ClassVar[str] = "ANSWER_HASH_WRONG"
    rule: ClassVar[str] = "C-31"
    file: str
    named: str
    found: str


@refusal
class AnswerEncodingWrong(Refusal):
    """The file is not plain UTF-8."""

    code: ClassVar[str] = "ANSWER_ENCODING_WRONG"
    rule: ClassVar[str] = "C-31"
    file: str


@refusal
class AnswerColumnsWrong(Refusal):
    """The file has not the columns of the hub's file, in their order and of their types."""

    code: ClassVar[str] = "ANSWER_COLUMNS_WRONG"
    rule: ClassVar[str] = "C-31"
    file: str
    found: str


@refusal
class AnswerUnreadable(Refusal):
    """A line has more or fewer fields than there are columns, or the file is damaged; line: 0 where nobody can say."""

    code: ClassVar[str] = "ANSWER_UNREADABLE"
    rule: ClassVar[str] = "C-31"
    file: str
    line: int


@refusal
class AnswerRowsWrong(Refusal):
    """Fields that are not what their column holds; given: one of them."""

    code: ClassVar[str] = "ANSWER_ROWS_WRONG"
    rule: ClassVar[str] = "C-31"
    file: str
    column: str
    rows: int
    given: str


@refusal
class AnswerTwice(Refusal):
    """A province's answer is there as CSV and as Parquet."""

    code: ClassVar[str] = "ANSWER_TWICE"
    rule: ClassVar[str] = "C-31"
    province: int


def find_answer(folder: Path, *, day: date, province: int) -> Path | None:
    """The file of a province's answer for a day, None where it has not come. Refuses: AnswerTwice."""
    paths = [folder / f"answer-{day:%Y%m%d}-{province}.{file_format}" for file_format in FileFormat]
    found = [path for path in paths if path.exists()]
    if len(found) > 1:
        raise AnswerTwice(province=province)
    return found[0] if found else None


def read_answer(reader: Backend, path: Path, *, day: date, province: int, scratch: Path) -> AnswerFile:
    """Read a province's answer for a day into a file in `scratch`. reader: DuckDB.

    Refuses: AnswerHashWrong, AnswerEncodingWrong, AnswerColumnsWrong, AnswerUnreadable, AnswerRowsWrong.
    """
    digest = _require_sealed(path)
    read = scratch / f"answer-{province}.parquet"
    rows = _open(reader, path)
    try:
        _require_rows(rows, path.name, {"day": day.isoformat(), "party": str(province)})
        _typed(rows).to_parquet(read)
    except duckdb.Error as error:
        line = re.search(r"Line: (\d+)", str(error))
        raise AnswerUnreadable(file=path.name, line=int(line[1]) if line else 0) from error
    return AnswerFile(read, digest)


def _require_sealed(path: Path) -> bytes:
    digest, seal = digest_of(path), seal_of(path)
    named = seal.read_bytes()[:64].decode("ascii", "replace").lower() if seal.exists() else ""
    if named != digest.hex():
        raise AnswerHashWrong(file=path.name, named=named, found=digest.hex())
    return digest


def _open(reader: Backend, path: Path) -> Table:
    if path.suffix == f".{FileFormat.PARQUET}":
        return _open_parquet(reader, path)
    try:
        require_utf_8(path)
    except UnicodeError as error:
        raise AnswerEncodingWrong(file=path.name) from error
    with path.open(encoding="utf-8") as file:
        header = file.readline(1000).rstrip("\r\n")
    if header != ",".join(COLUMNS):
        raise AnswerColumnsWrong(file=path.name, found=header[:200])
    columns = dict.fromkeys(COLUMNS, "string")
    return reader.read_csv(str(path), columns=columns, header=True, auto_detect=False, delim=",", quote='"')


def _open_parquet(reader: Backend, path: Path) -> Table:
    try:
        rows = reader.read_parquet(path)
    except duckdb.Error as error:
        raise AnswerUnreadable(file=path.name, line=0) from error
    types = {name: str(kind.copy(nullable=True)) for name, kind in rows.schema().items()}
    if list(types.items()) != [(name, "decimal(18, 2)" if name == "amount" else "string") for name in COLUMNS]:
        found = ", ".join(f"{name} {kind}" for name, kind in types.items())
        raise AnswerColumnsWrong(file=path.name, found=found[:200])
    return rows.mutate(amount=_.amount.cast("string"))


def _require_rows(rows: Table, file: str, same: dict[str, str]) -> None:
    """Every field is what its column holds, and in the columns of `same` what stands there."""
    wrong = {column: rows[column].fill_null("") != expected for column, expected in same.items()}
    wrong |= {column: ~rows[column].fill_null("").re_search(pattern) for column, pattern in PATTERNS.items()}
    wrong["settlement_no"] |= rows.settlement_no.try_cast("int64").isnull()
    found = rows.aggregate(
        **{f"{column}_rows": is_wrong.sum() for column, is_wrong in wrong.items()},
        **{f"{column}_given": rows[column].fill_null("").min(where=is_wrong) for column, is_wrong in wrong.items()},
    )
    (counted,) = found.to_pyarrow().to_pylist()
    for column in wrong:
        if counted[f"{column}_rows"]:
            given = counted[f"{column}_given"][:LONGEST_SHOWN]
            raise AnswerRowsWrong(file=file, column=column, rows=int(counted[f"{column}_rows"]), given=given)


def _typed(rows: Table) -> Table:
    return rows.select(
        journal_id=_.settlement_no.cast("int64"),
        line=_.line_no.cast("int32"),
        business=ibis.cases(*((_.kind == kind, number) for number, kind in enumerate(KINDS, start=1))).cast("int32"),
        payer_pool=_.payer_pool.cast("int32"),
        payee_pool=_.payee_pool.cast("int32"),
        month=_.clearing_month.cast("int32"),
        # The digits of an amount with two decimals are its fen.
        amount_fen=_.amount.replace(".", "").cast("int64"),
        state=_.state,
    )
