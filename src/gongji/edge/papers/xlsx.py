"""A paper as a spreadsheet. Rows are written as they come, so that a table may have as many as a sheet can hold."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from gongji.edge.papers.chart import write_chart
from gongji.edge.papers.paper import Column, Kind, Paper, Table
from gongji.ground.calendar import BEIJING
from gongji.ground.money import yuan_of

FONT = "宋体"
A4 = 9
NUMBER = {Kind.TEXT: "@", Kind.CODE: "@", Kind.COUNT: "#,##0", Kind.MONEY: "#,##0.00"}


def write_xlsx(paper: Paper, path: Path) -> None:
    """Write a paper; the same paper gives the same bytes."""
    with Workbook(path, {"constant_memory": True, "default_format_properties": {"font_name": FONT}}) as book:
        made_at = paper.made_at.astimezone(BEIJING).replace(tzinfo=None, microsecond=0)
        book.set_properties({"title": paper.title, "created": made_at})
        styles = Styles(book)
        for position, table in enumerate((*paper.tables, *paper.annexes)):
            _write_sheet(book, styles, paper, table, first=position == 0)
        for number, chart in enumerate(paper.charts, start=1):
            write_chart(book, chart, f"图{number}")


class Styles:
    """The formats of a book."""

    def __init__(self, book: Workbook) -> None:
        """Made once a book, for a format belongs to one."""
        edge = {"border": 1, "valign": "vcenter"}
        self.title: Format = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.plain: Format = book.add_format({"valign": "vcenter"})
        self.right: Format = book.add_format({"align": "right"})
        self.head: Format = book.add_format(
            {**edge, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8EEF4"}
        )
        self.cells: dict[Kind, Format] = {kind: book.add_format(edge | look(kind)) for kind in Kind}
        self.sums: dict[Kind, Format] = {kind: book.add_format(edge | look(kind) | {"bold": True}) for kind in Kind}


def look(kind: Kind) -> dict[str, str | bool]:
    """How the cells of a column look."""
    # The longest name of a prefecture has eleven characters; it is made smaller rather than cut.
    own: dict[Kind, dict[str, str | bool]] = {Kind.TEXT: {"shrink": True}, Kind.CODE: {"align": "center"}}
    return {"num_format": NUMBER[kind], **own.get(kind, {})}


def _write_sheet(book: Workbook, styles: Styles, paper: Paper, table: Table, *, first: bool) -> None:
    sheet = book.add_worksheet(table.caption)
    last = len(table.columns) - 1
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, column.width, styles.plain)
    rows = count()
    _write_heading(sheet, styles, paper, table, rows, first=first)
    head = next(rows)
    sheet.set_row(head, 30)
    for position, column in enumerate(table.columns):
        sheet.write_string(head, position, column.title, styles.head)
    end = _write_rows(sheet, styles, table, head)
    if first:
        for below, note in enumerate((*paper.notes, *paper.signatures), start=end + 2):
            sheet.write_string(below, 0, note, styles.plain)
    # Division codes are meant to be text.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    if paper.landscape or last > 6:
        sheet.set_landscape()


def _write_heading(
    sheet: Worksheet, styles: Styles, paper: Paper, table: Table, rows: Iterator[int], *, first: bool
) -> None:
    last = len(table.columns) - 1
    title = next(rows)
    sheet.set_row(title, 30)
    sheet.merge_range(title, 0, title, last, paper.title if first else f"{paper.title} · {table.caption}", styles.title)
    line = next(rows)
    sheet.write_string(line, 0, paper.left, styles.plain)
    sheet.write_string(line, last, paper.right, styles.right)
    if not first:
        return
    for text in (*paper.body, *(f"{label}：{what}" for label, what in paper.facts)):
        sheet.write_string(next(rows), 0, text, styles.plain)


def _write_rows(sheet: Worksheet, styles: Styles, table: Table, head: int) -> int:
    """The row of the sums, below all others."""
    sums = [0] * len(table.columns)
    row = head
    for row, cells in enumerate(table.rows, start=head + 1):
        for position, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            if isinstance(cell, int):
                sums[position] += cell
                sheet.write_number(row, position, _number(column, cell), styles.cells[column.kind])
            else:
                sheet.write_string(row, position, cell, styles.cells[column.kind])
    _write_sums(sheet, styles, table, sums, head, row + 1)
    return row + 1


def _write_sums(sheet: Worksheet, styles: Styles, table: Table, sums: list[int], head: int, row: int) -> None:
    for position, column in enumerate(table.columns):
        style = styles.sums[column.kind]
        if not column.is_summed():
            sheet.write_string(row, position, "" if position else "合计", style)
            continue
        # A formula, so that who looks can see what was added; with its value, for readers that do not calculate.
        name = xl_col_to_name(position)
        formula = f"=SUM({name}{head + 2}:{name}{row})" if row > head + 1 else "=0"
        sheet.write_formula(row, position, formula, style, _number(column, sums[position]))


def _number(column: Column, cell: int) -> Decimal | int:
    return Decimal(yuan_of(cell)) if column.kind == Kind.MONEY else cell
