"""Identifiers: 41 bits of milliseconds, 10 bits of cell, 12 bits of a sequence all processes share.

They sort by time and carry their cell, so a row is found without asking every node. Time is real time, never the
sandbox clock: an identifier must not come twice because somebody turned a clock back.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import Connection

from gongji.ground.rows import Asking, asked, question

CELLS = 1024
# 2024-01-01T00:00:00Z; 41 bits from here last until 2093.
EPOCH_MS = 1_704_067_200_000
CELL_SHIFT = 12
TIME_SHIFT = 22


def cell_of(identifier: int) -> int:
    """The cell an identifier was made in, 0 to 1023."""
    return (identifier >> CELL_SHIFT) & (CELLS - 1)


def milliseconds_of(identifier: int) -> int:
    """Unix milliseconds at which an identifier was made."""
    return (identifier >> TIME_SHIFT) + EPOCH_MS


def first_identifier_at(unix_ms: int) -> int:
    """The lowest identifier of a moment: where a partition begins."""
    return (unix_ms - EPOCH_MS) << TIME_SHIFT


@question
def new_identifiers(db: Connection[Any], *, cells: Sequence[int]) -> Asking[list[int]]:
    """One fresh identifier for each cell named, in that order; time comes from the database, which all share."""
    # The number before the clock: whoever waits for the sequence would else come back with a millisecond long past, in
    # which the sequence was once round already.
    made = yield from asked(
        db,
        int,
        """
        select nextval('identifier_sequence') | ((date_part('epoch', clock_timestamp()) * 1000)::bigint << 22)
        from generate_series(1, %s)
        """,
        [len(cells)],
    )
    epoch = EPOCH_MS << TIME_SHIFT
    return [number - epoch | cell << CELL_SHIFT for number, cell in zip(made, cells, strict=True)]


def identifier_beside(column: str) -> str:
    """An SQL expression for a fresh identifier in the cell of the identifier in a column: saves asking for it first."""
    # As in new_identifiers, the number comes before the clock.
    return f"""
        (nextval('identifier_sequence')
            | ((date_part('epoch', clock_timestamp()) * 1000)::bigint - {EPOCH_MS} << {TIME_SHIFT})
            | ({column} & {CELLS - 1 << CELL_SHIFT}))
    """


def array_of(numbers: Iterable[int]) -> str:
    """Whole numbers as a PostgreSQL array literal for `any(%s::bigint[])`: a tenth of what a Python list costs."""
    return "{" + ",".join(map(str, numbers)) + "}"


def cells_and(identifiers: Iterable[int]) -> list[str]:
    """The two values of `cell = any(%s::smallint[]) and … = any(%s::bigint[])` for these identifiers."""
    known = list(identifiers)
    return [array_of(sorted({cell_of(identifier) for identifier in known})), array_of(known)]


def cell_for(name: str) -> int:
    """A cell for somebody new, spread evenly and the same on every import of the same name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=2).digest()) % CELLS
