"""A paper: what it says, before it is a spreadsheet or a page."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from gongji.ground.money import yuan_of
from gongji.ground.value import value

Cell = str | int


class Kind(StrEnum):
    """What stands in a column: words, what is told apart by (a code, a month), a number of items, or fen."""

    TEXT = "text"
    CODE = "code"
    COUNT = "count"
    MONEY = "money"


@value
class Column:
    """width: about how many Latin letters it takes; a Chinese character takes two. added: whether numbers are."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 14
    added: bool = True

    def is_summed(self) -> bool:
        """Whether the column is added up."""
        return self.added and self.kind in (Kind.COUNT, Kind.MONEY)


@value
class Table:
    """rows: a cell for each column. Counts and amounts are added up under them."""

    caption: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]


class Shape(StrEnum):
    """How a chart is drawn: a bar for each label, or a line for each series along the labels."""

    BARS = "bars"
    LINES = "lines"


@value
class Series:
    """One value for each label of its chart, in ten-thousandths: 9_333 is 93.33 %."""

    name: str
    rates_e4: tuple[int, ...]


@value
class Chart:
    """caption: what it shows, as a sentence. marks: rates drawn across, with their names."""

    caption: str
    shape: Shape
    axis: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    marks: tuple[tuple[str, int], ...] = ()


@value
class Paper:
    """left, right: what stands over the tables, as number and unit. facts: label and what it is. made_at: when what
    it says was fixed, so that it is the same paper whenever it is printed. annexes: tables for spreadsheets only.
    """

    title: str
    left: str
    right: str
    made_at: datetime
    body: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    annexes: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    landscape: bool = False


def grouped(amount_fen: int) -> str:
    """Yuan with thousands separators: 1234567 -> "12,345.67"."""
    whole, rest = yuan_of(amount_fen).split(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{abs(int(whole)):,}.{rest}"
