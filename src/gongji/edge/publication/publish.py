"""Writing out what a batch was made of: a file of leaf rows for each day, and the national matrix."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from psycopg import Connection

from gongji import clearing
from gongji.edge.publication.named import LEAF_COLUMNS, leaves_name, matrix_name
from gongji.edge.sealed import seal


def publish(db: Connection[Any], *, batch_month: int, to: Path, tell: Callable[[int, int], None]) -> list[Path]:
    """Write a batch's leaf rows as Parquet, day by day, and its matrix as CSV, the SM3 of each beside it.

    Stopped and started again it writes the same. A file that has its own name is whole. Refuses: BatchUnknown.
    """
    clearing.require_batch(db, batch_month=batch_month)
    to.mkdir(parents=True, exist_ok=True)
    days = clearing.leaf_days(db, batch_month=batch_month)
    written = []
    for done, day in enumerate(days, start=1):
        written.append(write_leaves(db, batch_month=batch_month, day=day, to=to))
        tell(done, len(days))
    matrix = to / matrix_name(batch_month)
    matrix.write_bytes(clearing.write_matrix(db, batch_month=batch_month))
    seal(matrix)
    return [*written, matrix]


def write_leaves(db: Connection[Any], *, batch_month: int, day: date, to: Path) -> Path:
    """Write the leaf rows of one day and seal them; the file, which is there whole or not at all."""
    path = to / leaves_name(batch_month, day)
    with TemporaryDirectory(prefix=".leaves-", dir=to) as folder:
        rows, file = Path(folder, "leaves.csv"), Path(folder, "leaves.parquet")
        with rows.open("wb") as out:
            out.writelines(clearing.write_leaves(db, batch_month=batch_month, day=day))
        with duckdb.connect() as engine:
            engine.read_csv(str(rows), columns=LEAF_COLUMNS, header=True).write_parquet(str(file), compression="zstd")
        file.replace(path)
    seal(path)
    return path
