"""The field types of the interface, and how a node of the input becomes a typed one."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from gongji.edge.gateway.refusals import FieldInvalid, FieldMissing
from gongji.ground.money import AmountInvalid

T = TypeVar("T")

# C30: text that may be empty. Y30: text that must be there (column Req of the interface).
C3 = Annotated[str, Meta(max_length=3)]
C6 = Annotated[str, Meta(max_length=6)]
C10 = Annotated[str, Meta(max_length=10)]
C20 = Annotated[str, Meta(max_length=20)]
C30 = Annotated[str, Meta(max_length=30)]
C32 = Annotated[str, Meta(max_length=32)]
C50 = Annotated[str, Meta(max_length=50)]
C100 = Annotated[str, Meta(max_length=100)]
C200 = Annotated[str, Meta(max_length=200)]
C500 = Annotated[str, Meta(max_length=500)]
C1000 = Annotated[str, Meta(max_length=1000)]
C1024 = Annotated[str, Meta(max_length=1024)]
C2000 = Annotated[str, Meta(max_length=2000)]
Y3 = Annotated[str, Meta(min_length=1, max_length=3)]
Y6 = Annotated[str, Meta(min_length=1, max_length=6)]
Y10 = Annotated[str, Meta(min_length=1, max_length=10)]
Y12 = Annotated[str, Meta(min_length=1, max_length=12)]
Y20 = Annotated[str, Meta(min_length=1, max_length=20)]
Y30 = Annotated[str, Meta(min_length=1, max_length=30)]
Y50 = Annotated[str, Meta(min_length=1, max_length=50)]
Y100 = Annotated[str, Meta(min_length=1, max_length=100)]
Y150 = Annotated[str, Meta(min_length=1, max_length=150)]
Y200 = Annotated[str, Meta(min_length=1, max_length=200)]
YDivision = Annotated[str, Meta(min_length=1, pattern=r"^[0-9]{6}\Z")]
CDay = Annotated[str, Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?\Z")]
YDay = Annotated[str, Meta(min_length=1, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
CTime = Annotated[str, Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?)?\Z")]
YTime = Annotated[str, Meta(min_length=1, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?\Z")]
# Numbers are Decimal from the wire on; numeric strings are numbers too.
Number = Decimal
# A running number: some send it as a number, some as text.
SerialNumber = Y30 | Annotated[int, Meta(ge=0, lt=10**18)]
# Ours to write, theirs to echo: a string or an object, and nothing in it is read.
Extension = Annotated[str, Meta(max_length=4000)] | dict[str, Any]

FEN, E4, E6 = 2, 4, 6
# Numbers of which one worker remembers what they mean.
MANY = 50_000
TOO_MUCH = {places: Decimal(10) ** (16 - places) for places in (FEN, E4, E6)}

PATH = re.compile(r" - at `\$(.*)`$")
MISSING = re.compile(r"Object missing required field `(\w+)`")
EMPTY = "Expected `str` of length >= 1"


def typed(node: Any, kind: type[T], *, path: str) -> T:
    """A node as what it should be; refuses it with the path of the first field that is missing or wrong."""
    try:
        return msgspec.convert(node, kind, strict=False)
    except msgspec.ValidationError as error:
        told = str(error)
        at = PATH.search(told)
        where = path + (at[1] if at else "")
        if missing := MISSING.match(told):
            raise FieldMissing(field=f"{where}.{missing[1]}".lstrip(".")) from None
        if told.startswith(EMPTY):
            raise FieldMissing(field=where.lstrip(".")) from None
        raise FieldInvalid(field=where.lstrip(".")) from None


def units(number: Decimal, places: int, path: str, name: str, *, least: int = 1) -> int:
    """A number of type N16,places in whole units of its last place: 57.0 with 2 places is 5700 fen.

    Refuses fractions of a unit, what is no number, and less than `least`: nothing costs nothing or less (S-05).
    """
    whole = _whole(number, places) if number.is_finite() else None
    if whole is None or whole < least:
        raise AmountInvalid(field=f"{path}.{name}", given=str(number)[:40])
    return whole


@lru_cache(maxsize=MANY)
def _whole(number: Decimal, places: int) -> int | None:
    """Remembered, since prices come again; None where it is no whole number of units, or too much."""
    whole = int(number.scaleb(places)) if 0 <= number < TOO_MUCH[places] else 0
    # Compared with the number itself: what is calculated with Decimal is rounded to 28 digits, comparisons are exact.
    return whole if Decimal(whole).scaleb(-places) == number else None


def identifier_of(text: str) -> int:
    """One of our identifiers as it comes back to us; 0, which nobody has, where it cannot be one."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return number if number < 2**63 else 0
