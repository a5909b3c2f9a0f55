"""A year ends: what is left of annual quotas returns to the donors, and who wants it renewed gets a new one (Q-05)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.ground.lane import ONLY, Lane
from gongji.ground.policy import PolicySet
from gongji.ground.rows import fetch
from gongji.ground.updating import update_rows
from gongji.mutual_aid.change_quota import end_quotas
from gongji.mutual_aid.held import Held
from gongji.mutual_aid.quota import QUOTAS, Quota, Use, quotas_by_id
from gongji.mutual_aid.set_quota import QuotaAsked, set_quotas


def find_over(db: Connection[Any], *, day: date, after: int, limit: int) -> list[int]:
    """Active quotas whose period is over on a day, by identifier from `after` on."""
    return _identifiers(
        db,
        """
        select quota_id
        from quota
        where state = 'active'
        and valid_to <= %s
        and quota_id > %s
        order by quota_id
        limit %s
        """,
        [day, after, limit],
    )


def return_expired(db: Connection[Any], *, quota_ids: Collection[int], now: datetime, by: By) -> int:
    """End those among these quotas whose period is over; how many were. Later refunds go to the donors (S-22)."""
    before = quotas_by_id(db, quota_ids=quota_ids)
    locked = ledger.lock(db, spenders={person for quota in before.values() for person in _both(quota)})
    found = quotas_by_id(db, quota_ids=before)
    day = beijing_day(now)
    over = [quota for quota in found.values() if quota.state == "active" and not quota.covers(day)]
    if over:
        held = Held.of_many(over, locked)
        end_quotas(db, held, state="expired", now=now, by=by)
    return len(over)


def find_to_renew(db: Connection[Any], *, day: date, after: int, limit: int, lane: Lane = ONLY) -> list[int]:
    """Quotas that ended on a day, are to be renewed and are not yet, by identifier from `after` on.

    lane: of its donors alone, since one donor's quotas are renewed in their order while her account lasts.
    """
    return _identifiers(
        db,
        """
        select quota_id
        from quota
        where state = 'expired'
        and auto_renew
        and renewed_as is null
        and valid_to = %s
        and quota_id > %s
        and donor_id %% %s = %s
        order by quota_id
        limit %s
        """,
        [day, after, lane.of, lane.number, limit],
    )


def renew(db: Connection[Any], *, quota_ids: Sequence[int], now: datetime, policy: PolicySet, by: By) -> list[Quota]:
    """Set these quotas again for the new year: as much as before, or what the donor still has (Q-05).

    What cannot be set (nothing left, the relation ended, the donor is paused) is not renewed and not asked again.
    """
    before = quotas_by_id(db, quota_ids=quota_ids)
    locked = ledger.lock(db, spenders={person for quota in before.values() for person in _both(quota)})
    ended = _still_to_renew(db, before)
    limits = _limits_before(db, ended.values())
    asked = {
        quota_id: QuotaAsked(
            quota.relation_id, limits[quota_id], "ANNUAL", Use(quota.uses), auto_renew=True, or_less=True
        )
        for quota_id, quota in sorted(ended.items())
    }
    answers = set_quotas(
        db, asked=list(asked.values()), now=now, policy=policy, by=by, happening=Happening.QUOTA_RENEWED, locked=locked
    )
    renewed = {old: new for old, new in zip(asked, answers, strict=True) if isinstance(new, Quota)}
    _record_missed(db, ended.keys() - renewed.keys(), now, by)
    _mark(db, {quota_id: renewed[quota_id].quota_id if quota_id in renewed else 0 for quota_id in ended})
    return list(renewed.values())


def _still_to_renew(db: Connection[Any], quota_ids: Collection[int]) -> dict[int, Quota]:
    """Those nobody has renewed, or could not renew, while this run waited for their people."""
    statement = QUOTAS + "and quota_id = any(%s::bigint[]) and state = 'expired' and renewed_as is null"
    return {quota.quota_id: quota for quota in fetch(db, Quota, statement, cells_and(quota_ids))}


def _record_missed(db: Connection[Any], quota_ids: Collection[int], now: datetime, by: By) -> None:
    """Write down which quotas were to be renewed and could not be."""
    if not quota_ids:
        return
    identifiers = new_identifiers(db, cells=[cell_of(quota_id) for quota_id in sorted(quota_ids)])
    facts = zip(identifiers, sorted(quota_ids), strict=True)
    audit.record(db, [Fact(fact_id, Happening.QUOTA_NOT_RENEWED, quota_id, now, by=by) for fact_id, quota_id in facts])


def _limits_before(db: Connection[Any], ended: Collection[Quota]) -> dict[int, int]:
    """What the limit of each was before it ended, which its last change tells."""
    rows = db.execute(
        """
        select quota_id, before_fen
        from quota_change
        where cell = any(%s::smallint[])
        and relation_id = any(%s::bigint[])
        order by journal_id
        """,
        cells_and(quota.relation_id for quota in ended),
    )
    return dict(rows.fetchall())


def _mark(db: Connection[Any], renewed_as: Mapping[int, int]) -> None:
    """Remember the quota that followed each, 0 where none did."""
    values = {quota_id: (follower,) for quota_id, follower in renewed_as.items()}
    update_rows(db, table="quota", key="quota_id", sets="renewed_as = {bigint}", values=values)


def _identifiers(db: Connection[Any], statement: str, values: Sequence[Any]) -> list[int]:
    return [row[0] for row in db.execute(statement, values).fetchall()]


def _both(quota: Quota) -> tuple[int, int]:
    return quota.donor_id, quota.beneficiary_id
