"""A paper as pages."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pylopdf_fonts_zh_cn
import typst

from gongji.edge.papers.paper import Cell, Chart, Column, Kind, Paper, Table, grouped
from gongji.ground.calendar import BEIJING

FORM = Path(__file__).with_name("paper.typ")


def write_pdf(paper: Paper, path: Path) -> None:
    """Write a paper; the same paper gives the same bytes."""
    pages = _compiler().compile(
        sys_inputs={"paper": msgspec.json.encode(_said(paper)).decode()},
        format="pdf",
        pdf_standards=["a-2a"],
        timestamp=paper.made_at.astimezone(BEIJING).replace(microsecond=0),
    )
    assert isinstance(pages, bytes)
    path.write_bytes(pages)


@cache
def _compiler() -> typst.Compiler:
    # Only fonts that come with the program: a paper looks the same on every machine.
    fonts = [str(pylopdf_fonts_zh_cn.sans_path().parent)]
    return typst.Compiler(str(FORM), font_paths=fonts, ignore_system_fonts=True)


def _said(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "left": paper.left,
        "right": paper.right,
        "body": paper.body,
        "facts": paper.facts,
        "tables": [_table(table) for table in paper.tables],
        "charts": [_chart(chart) for chart in paper.charts],
        "notes": paper.notes,
        "signatures": paper.signatures,
        "landscape": paper.landscape,
    }


def _chart(chart: Chart) -> dict[str, Any]:
    rates = [rate for series in chart.series for rate in series.rates_e4]
    return {
        "caption": chart.caption,
        "shape": chart.shape,
        "axis": chart.axis,
        "labels": chart.labels,
        "series": [{"name": series.name, "rates": series.rates_e4} for series in chart.series],
        "marks": chart.marks,
        # What is far beyond all marks is drawn to the edge, or nothing else could be told apart.
        "whole": min(max([12_000, *rates]), 20_000),
    }


def _table(table: Table) -> dict[str, Any]:
    rows = list(table.rows)
    sums: list[Cell] = [
        sum(int(row[position]) for row in rows) if column.is_summed() else "" if position else "合计"
        for position, column in enumerate(table.columns)
    ]
    return {
        "caption": table.caption,
        "columns": [{"title": column.title, "kind": column.kind, "width": column.width} for column in table.columns],
        "rows": [_printed(table.columns, row) for row in rows],
        "sums": _printed(table.columns, sums),
    }


def _printed(columns: tuple[Column, ...], cells: list[Cell] | tuple[Cell, ...]) -> list[str]:
    return [
        cell if isinstance(cell, str) else grouped(cell) if column.kind == Kind.MONEY else f"{cell:,}"
        for column, cell in zip(columns, cells, strict=True)
    ]
