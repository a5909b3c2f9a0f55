"""End a mandate: by whoever gave it, by whoever has it, or because its time is over."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.audit import By, Happening
from gongji.delegation.mandate import Mandate, hold_mandate, record, standing_mandates
from gongji.delegation.require import MandateEnded
from gongji.ground.value import replace


def end_mandate(db: Connection[Any], *, mandate_id: int, reason: str, now: datetime, by: By) -> Mandate:
    """End a mandate at once; what was done on it stays. reason: PRINCIPAL_REQUEST or AGENT_REQUEST.

    Refuses: MandateUnknown, MandateEnded.
    """
    mandate = hold_mandate(db, mandate_id=mandate_id)
    if mandate.ended_at is not None:
        raise MandateEnded()
    return end(db, mandate, reason=reason, now=now, by=by)


def end_mandates(db: Connection[Any], *, person_id: int, reason: str, now: datetime, by: By) -> int:
    """End what a person gave and what she has; how many. The caller holds every principal. reason: SYSTEM_MERGE."""
    standing = standing_mandates(db, person_id=person_id)
    for mandate in standing:
        end(db, mandate, reason=reason, now=now, by=by)
    return len(standing)


def end(db: Connection[Any], mandate: Mandate, *, reason: str, now: datetime, by: By) -> Mandate:
    """End a mandate that is already held."""
    db.execute(
        """
        update mandate
        set ended_at = %s,
            end_reason = %s
        where cell = %s
        and mandate_id = %s
        """,
        [now, reason, mandate.cell, mandate.mandate_id],
    )
    record(db, Happening.MANDATE_ENDED, mandate, now=now, by=by)
    return replace(mandate, ended_at=now, end_reason=reason)
