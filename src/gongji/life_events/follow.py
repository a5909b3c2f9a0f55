"""What becomes of somebody's relations when something happens to her: as policy's two tables say (R-12, R-13)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import mutual_aid
from gongji.audit import By
from gongji.ground.calendar import beijing_day
from gongji.ground.policy import PolicySet
from gongji.ground.value import value
from gongji.life_events.event import Kind, LifeEvent
from gongji.mutual_aid import AidRelation

SYSTEM_MERGE = "SYSTEM_MERGE"
# Why a relation ends or waits: whose side it was.
REASON = {
    True: {Kind.DIED: "DEATH_DONOR", Kind.MERGED: SYSTEM_MERGE},
    False: {Kind.DIED: "DEATH_BENEFICIARY", Kind.MERGED: SYSTEM_MERGE},
}
INSURED_CHANGE = {True: "DONOR_INSURED_CHANGE", False: "BENEFICIARY_INSURED_CHANGE"}
# What resumes a relation is the end of what suspended it.
SUSPENDED_BY = {Kind.RESTORED: (Kind.PAUSED, Kind.NOT_RENEWED)}


@value
class Recorded:
    """What followed: how many relations ended, wait, and work again. again: the news was known before."""

    dissolved: int = 0
    suspended: int = 0
    resumed: int = 0
    again: bool = False


def follow(
    db: Connection[Any],
    *,
    event: LifeEvent,
    standing: Sequence[AidRelation],
    pool: int,
    now: datetime,
    policy: PolicySet,
    by: By,
) -> Recorded:
    """Do to the relations on either side what policy says; the caller holds both sides of each.

    pool: whose policy, the one that insured her until now.
    """
    counts = {"dissolve": 0, "suspend": 0, "resume": 0, "keep": 0}
    for gives in (True, False):
        table = policy.value(f"life_event.as_{'donor' if gives else 'beneficiary'}", pool=pool, on=beijing_day(now))
        side = [r.relation_id for r in standing if (r.donor_id == event.person_id) is gives]
        counts[table[event.kind]] += _apply(db, table[event.kind], side, event, gives, now, by)
    return Recorded(counts["dissolve"], counts["suspend"], counts["resume"])


def _apply(
    db: Connection[Any], what: str, relation_ids: Sequence[int], event: LifeEvent, gives: bool, now: datetime, by: By
) -> int:
    match what:
        case "dissolve":
            reason = REASON[gives].get(event.kind, INSURED_CHANGE[gives])
            for relation_id in relation_ids:
                mutual_aid.dissolve(db, relation_id=relation_id, reason=reason, now=now, by=by)
            return len(relation_ids)
        case "suspend":
            return mutual_aid.suspend(db, relation_ids=relation_ids, reason=event.kind.value, now=now, by=by)
        case "resume":
            return sum(
                mutual_aid.resume(db, relation_ids=relation_ids, reason=reason.value, now=now, by=by)
                for reason in SUSPENDED_BY[event.kind]
            )
        case "keep":
            return 0
    raise ValueError(f"policy names an unknown consequence {what}")
