"""How far facts have become notices; what commits late is not skipped, whatever its numbers (decision 0007).

Facts are read in passes. A pass tells what one snapshot sees and the snapshot of the pass before did not, page by page
in the order of fact_id. Where a pass has to begin reading is known from the transactions that ran when the snapshot
before was taken: a fact's number is taken in the transaction that records it, so it is not older than that.
"""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from gongji import audit
from gongji.audit import Happening
from gongji.ground.rows import fetch_one
from gongji.ground.value import replace, value
from gongji.notices.notice import Heard


@value
class Position:
    """told, telling: snapshots of PostgreSQL, as text. Everything `told` sees is told.

    Of what `telling` sees besides, everything up to after_fact is told. next_after: facts `telling` does not see come
    after it.
    """

    told: str
    telling: str
    after_fact: int
    next_after: int


def hold_position(db: Connection[Any]) -> Position | None:
    """The position, held until this transaction ends; None while another transaction holds it."""
    return fetch_one(
        db,
        Position,
        """
        select told, telling, after_fact, next_after
        from notice_position
        for update skip locked
        """,
    )


def next_pass(db: Connection[Any], position: Position) -> Position:
    """The pass after a finished one. Read committed, so that the snapshot sees what was committed meanwhile."""
    snapshot = audit.take_snapshot(db)
    return Position(position.telling, snapshot.seen, after_fact=position.next_after, next_after=snapshot.after)


def read_page(
    db: Connection[Any], position: Position, *, kinds: Sequence[Happening], limit: int
) -> tuple[list[Heard], Position]:
    """The next facts of these kinds in the pass of a position, by fact_id, and the position after them."""
    rows = db.execute(
        """
        select fact_id, kind, subject_id, at, detail, channel
        from fact
        where fact_id > %s
        and kind = any(%s::smallint[])
        and pg_visible_in_snapshot(transaction_id, %s::pg_snapshot)
        and not pg_visible_in_snapshot(transaction_id, %s::pg_snapshot)
        order by fact_id
        limit %s
        """,
        [position.after_fact, [kind.value for kind in kinds], position.telling, position.told, limit],
    )
    heard = [Heard(row[0], Happening(row[1]), *row[2:]) for row in rows]
    return heard, replace(position, after_fact=heard[-1].fact_id) if heard else position


def keep_position(db: Connection[Any], position: Position) -> None:
    """Go on from here next time."""
    db.execute(
        "update notice_position set told = %s, telling = %s, after_fact = %s, next_after = %s",
        [position.told, position.telling, position.after_fact, position.next_after],
    )
