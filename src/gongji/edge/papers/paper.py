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
    """width: about how many Latin letters it takes; a Chinese character takes two."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 14

    def is_summed(self) -> bool:
        """Whether the column is added up."""
        return self.kind in (Kind.COUNT, Kind.MONEY)


@value
class Table:
    """rows: a cell for each column. Counts and amounts are added up under them."""

    caption: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]


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
    landscape: bool = False


def grouped(amount_fen: int) -> str:
    """Yuan with thousands separators: 1234567 -> "12,345.67"."""
    whole, rest = yuan_of(amount_fen).split(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{abs(int(whole)):,}.{rest}"
