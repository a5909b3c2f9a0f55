"""How many settlements there are and how much room they take, before and after a run."""

from dataclasses import dataclass
from typing import Any, Self

from psycopg import Connection

from gongji.settlement import Outcome

BOOKED = ("request", "settlement", "transfer", "fact")
LINES = ("fee_lines",)


@dataclass(frozen=True, slots=True)
class Growth:
    """settled, cancelled: rows of `settlement` by kind. booked, lines: bytes with indexes, of BOOKED and LINES."""

    settled: int
    cancelled: int
    booked: int
    lines: int

    @classmethod
    def now(cls, db: Connection[Any]) -> Self:
        """As it stands."""
        counted = dict(db.execute("select kind, count(*) from settlement group by kind").fetchall())
        return cls(
            counted.get(Outcome.SETTLED, 0), counted.get(Outcome.CANCELLED, 0), _bytes(db, BOOKED), _bytes(db, LINES)
        )

    def __sub__(self, before: Self) -> "Growth":
        return Growth(
            self.settled - before.settled,
            self.cancelled - before.cancelled,
            self.booked - before.booked,
            self.lines - before.lines,
        )

    @property
    def bytes_each(self) -> float:
        """What a settlement or cancel takes without its fee lines."""
        return self.booked / (self.settled + self.cancelled)

    @property
    def line_bytes_each(self) -> float:
        """What the fee lines of a settlement take."""
        return self.lines / self.settled


def _bytes(db: Connection[Any], tables: tuple[str, ...]) -> int:
    row = db.execute(
        """
        select sum(pg_total_relation_size(part))
        from (
            select to_regclass(name) as part
            from unnest(%(tables)s::text[]) as name
            union all
            select inhrelid
            from pg_inherits
            where inhparent = any(%(tables)s::regclass[])
        ) as parts
        """,
        {"tables": list(tables)},
    ).fetchone()
    assert row
    return int(row[0])
