"""Suspend relations and resume them: their money stays set aside, and nothing of it pays meanwhile (R-13, R-16)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit
from gongji.audit import By, Fact, Happening
from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.mutual_aid.quota import Stop


def suspend(db: Connection[Any], *, relation_ids: Collection[int], reason: str, now: datetime, by: By) -> int:
    """Suspend those that are active; the caller holds both sides of each. reason: what has happened; how many were."""
    moved = db.execute(
        """
        update aid_relation
        set state = 'suspended', suspended_at = %s, suspend_reason = %s
        where cell = any(%s::smallint[])
        and relation_id = any(%s::bigint[])
        and state = 'active'
        returning relation_id
        """,
        [now, reason, *cells_and(relation_ids)],
    ).fetchall()
    changed = [row[0] for row in moved]
    _stop(db, changed, stopped=True)
    _record(db, Happening.RELATION_SUSPENDED, changed, reason, now, by)
    return len(changed)


def resume(db: Connection[Any], *, relation_ids: Collection[int], reason: str, now: datetime, by: By) -> int:
    """Let those that were suspended for this reason work again; the caller holds both sides of each; how many were."""
    moved = db.execute(
        """
        update aid_relation
        set state = 'active', suspended_at = null, suspend_reason = null
        where cell = any(%s::smallint[])
        and relation_id = any(%s::bigint[])
        and state = 'suspended'
        and suspend_reason = %s
        returning relation_id
        """,
        [*cells_and(relation_ids), reason],
    ).fetchall()
    changed = [row[0] for row in moved]
    _stop(db, changed, stopped=False)
    _record(db, Happening.RELATION_RESUMED, changed, reason, now, by)
    return len(changed)


def find_suspended(db: Connection[Any], *, reason: str, after: int, limit: int) -> list[int]:
    """Relations suspended for a reason, by identifier from `after` on."""
    rows = db.execute(
        """
        select relation_id
        from aid_relation
        where state = 'suspended'
        and suspend_reason = %s
        and relation_id > %s
        order by relation_id
        limit %s
        """,
        [reason, after, limit],
    )
    return [row[0] for row in rows.fetchall()]


def _stop(db: Connection[Any], relation_ids: Collection[int], *, stopped: bool) -> None:
    """Written on the quotas, since paying reads no relation."""
    bit = Stop.RELATION_SUSPENDED.value
    db.execute(
        f"""
        update quota
        set stopped = stopped {"| %s" if stopped else "& ~%s"}
        where cell = any(%s::smallint[])
        and relation_id = any(%s::bigint[])
        and state = 'active'
        """,
        [bit, *cells_and(relation_ids)],
    )


def _record(
    db: Connection[Any], happening: Happening, relation_ids: Collection[int], reason: str, now: datetime, by: By
) -> None:
    identifiers = new_identifiers(db, cells=[cell_of(relation_id) for relation_id in relation_ids])
    audit.record(
        db,
        [
            Fact(fact_id, happening, relation_id, now, {"reason": reason}, by)
            for fact_id, relation_id in zip(identifiers, relation_ids, strict=True)
        ],
    )
