"""A projection is drawn: two tables, and charts that a spreadsheet can change."""

import io
from datetime import date
from zipfile import ZipFile

import pypdfium2
import pytest

from gongji import clearing
from gongji.clearing import Projection, WhatIf
from gongji.edge.papers import projection_paper, write_pdf, write_xlsx
from tests.clearing.month import Month, at


@pytest.fixture
def projection(month: Month, batch: object) -> Projection:
    """November again: Fujian owes Gansu 12,345.67 and Gansu owes Fujian 2,000.00, on its last day; no prefunds."""
    what_if = WhatIf(growth_e4=2_000, quota_ceiling_fen=10_000_00)
    return clearing.project(
        month.world.db, months=3, what_if=what_if, now=at(date(2026, 12, 2)), policy=month.world.policy
    )


def test_the_paper_tells_what_was_supposed_who_is_short_and_for_how_many_days(month, projection, tmp_path):
    write_pdf(projection_paper(projection, month.world.policy), tmp_path / "p.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / "p.pdf"))
    said = text.replace(" ", "").replace("\r\n", " ")
    for words in (
        "异地就医共济预付金流动性推演",
        "2026年12月：2个收款省的预付金会不够，福建省重演的30天中有1天不够。",
        "20.00%",
        "每份额度一年最多¥10,000.00",
        "甘肃省",
        "12,000.00",
        "预付金不足只提醒",
    ):
        assert words in said, words


def test_the_spreadsheet_has_a_chart_of_bars_with_the_worst_on_top_and_one_of_lines(month, projection, tmp_path):
    paper = projection_paper(projection, month.world.policy)
    write_xlsx(paper, tmp_path / "p.xlsx")
    book = ZipFile(io.BytesIO((tmp_path / "p.xlsx").read_bytes()))
    bars, lines = (book.read(f"xl/charts/chart{number}.xml").decode() for number in (1, 2))
    # The labels' axis is turned round, not that of the values.
    labels = bars[bars.index("<c:catAx>") : bars.index("</c:catAx>")]
    assert ("<c:barChart>" in bars, 'orientation val="maxMin"' in labels) == (True, True)
    assert "各收款省预付金使用率" in bars
    assert lines.count("<c:ser>") == 2 + 3
    write_xlsx(paper, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == (tmp_path / "p.xlsx").read_bytes()
