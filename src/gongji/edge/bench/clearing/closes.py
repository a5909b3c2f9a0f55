"""One close, one recomputation and one group-by of the same month, each from the call to the end, in seconds."""

import time
from datetime import datetime

import duckdb

from gongji import clearing
from gongji.audit import By
from gongji.edge.bench.clearing.items import MONTH, MonthOfItems
from gongji.edge.operator_error import OperatorError
from gongji.edge.publication.named import matrix_name
from gongji.edge.publication.recompute import recompute
from gongji.edge.sealed import seal
from gongji.ground.calendar import BEIJING
from gongji.ground.policy import published

SORTING = datetime(2026, 11, 21, 9, tzinfo=BEIJING)
MADE_BY_A_CLOSE = ("clearing_line", "clearing_sheet", "clearing_confirmation", "clearing_batch", "clearing_held")


def close(month: MonthOfItems) -> float:
    """Sort a month to GENERATED: lines, sheets of both levels, matrix and hash, committed. As if for the first time."""
    _forget(month)
    with month.database.app_connection() as db:
        began = time.monotonic()
        clearing.generate(db, batch_month=MONTH, now=SORTING, policy=published(), by=By(0, "bench"))
        db.commit()
        took = time.monotonic() - began
        matrix = month.leaves / matrix_name(MONTH)
        matrix.write_bytes(clearing.write_matrix(db, batch_month=MONTH))
    seal(matrix)
    return took


def recomputed(month: MonthOfItems) -> float:
    """Make the matrix from the leaf rows. Raises OperatorError where it is not the one that was made."""
    began = time.monotonic()
    done = recompute(month.leaves, batch_month=MONTH)
    took = time.monotonic() - began
    if not done.same:
        raise OperatorError(f"the matrix of the leaf rows is another: {done.differences[:1]}")
    return took


def grouped(month: MonthOfItems) -> float:
    """What the rows cost whoever only wants the sums: DuckDB over the same files."""
    files = [str(path) for path in sorted(month.leaves.glob("leaves-*.parquet"))]
    began = time.monotonic()
    with duckdb.connect() as engine:
        engine.read_parquet(files).create_view("leaf")
        engine.sql(
            """
            select payer_pool, payee_pool, business, clearing_month, count(*), sum(amount)
            from leaf
            group by all
            """
        ).to_arrow_table()
    return time.monotonic() - began


def _forget(month: MonthOfItems) -> None:
    with month.database.owner_connection(autocommit=True) as db:
        for table in MADE_BY_A_CLOSE:
            db.execute(f"truncate {table}")
