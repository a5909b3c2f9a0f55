"""What a field of a file may be. Each function answers the value or refuses the line, naming the column."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from gongji.edge.imports.line import LineRefused
from gongji.ground.calendar import BEIJING
from gongji.ground.money import AmountInvalid, fen_of

T = TypeVar("T")

NOT_TEXT = re.compile(r"[\x00-\x1f\x7f]")
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)
FLAGS = {"0": False, "1": True}


def wrong(field: str, wanted: str) -> LineRefused:
    """The refusal of a field that is not what it should be."""
    return LineRefused("FIELD_INVALID", f"{field} must be {wanted}")


def text(value: str, field: str, longest: int) -> str:
    """A text that is not empty. longest: in characters."""
    if not value or len(value) > longest or NOT_TEXT.search(value):
        raise wrong(field, f"a text of 1 to {longest} characters")
    return value


def matching(value: str, field: str, pattern: re.Pattern[str], wanted: str) -> str:
    """A text of a certain form."""
    if not pattern.fullmatch(value):
        raise wrong(field, wanted)
    return value


def one_of(value: str, field: str, allowed: Mapping[str, T]) -> T:
    """What a code stands for."""
    try:
        return allowed[value]
    except KeyError:
        raise wrong(field, f"one of {', '.join(allowed)}") from None


def day(value: str, field: str) -> date:
    """A day, 1957-03-04."""
    try:
        if DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise wrong(field, "a day such as 1957-03-04")


def moment(value: str, field: str) -> datetime:
    """A moment, Beijing time where it names no offset; a day alone is its first moment."""
    try:
        given = datetime.fromisoformat(value)
    except ValueError:
        raise wrong(field, "a moment such as 2026-11-05T10:00:00") from None
    return given if given.tzinfo else given.replace(tzinfo=BEIJING)


def month(value: str, field: str) -> int:
    """A month, 202611."""
    if len(value) == 6 and value.isascii() and value.isdigit() and 1 <= int(value[4:]) <= 12 and value >= "199001":
        return int(value)
    raise wrong(field, "a month such as 202611")


def number(value: str, field: str) -> Decimal:
    """A number in plain decimal notation (S-05: neither NaN nor 1e30)."""
    if not NUMBER.fullmatch(value):
        raise AmountInvalid(field=field, given=value[:40])
    return Decimal(value)


def yuan(value: str, field: str) -> int:
    """Fen of an amount in yuan with at most two decimals; may be below zero."""
    return fen_of(number(value, field), field=field)
