"""A year is about to end: donors and relatives are reminded of what is left of annual quotas, once (Q-05)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.mutual_aid.quota import quotas_by_id


def find_to_remind(db: Connection[Any], *, ending_on: date, after: int, limit: int) -> list[int]:
    """Active quotas nobody was reminded of whose first day over is this, by identifier from `after` on."""
    rows = db.execute(
        """
        select quota_id
        from quota
        where state = 'active'
        and valid_to = %s
        and reminded_at is null
        and quota_id > %s
        order by quota_id
        limit %s
        """,
        [ending_on, after, limit],
    )
    return [row[0] for row in rows.fetchall()]


def remind(db: Connection[Any], *, quota_ids: Collection[int], now: datetime, by: By) -> int:
    """Write down that those of these quotas are about to end that are still active; how many. Again it does nothing."""
    before = quotas_by_id(db, quota_ids=quota_ids)
    ledger.lock(db, spenders={person for quota in before.values() for person in (quota.donor_id, quota.beneficiary_id)})
    rows = db.execute(
        """
        update quota
        set reminded_at = %s
        where cell = any(%s::smallint[])
        and quota_id = any(%s::bigint[])
        and state = 'active'
        and reminded_at is null
        returning quota_id
        """,
        [now, *cells_and(before)],
    ).fetchall()
    reminded = [row[0] for row in rows]
    identifiers = new_identifiers(db, cells=[cell_of(quota_id) for quota_id in reminded])
    facts = zip(identifiers, reminded, strict=True)
    audit.record(db, [Fact(fact_id, Happening.QUOTA_ENDING, quota_id, now, by=by) for fact_id, quota_id in facts])
    return len(reminded)
