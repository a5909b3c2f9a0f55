"""Dissolve a relation: the unused part of its quota returns to the donor in the same transaction (R-08, R-14)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.value import replace
from gongji.mutual_aid.change_quota import end_quota
from gongji.mutual_aid.held import Held
from gongji.mutual_aid.quota import quotas_of_relations
from gongji.mutual_aid.refusals import RelationNotActive, RelationUnknown
from gongji.mutual_aid.relation import AidRelation, find_relations_by_id


def dissolve(db: Connection[Any], *, relation_id: int, reason: str, now: datetime, by: By | None = None) -> AidRelation:
    """End a relation, by either side or by what happened; nothing of it pays from this moment on.

    reason: a code of R-12, DONOR_REQUEST for example. In-flight payments are waited for by the lock (R-14): they
    are either wholly before or see the relation ended. Refuses: RelationUnknown, RelationNotActive (already ended).
    """
    before = find_relations_by_id(db, relation_ids=[relation_id]).get(relation_id)
    if before is None:
        raise RelationUnknown()
    locked = ledger.lock(db, spenders={before.donor_id, before.beneficiary_id})
    relation = find_relations_by_id(db, relation_ids=[relation_id])[relation_id]
    if relation.state == "dissolved":
        raise RelationNotActive(state=relation.state)
    quota = quotas_of_relations(db, relation_ids=[relation_id]).get(relation_id)
    if quota is not None:
        end_quota(db, Held.of(quota, locked), now=now, by=by)
    db.execute(
        """
        update aid_relation
        set state = 'dissolved', ended_at = %s, end_reason = %s
        where cell = %s
        and relation_id = %s
        """,
        [now, reason, relation.cell, relation_id],
    )
    db.execute(
        "update donor_relation set active = false where cell = %s and donor_id = %s and relation_id = %s",
        [cell_of(relation.donor_id), relation.donor_id, relation_id],
    )
    (fact_id,) = new_identifiers(db, cells=[relation.cell])
    audit.record(db, [Fact(fact_id, Happening.RELATION_DISSOLVED, relation_id, now, {"reason": reason}, by)])
    return replace(relation, state="dissolved", ended_at=now, end_reason=reason)
