"""An operator writes the papers of a month."""

from datetime import date, timedelta

from gongji.kinship import NearRelative
from tests.clearing.month import Month
from tests.world import PILLS, XIAMEN


def cleared(world):
    """A world whose November has its notices."""
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    month = Month(world)
    month.file(first=date(2026, 11, 30))
    month.generate()
    month.confirm(350000, 620000)
    month.notices()
    world.now += timedelta(days=60)


def test_papers_are_written_for_the_nation_a_province_and_a_pool(operator, world, tmp_path):
    cleared(world)
    for arguments, expected in (
        ((), {"202611-national.pdf", "202611-national.xlsx", "GJ202611-00002-payment.pdf"}),
        (("--province", "620000"), {"202611-620000-receivable.pdf", "202611-620000.camt.053.xml"}),
        (("--pool", str(XIAMEN)), {"202611-350200-statement.xlsx", "GJ202611-00001.pacs.009.xml"}),
    ):
        done = operator("clearing", "papers", "202611", "--to", str(tmp_path / "papers"), *arguments)
        assert done.code == 0, done.err
        assert done.out == f"papers of 2026-11 are in {tmp_path / 'papers'}\n"
        assert expected <= {file.name for file in (tmp_path / "papers").iterdir()}


def test_a_month_without_a_batch_and_a_region_that_is_none_are_refused(operator, world, tmp_path):
    refused = operator("clearing", "papers", "202611", "--to", str(tmp_path))
    assert (refused.code, refused.err.split()[-1]) == (1, "[BATCH_UNKNOWN]")
    for wrong in (("--province", "350200"), ("--pool", "350000"), ("--province", "350000", "--pool", "350200")):
        assert operator("clearing", "papers", "202611", "--to", str(tmp_path), *wrong).code == 2
