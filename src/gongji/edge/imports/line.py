"""One line of a file that is imported, and why it can be refused before anybody looks at what it says."""

import csv
from typing import NamedTuple


class LineRefused(Exception):
    """A line whose form is wrong. code: permanent, as a refusal's. reason: what is wrong, for the operator."""

    def __init__(self, code: str, reason: str) -> None:
        """Nothing personal may stand in the reason: it is written to a file."""
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Wrong(NamedTuple):
    """A line that was not taken in, as the error file tells it."""

    line: int
    code: str
    reason: str


def split(raw: bytes) -> list[str]:
    """The fields of one line, without the blanks around them. A line is a record: no field goes on over its end."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise LineRefused("LINE_NOT_UTF8", "the line is not UTF-8: save the file as CSV UTF-8") from None
    if '"' in text:
        return _quoted(text)
    # Every process splits every line, so lines without a blank, which is nearly all, are spared the stripping.
    blank = " " in text or "\t" in text or "\u3000" in text
    return [field.strip() for field in text.split(",")] if blank else text.split(",")


def _quoted(text: str) -> list[str]:
    try:
        (fields,) = csv.reader([text], strict=True)
    except csv.Error:
        raise LineRefused("LINE_BROKEN", "a quotation mark is not closed, or stands inside a field") from None
    return [field.strip() for field in fields]
