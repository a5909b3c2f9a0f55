"""A marriage ends: so does what the two share with each other as spouses (R-12)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import kinship, ledger, mutual_aid
from gongji.audit import By
from gongji.kinship import FactKind, NearRelative
from gongji.life_events.event import Divorce

KIN_ENDED = "KIN_ENDED"


def record_divorce(db: Connection[Any], *, divorce: Divorce, now: datetime, by: By) -> int:
    """End the marriage and the relations that rested on it, both ways; how many ended. Again it changes nothing.

    An invitation by which one was asked as the other's spouse ends too: a yes would make a relation of no relatives.
    """
    couple = {divorce.one_id, divorce.other_id}
    ledger.lock(db, spenders=couple)
    marriages = [
        fact
        for fact in kinship.find_facts(db, people=couple)
        if fact.kind == FactKind.SPOUSE and {fact.subject_id, fact.object_id} == couple
    ]
    kinship.end_facts(db, fact_ids=[fact.fact_id for fact in marriages if fact.valid_to is None], on=divorce.on)
    if not marriages:
        kinship.record_end(db, couple=(divorce.one_id, divorce.other_id), on=divorce.on, now=now)
    married = [
        relation
        for relation in mutual_aid.standing_relations(db, person_id=divorce.one_id)
        if {relation.donor_id, relation.beneficiary_id} == couple and relation.relation == NearRelative.SPOUSE
    ]
    mutual_aid.end_invitations(db, person_id=divorce.one_id, spouse_id=divorce.other_id, now=now, by=by)
    for relation in married:
        mutual_aid.dissolve(db, relation_id=relation.relation_id, reason=KIN_ENDED, now=now, by=by)
    return len(married)
