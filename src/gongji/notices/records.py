"""A person's history: everything that concerned her money, from whichever side, newest first (O-31, N-04, N-05).

Built from the facts that notices are built from, in the same pass: a payment writes nothing more for it, and a page is
a range of one key. So it is as late as notices are, and begins with the first facts read after it was introduced.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg import Connection

from gongji.audit import Happening
from gongji.ground.identifiers import array_of, cell_of
from gongji.ground.rows import fetch
from gongji.ground.value import columns_of, value
from gongji.insured import records_of
from gongji.notices.notice import Concern
from gongji.notices.told import Side

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
        Happening.QUOTA_USES_CHANGED,
        Happening.TRANSFER_SENT,
        Happening.TRANSFER_ACCEPTED,
        Happening.TRANSFER_RETURNED,
        Happening.LOT_GIVEN_BACK,
        Happening.LOT_CONVERTED,
        Happening.PREMIUM_PAID,
        Happening.PREMIUM_RELEASED,
        Happening.PREMIUM_REFUNDED,
        Happening.ACCOUNT_MOVED,
        Happening.ACCOUNT_MERGED,
        Happening.INTEREST_CREDITED,
        Happening.PAY_OUT_CONFIRMED,
        Happening.CORRECTION_BOOKED,
    }
)
ELSEWHERE = (Side.AGENT, Side.SENDER)


@value
class Record:
    """side: donor, beneficiary, or owner where nobody else had a part in it. facts: as in `Concern`.

    person_id: whichever of her records it concerned.

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
    """Add what of this concerns money; what stands there already is left.

    Whose agent somebody is, has that history; in a sender's the money stands as sent.
    """
    concerned = [one for one in concerns if one.heard.happening in RECORDED and one.side not in ELSEWHERE]
    # One statement for all, since every bill of the country comes through here.
    db.execute(
        f"""
        insert into person_record ({RECORD_COLUMNS})
        select cell, person_id, fact_id, side, happening, happened_at, facts::jsonb
        from unnest(
            %s::smallint[], %s::bigint[], %s::bigint[], %s::text[], %s::smallint[], %s::timestamptz[], %s::text[]
        ) as record ({RECORD_COLUMNS})
        on conflict on constraint person_record_pkey do nothing
        """,
        [
            array_of(cell_of(concern.person_id) for concern in concerned),
            array_of(concern.person_id for concern in concerned),
            array_of(concern.heard.fact_id for concern in concerned),
            [concern.side.value for concern in concerned],
            array_of(concern.heard.happening.value for concern in concerned),
            [concern.heard.at for concern in concerned],
            [msgspec.json.encode(concern.facts).decode() for concern in concerned],
        ],
    )


def list_records(db: Connection[Any], *, person_id: int, before: int | None = None, limit: int = 20) -> list[Record]:
    """A page of a person's history, of all her records, newest first. before: the last of the page before."""
    hers = records_of(db, person_id=person_id)
    # One record after the other, so that a page of each is a range of the key.
    return fetch(
        db,
        Record,
        f"""
        select page.*
        from unnest(%s::smallint[], %s::bigint[]) as hers (record_cell, record_id)
        cross join lateral (
            select {RECORD_COLUMNS}
            from person_record
            where cell = record_cell
            and person_id = record_id
            and fact_id < coalesce(%s, 9223372036854775807)
            order by fact_id desc
            limit %s
        ) as page
        order by fact_id desc
        limit %s
        """,
        [array_of(cell_of(one) for one in hers), array_of(hers), before, limit, limit],
    )
