"""A line that was disputed is made of the same leaf rows in the batch that has it again (C-13, C-15)."""

from datetime import date
from pathlib import Path

from gongji.edge.publication.publish import publish
from gongji.edge.publication.recompute import recompute
from tests.clearing import ending
from tests.clearing.month import NOVEMBER
from tests.clearing.test_disputes import dispute, withdraw
from tests.edge.reconciliation.day import Day
from tests.world import FUZHOU, PILLS, XIAMEN_PHARMACY


def test_the_matrix_of_a_line_that_was_disputed_twice_comes_from_its_first_days(day: Day, tmp_path: Path) -> None:
    world = day.month.world
    day.buy(2)
    world.buy(world.employee("陈二", pool=FUZHOU, account=90_00), (PILLS, 90_00), at=XIAMEN_PHARMACY)
    ending.sort(day.month, NOVEMBER)
    withdraw(day.month, dispute(day.month), on=date(2027, 1, 5))
    world.later(days=35)
    day.buy(1)
    ending.sort(day.month, 202612)
    withdraw(day.month, dispute(day.month, batch=202612, on=date(2027, 1, 22)), on=date(2027, 1, 23))
    for batch, items in ((NOVEMBER, 3), (202612, 3), (202701, 3)):
        if batch == 202701:
            ending.sort(day.month, batch)
        publish(world.db, batch_month=batch, to=tmp_path / "out", tell=lambda done, whole: None)
        done = recompute(tmp_path / "out", batch_month=batch)
        assert (done.same, done.differences) == (True, [])
        matrix = (tmp_path / "out" / f"matrix-{batch}.csv").read_text().splitlines()[1:]
        assert sum(int(line.split(",")[-2]) for line in matrix) == items
