"""A person's history: everything that concerned her money, from whichever side, newest first (O-31, N-04, N-05).

Built from the facts that notices are built from, in the same pass: a payment writes nothing more for it, and a page is
a range of one key. So it is as late as notices are, and begins with the first facts read after it was introduced.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from gongji.audit import Happening
from gongji.ground.identifiers import cell_of
from gongji.ground.rows import fetch
from gongji.ground.value import columns_of, value
from gongji.notices.notice import Concern

RECORDED = frozenset(
    {
        Happening.SETTLED,
        Happening.SETTLEMENT_CANCELLED,
        Happening.SETTLEMENT_REVERSED,
        Happening.QUOTA_SET,
        Happening.QUOTA_RAISED,
        Happening.QUOTA_LOWERED,
        Happening.QUOTA_CLOSED,
        Happening.QUOTA_EXPIRED,
        Happening.QUOTA_RENEWED,
        Happening.TRANSFER_SENT,
        Happening.TRANSFER_ACCEPTED,
        Happening.TRANSFER_RETURNED,
        Happening.LOT_GIVEN_BACK,
        Happening.PREMIUM_PAID,
        Happening.PREMIUM_RELEASED,
        Happening.PREMIUM_REFUNDED,
        Happening.ACCOUNT_MOVED,
    }
)


@value
class Record:
    """side: donor, beneficiary, or owner where nobody else had a part in it. facts: as in `Concern`.

    fact_id: also the settlement's number, where it is one.
    """

    cell: int
    person_id: int
    fact_id: int
    side: str
    happening: int
    happened_at: datetime
    facts: dict[str, Any]


RECORD_COLUMNS = columns_of(Record)


def write_records(db: Connection[Any], concerns: Sequence[Concern]) -> None:
    """Add what of this concerns money; what stands there already is left."""
    db.cursor().executemany(
        f"""
        insert into person_record ({RECORD_COLUMNS})
        values (%s, %s, %s, %s, %s, %s, %s)
        on conflict on constraint person_record_pkey do nothing
        """,
        [
            (
                cell_of(concern.person_id),
                concern.person_id,
                concern.heard.fact_id,
                concern.side.value,
                concern.heard.happening.value,
                concern.heard.at,
                Jsonb(concern.facts),
            )
            for concern in concerns
            if concern.heard.happening in RECORDED
        ],
    )


def list_records(db: Connection[Any], *, person_id: int, before: int | None = None, limit: int = 20) -> list[Record]:
    """A page of a person's history, newest first. before: the last of the page before."""
    return fetch(
        db,
        Record,
        f"""
        select {RECORD_COLUMNS}
        from person_record
        where cell = %s
        and person_id = %s
        and fact_id < coalesce(%s, 9223372036854775807)
        order by fact_id desc
        limit %s
        """,
        [cell_of(person_id), person_id, before, limit],
    )
