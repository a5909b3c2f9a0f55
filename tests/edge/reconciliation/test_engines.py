"""DuckDB and Spark run one set of expressions: the same files come to the same rows."""

import shutil
from pathlib import Path

import ibis
import pytest

from gongji.edge.reconciliation.compare import differences, party_to, totals
from gongji.edge.reconciliation.engine import EngineName, open_engine
from gongji.edge.reconciliation.hub_file import HUB_COLUMNS
from tests.edge.reconciliation.day import FUJIAN, GANSU

ITEMS = 200


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two hundred items of Fujian and Gansu, of which every seventh differs in one of the ways there are."""
    folder = tmp_path_factory.mktemp("sides")
    hub = [
        dict(
            zip(HUB_COLUMNS, (n, 1, 1, 350200, 620100, 202611, 610000, 620000, "P", "M", n * 37, "STANDS"), strict=True)
        )
        for n in range(1, ITEMS + 1)
    ]
    told = [dict(row) for row in hub]
    for position, row in enumerate(told[::7]):
        row |= (
            {"amount_fen": int(str(row["amount_fen"])) + 1},
            {"state": "UNDONE"},
            {"journal_id": 1_000_000 + position},
            {"payer_pool": 350100},
            {},
        )[position % 5]
    told += told[4 * 7 :: 5 * 7]
    columns = ("journal_id", "line", "business", "payer_pool", "payee_pool", "month", "amount_fen", "state")
    paths = folder / "hub.parquet", folder / "told.parquet"
    for path, rows, kept in zip(paths, (hub, told), (tuple(HUB_COLUMNS), columns), strict=True):
        schema = {column: HUB_COLUMNS[column] for column in kept}
        data = [{column: row[column] for column in kept} for row in rows]
        ibis.memtable(data, schema=schema).to_parquet(path)
    return paths


def compared(engine: EngineName, sides: tuple[Path, Path], scratch: Path) -> list[object]:
    found: list[object] = []
    with open_engine(engine, scratch=scratch) as backend:
        hub, told = (backend.read_parquet(str(path)) for path in sides)
        for province in (FUJIAN, GANSU):
            mine = party_to(hub, province)
            found.append(totals(mine, told).to_pyarrow().to_pylist())
            found.append(differences(mine, told, province=province).to_pyarrow().to_pylist())
    return found


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
def test_spark_finds_what_duckdb_finds(
    sides: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark")
    # By itself it cuts everything into 200 parts.
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", "--master local[2] --conf spark.sql.shuffle.partitions=2 pyspark-shell")
    ours = compared(EngineName.DUCKDB, sides, tmp_path)
    codes = {row["code"] for row in ours[1]}  # type: ignore[attr-defined]
    assert codes == {1, 3, 4, 5, 6}
    assert compared(EngineName.SPARK, sides, tmp_path) == ours
