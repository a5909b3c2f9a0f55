"""What computes a comparison: DuckDB on this machine, or Spark where a day outgrows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import ibis

from gongji.edge.operator_error import OperatorError

# ibis has no types of its own.
Backend = Any
Table = Any


class EngineName(StrEnum):
    """Both run the same expressions."""

    DUCKDB = "duckdb"
    SPARK = "spark"


@contextmanager
def open_engine(name: EngineName, *, scratch: Path) -> Iterator[Backend]:
    """An engine for one comparison; scratch: where it may put what does not fit into memory."""
    if name is EngineName.SPARK:
        with _spark(scratch) as backend:
            yield backend
        return
    backend = ibis.duckdb.connect(temp_directory=str(scratch), preserve_insertion_order=False)
    try:
        yield backend
    finally:
        backend.disconnect()


@contextmanager
def _spark(scratch: Path) -> Iterator[Backend]:
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as missing:
        raise OperatorError("Spark is not installed: pip install 'gongji[spark]', and Java 17 beside it") from missing
    session = (
        SparkSession.builder.appName("gongji reconciliation")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "Asia/Shanghai")
        .config("spark.sql.warehouse.dir", str(scratch / "warehouse"))
        .config("spark.local.dir", str(scratch))
        .getOrCreate()
    )
    try:
        yield ibis.pyspark.connect(session)
    finally:
        session.stop()
