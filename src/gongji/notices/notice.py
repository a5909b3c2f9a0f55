"""A notice as its row has it: who is told what kind of thing, with the facts that fill in the words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from gongji.audit import Happening
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.value import columns_of, value
from gongji.notices.kind import Kind
from gongji.notices.told import Case, Side


@value
class Heard:
    """A fact as it was read, which may become notices. channel: through which door, None for what institutions send."""

    fact_id: int
    happening: Happening
    subject_id: int
    at: datetime
    detail: dict[str, Any] | None
    channel: str | None = None


@value
class Concern:
    """Somebody whom a fact concerns, and what she might be told about it.

    facts: `people`, the others by identifier; amounts in fen as `…_fen`; days as `…_on`; moments as `until`; `use`,
    `uses`; `pool`; a `year`. `whole`: a whole account is meant, instead of or besides a limit or what is left (R-22).
    """

    heard: Heard
    side: Side
    person_id: int
    facts: dict[str, Any]
    case: Case = Case.PLAIN


@value
class Notice:
    """sms: waiting, sent, none or given_up; the notice is in the inbox from the start. facts: as in `Concern`."""

    cell: int
    notice_id: int
    person_id: int
    fact_id: int
    kind: str
    happened_at: datetime
    facts: dict[str, Any]
    sms: str
    read_at: datetime | None


NOTICE_COLUMNS = columns_of(Notice)
# A file of a million lines is no reason for a million messages: what it did stands in everybody's inbox.
INBOX_ONLY = ("import",)
# The same day brings it to everybody.
QUIET = (Kind.INTEREST_CREDITED,)


def write_notices(db: Connection[Any], told: Sequence[tuple[Concern, Kind]], *, now: datetime) -> None:
    """Add notices in this order, which is the order of each person's numbers; what she was told before is left out.

    now: of real time, from when on they may be sent.
    """
    cells = [cell_of(concern.person_id) for concern, _ in told]
    fresh: dict[int, list[int]] = {}
    # The sequence in a number turns over within a millisecond, so numbers of a cell are handed out by size.
    for notice_id in sorted(new_identifiers(db, cells=cells), reverse=True):
        fresh.setdefault(cell_of(notice_id), []).append(notice_id)
    db.cursor().executemany(
        """
        insert into notice (cell, notice_id, person_id, fact_id, kind, happened_at, facts, sms, next_attempt_at)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        on conflict on constraint nobody_is_told_the_same_twice do nothing
        """,
        [
            (
                cell,
                fresh[cell].pop(),
                c.person_id,
                c.heard.fact_id,
                kind.value,
                c.heard.at,
                Jsonb(c.facts),
                "none" if c.heard.channel in INBOX_ONLY or kind in QUIET else "waiting",
                now,
            )
            for cell, (c, kind) in zip(cells, told, strict=True)
        ],
    )
