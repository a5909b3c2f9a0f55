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
from gongji.ground.value import value

# Somebody else entered the same person meanwhile, or locked rows the other way round: the next attempt sees it.
RACES = (UniqueViolation, DeadlockDetected)
ATTEMPTS = 10


@value
class Share:
    """The lines of a file whose key falls to a number, from 0 to of - 1."""

    kind: Kind
    sheet: Sheet
    number: int
    of: int

    def lines(self) -> Iterator[tuple[Raw, Sequence[str] | LineRefused]]:
        """Each line with its fields in the order of the kind's columns; a broken line has no key and falls to 0."""
        columns = self.sheet.columns
        order = [columns.index(name) for name in self.kind.columns() if name in columns]
        key = columns.index(self.kind.key)
        for raw in self.sheet.lines():
            try:
                fields = self.sheet.fields(raw.content)
            except LineRefused as refused:
                if self.number == 0:
                    yield raw, refused
                continue
            if zlib.crc32(fields[key].encode()) % self.of == self.number:
                yield raw, [fields[position] for position in order]


@value
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
        if isinstance(fields, LineRefused):
            self.refuse(number, fields)
            return
        try:
            self.parsed.append(parse(*fields))
            self.numbers.append(number)
        except (Refusal, LineRefused) as refused:
            self.refuse(number, refused)

    def refuse(self, number: int, refused: Refusal | LineRefused) -> None:
        """A line that is not taken in."""
        self.wrong.append(Wrong(number, refused.code, reason_of(refused)))

    def is_full(self, size: int) -> bool:
        """Whether to take it in now."""
        return len(self.parsed) + len(self.wrong) >= size


def take_in(
    db: Connection[Any], keys: KeyStore, clock: Clock, *, share: Share, report: Callable[[Report], None]
) -> None:
    """Take in the lines of a share in the order of the file; a batch is reported once it is committed.

    What an earlier run committed is recognised by the verbs.
    """
    batch, last = Batch(), None
    for last, fields in share.lines():
        batch.add(last.number, fields, share.kind.parse)
        if batch.is_full(share.kind.batch):
            report(_enter(db, keys, clock, share.kind, batch, last))
            batch = Batch()
    if last is not None:
        report(_enter(db, keys, clock, share.kind, batch, last))


def _enter(db: Connection[Any], keys: KeyStore, clock: Clock, kind: Kind, batch: Batch, last: Raw) -> Report:
    answers = _commit(db, keys, clock, kind, batch.parsed)
    right = 0
    for number, answer in zip(batch.numbers, answers, strict=True):
        if isinstance(answer, Refusal | LineRefused):
            batch.refuse(number, answer)
        else:
            right += 1
    return Report(last.number, last.end, right, batch.wrong)


def _commit(db: Connection[Any], keys: KeyStore, clock: Clock, kind: Kind, parsed: Sequence[Any]) -> Sequence[object]:
    """Enter a batch in a transaction of its own, again after a lost race."""
    lost = 0
    while True:
        try:
            with db.transaction():
                return kind.enter(db, keys, parsed, clock.now())
        except RACES:
            lost += 1
            if lost == ATTEMPTS:
                raise
