"""What one process of an import does: take its share of the lines in, a batch a transaction."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection
from psycopg.errors import DeadlockDetected, UniqueViolation

from gongji.edge.clock import Clock
from gongji.edge.imports.kind import Kind
from gongji.edge.imports.line import LineRefused, Wrong
from gongji.edge.imports.reason import reason_of
from gongji.edge.imports.sheet import Raw, Sheet
from gongji.ground.keys import KeyStore
from gongji.ground.refusal import Refusal

# Somebody else entered the same person meanwhile, or locked rows the other way round: the next attempt sees it.
RACES = (UniqueViolation, DeadlockDetected)
ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a batch, once it is committed. line and end: how far the file is read, end in bytes."""

    line: int
    end: int
    right: int
    wrong: list[Wrong]


@dataclass(slots=True)
class Batch:
    """Lines for one transaction with their numbers, and those that were refused on the way."""

    numbers: list[int] = field(default_factory=list)
    parsed: list[Any] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    def add(self, number: int, fields: Sequence[str] | LineRefused, parse: Callable[..., Any]) -> None:
        """One more line."""
        try:
            if isinstance(fields, LineRefused):
                raise fields
            self.parsed.append(parse(*fields))
            self.numbers.append(number)
        except (Refusal, LineRefused) as refused:
            self.wrong.append(Wrong(number, refused.code, reason_of(refused)))

    def is_full(self, size: int) -> bool:
        """Whether to take it in now."""
        return len(self.parsed) + len(self.wrong) >= size


def take_in(
    db: Connection[Any],
    keys: KeyStore,
    clock: Clock,
    *,
    sheet: Sheet,
    kind: Kind,
    share: int,
    shares: int,
    report: Callable[[Report], None],
) -> None:
    """Take in the lines whose key falls to this share, in the order of the file. share: 0 to shares - 1.

    A batch is reported once it is committed. What an earlier run committed is recognised by the verbs.
    """
    batch = Batch()
    raw = None
    for raw, fields in _own_lines(sheet, kind, share, shares):
        batch.add(raw.number, fields, kind.parse)
        if batch.is_full(kind.batch):
            report(_enter(db, keys, clock, kind, batch, raw.number, raw.end))
            batch = Batch()
    if raw is not None:
        report(_enter(db, keys, clock, kind, batch, raw.number, raw.end))


def _own_lines(sheet: Sheet, kind: Kind, share: int, shares: int) -> Iterator[tuple[Raw, Sequence[str] | LineRefused]]:
    """The lines of a share with their fields in the order of the kind's columns; a broken line falls to share 0."""
    order = [sheet.columns.index(name) for name in kind.columns() if name in sheet.columns]
    key = sheet.columns.index(kind.key)
    for raw in sheet.lines():
        try:
            fields = sheet.fields(raw.content)
        except LineRefused as refused:
            if share == 0:
                yield raw, refused
            continue
        if zlib.crc32(fields[key].encode()) % shares == share:
            yield raw, [fields[position] for position in order]


def _enter(db: Connection[Any], keys: KeyStore, clock: Clock, kind: Kind, batch: Batch, line: int, end: int) -> Report:
    answers = _commit(db, keys, clock, kind, batch.parsed)
    wrong = [
        Wrong(number, answer.code, reason_of(answer))
        for number, answer in zip(batch.numbers, answers, strict=True)
        if isinstance(answer, Refusal | LineRefused)
    ]
    return Report(line, end, len(batch.parsed) - len(wrong), sorted(batch.wrong + wrong))


def _commit(db: Connection[Any], keys: KeyStore, clock: Clock, kind: Kind, parsed: Sequence[Any]) -> Sequence[object]:
    """Enter a batch in a transaction of its own, again after a lost race."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with db.transaction():
                return kind.enter(db, keys, parsed, clock.now())
        except RACES:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError
