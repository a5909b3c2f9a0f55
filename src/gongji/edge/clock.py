"""The only clock: real business time, or in a sandbox a shifted or frozen one."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from psycopg import Connection

from gongji.edge.operator_error import OperatorError
from gongji.ground.calendar import BEIJING

FURTHEST_FROM_DATABASE = timedelta(seconds=1)
SHIFT = re.compile(r"shift:(?P<sign>[+-])(?P<parts>(?:\d{1,6}[dhms])+)")
UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


@dataclass(frozen=True, slots=True)
class Clock:
    """Business time in Beijing. Never used for identifiers, which need real time.

    file: says how it goes and may be written anew while somebody looks at the clock.
    """

    frozen_at: datetime | None = None
    shifted_by: timedelta = timedelta(0)
    file: Path | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """A clock from its setting.

        text: "" is real time; others look like "frozen:2026-11-05T10:00:00+08:00", "shift:+3d" or "shift:-1d12h", or
        are the "file:PATH" where one of these stands. A frozen moment without an offset is Beijing's.
        """
        if not text:
            return cls()
        if text.startswith("file:"):
            clock = cls(file=Path(text.removeprefix("file:")))
            clock.now()
            return clock
        if text.startswith("frozen:"):
            return cls(frozen_at=read_moment(text.removeprefix("frozen:")))
        shift = SHIFT.fullmatch(text)
        if not shift:
            raise OperatorError(f'a clock is "frozen:2026-11-05T10:00:00+08:00" or "shift:+3d", not {text!r}')
        parts = re.findall(r"(\d+)([dhms])", shift["parts"])
        by = sum((timedelta(**{UNITS[unit]: int(count)}) for count, unit in parts), timedelta(0))
        return cls(shifted_by=-by if shift["sign"] == "-" else by)

    def now(self) -> datetime:
        """This moment of business, aware, in Beijing."""
        if self.file:
            return Clock.parse(_written(self.file)).now()
        return self.frozen_at or datetime.now(BEIJING) + self.shifted_by

    @staticmethod
    def real() -> datetime:
        """Real time: for pauses before something is tried again, which no sandbox clock may stretch or stop."""
        return datetime.now(BEIJING)


def _written(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise OperatorError(f"the clock's file cannot be read: {error}") from error
    if not text or text.startswith("file:"):
        # Empty is not real time: it is a file that is being written, and a moment of today would be booked.
        raise OperatorError(f"the clock's file {file} is empty, or sends on to another")
    return text


def read_moment(text: str) -> datetime:
    """A moment an operator typed, ISO 8601; Beijing's where no offset is given."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise OperatorError(f"a moment looks like 2026-11-05T10:00:00+08:00, not {text!r}") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)).astimezone(BEIJING)


def require_clock(db: Connection[Any]) -> None:
    """Refuse to work more than a second off the database's clock: identifiers and days come from both."""
    before = datetime.now(UTC)
    row = db.execute("select clock_timestamp()").fetchone()
    after = datetime.now(UTC)
    assert row
    # The database read its clock somewhere between the two.
    off = max(before - row[0], row[0] - after)
    if off > FURTHEST_FROM_DATABASE:
        raise OperatorError(f"this machine's clock is {off.total_seconds():.1f} s off the database's: set both by NTP")
