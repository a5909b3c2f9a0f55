"""What a person's bills of a year used up, on which deductible and ceiling depend (S-04).

Last year's sums are kept beside the running one's: a bill of 31 December may be decided after one of 1 January, and a
cancel in January gives back what a bill of December took.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from psycopg import Connection

from gongji.ground.updating import update_rows
from gongji.ledger import Spender

# In the order of `Years.columns`.
SUMS = """
    year = {bigint},
    deductible_paid_fen = {bigint},
    pool_paid_fen = {bigint},
    last_deductible_paid_fen = {bigint},
    last_pool_paid_fen = {bigint}
"""


@dataclass(slots=True)
class Sums:
    """Of one year: deductibles charged, and what the fund paid."""

    deductible_paid_fen: int
    pool_paid_fen: int


@dataclass(slots=True)
class Years:
    """The running year of a person and the one before, as they grow while a batch is decided."""

    year: int
    running: Sums
    last: Sums

    @classmethod
    def of(cls, spender: Spender) -> Self:
        """As the locked row has them."""
        running = Sums(spender.deductible_paid_fen, spender.pool_paid_fen)
        return cls(spender.year, running, Sums(spender.last_deductible_paid_fen, spender.last_pool_paid_fen))

    def sums(self, year: int) -> Sums:
        """The sums of a year; a new one begins with nothing, and one long past no longer counts anywhere."""
        if year > self.year:
            self.last = self.running if year == self.year + 1 else Sums(0, 0)
            self.year, self.running = year, Sums(0, 0)
        if year == self.year:
            return self.running
        return self.last if year == self.year - 1 else Sums(0, 0)

    def columns(self) -> tuple[int, int, int, int, int]:
        """As the row keeps them."""
        running, last = self.running, self.last
        return (
            self.year,
            running.deductible_paid_fen,
            running.pool_paid_fen,
            last.deductible_paid_fen,
            last.pool_paid_fen,
        )


def write_years(db: Connection[Any], years: Mapping[int, Years], spenders: Mapping[int, Spender]) -> None:
    """Keep the sums that changed."""
    changed = {
        person: of_person.columns() for person, of_person in years.items() if of_person != Years.of(spenders[person])
    }
    update_rows(db, table="spender", key="person_id", sets=SUMS, values=changed)
