"""Whoever has the leaf rows of a month can make its matrix, and sees which fen was changed."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from gongji.clearing import require_batch
from gongji.edge.operator_error import OperatorError
from gongji.edge.publication.publish import publish
from gongji.edge.publication.recompute import recompute
from tests.clearing.month import NOVEMBER
from tests.edge.reconciliation.day import FUJIAN, GANSU, Day

LEAVES, MATRIX = "leaves-202611-20261105.parquet", "matrix-202611.csv"


def change(published: Path, leaves: str) -> None:
    """Put other leaf rows in place of the published ones; leaves: SQL on the table leaf."""
    path = published / LEAVES
    with duckdb.connect() as engine:
        engine.execute("create table leaf as select * from read_parquet(?)", [str(path)])
        engine.sql(leaves).write_parquet(str(path))


def test_the_matrix_of_the_leaf_rows_is_the_published_one_byte_for_byte(published: Path, day: Day) -> None:
    done = recompute(published, batch_month=NOVEMBER)
    assert (done.same, done.files, done.differences, done.broken) == (True, 1, [], [])
    assert done.digest == require_batch(day.month.world.db, batch_month=NOVEMBER).matrix_digest


def test_one_changed_fen_is_reported_with_its_line_and_its_file(published: Path) -> None:
    change(published, "select * replace (amount + (amount = 0.50)::integer * 0.01 as amount) from leaf")
    done = recompute(published, batch_month=NOVEMBER)
    (difference,) = done.differences
    line = "202611,350000,620000,350100,620100,AID,202611,1"
    assert difference.published == (published / MATRIX).read_text().splitlines()[difference.number - 1]
    assert (difference.published, difference.recomputed) == (f"{line},0.50", f"{line},0.51")
    assert (done.same, done.broken) == (False, [LEAVES])


def test_a_changed_matrix_is_told_from_changed_leaf_rows(published: Path) -> None:
    matrix = published / MATRIX
    matrix.write_text(matrix.read_text().replace("655.50", "655.51"))
    done = recompute(published, batch_month=NOVEMBER)
    assert [one.recomputed.rsplit(",", 1)[1] for one in done.differences] == ["655.50"]
    assert done.broken == [MATRIX]


@pytest.mark.parametrize(
    ("leaves", "number", "published_line", "recomputed_line"),
    [
        ("select * from leaf where amount <> 0.50", 2, "1,0.50", ""),
        ("from leaf union all from leaf limit 5", 3, "3,655.50", "4,874.00"),
        ("select * replace (620200 as payee_pool) from leaf where amount > 1 union all from leaf", 0, "", "3,655.50"),
    ],
    ids=["lost", "doubled", "moved"],
)
def test_lost_doubled_and_moved_rows_are_found(
    published: Path, leaves: str, number: int, published_line: str, recomputed_line: str
) -> None:
    change(published, leaves)
    differences = recompute(published, batch_month=NOVEMBER).differences
    found = [
        (one.number, *(",".join(line.split(",")[-2:]) for line in (one.published, one.recomputed)))
        for one in differences
    ]
    assert (number, published_line, recomputed_line) in found


def test_other_line_ends_are_other_bytes(published: Path) -> None:
    matrix = published / MATRIX
    matrix.write_bytes(matrix.read_bytes().replace(b"\n", b"\r\n"))
    done = recompute(published, batch_month=NOVEMBER)
    assert (done.same, done.differences, done.broken) == (False, [], [MATRIX])


def test_published_twice_it_is_the_same_files(published: Path, day: Day) -> None:
    before = {path.name: path.read_bytes() for path in published.iterdir()}
    publish(day.month.world.db, batch_month=NOVEMBER, to=published, tell=lambda done, whole: None)
    assert {path.name: path.read_bytes() for path in published.iterdir()} == before


def test_a_batch_of_what_earlier_ones_held_has_it_in_its_leaf_rows(day: Day, tmp_path: Path) -> None:
    """A day waits whole, then one item of it alone: every item is a leaf of exactly one batch."""
    day.enrol(FUJIAN, GANSU)
    day.buy(3)
    day.month.file()
    day.agree(GANSU)
    day.reconcile()
    day.month.generate()
    rows = day.hub_rows(FUJIAN)
    day.answer(FUJIAN, rows[:2])
    day.reconcile()
    day.month.file(until=date(2027, 1, 31))
    day.month.generate(202612, on=date(2027, 1, 21))
    day.answer(FUJIAN, rows)
    day.reconcile()
    day.month.generate(202701, on=date(2027, 2, 21))
    leaves = []
    for month in (202612, 202701):
        publish(day.month.world.db, batch_month=month, to=tmp_path, tell=lambda done, whole: None)
        assert recompute(tmp_path, batch_month=month).same
        with duckdb.connect() as engine:
            read = engine.read_parquet(str(tmp_path / f"leaves-{month}-20261105.parquet"))
            leaves += [row[0] for row in read.project("settlement_no").fetchall()]
    assert sorted(leaves) == sorted(int(row["settlement_no"]) for row in rows)


def test_without_leaf_rows_or_with_something_else_under_their_name_it_says_so(published: Path, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="no matrix and leaf rows"):
        recompute(tmp_path, batch_month=NOVEMBER)
    (published / LEAVES).write_bytes(b"PAR1 of nothing")
    with pytest.raises(OperatorError, match="cannot be read"):
        recompute(published, batch_month=NOVEMBER)
    with duckdb.connect() as engine:
        engine.execute(f"copy (select 1 as something) to '{published / LEAVES}' (format parquet)")
    with pytest.raises(OperatorError, match="cannot be read"):
        recompute(published, batch_month=NOVEMBER)


def test_the_command_loads_nothing_of_clearing_and_asks_no_database(published: Path) -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from gongji.edge.cli import main\n"
            "try: main()\n"
            "finally: print(sorted(name for name in sys.modules if name == 'gongji.clearing'))",
            *("clearing", "recompute", "202611", "--from", str(published)),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin", "PYTHONPATH": "src", "GONGJI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
    )
    assert told.stdout.splitlines()[1:] == ["the published matrix is the same, byte for byte", "[]"], told.stderr
    assert told.returncode == 0
