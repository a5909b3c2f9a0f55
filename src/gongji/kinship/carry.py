"""What is known of one record's family goes to the other record of the same person (W-03, X-04)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.ground.calendar import beijing_day
from gongji.ground.policy import PolicySet
from gongji.ground.value import replace
from gongji.kinship.fact import FactKind, KinFact, end_facts, find_facts, spouses
from gongji.kinship.near_relative import KinContradiction
from gongji.kinship.record import record_facts


def carry_over(
    db: Connection[Any], *, from_id: int, to_id: int, now: datetime, policy: PolicySet, pool: int
) -> list[KinFact]:
    """Let the facts that stand for one record stand for the other instead; answers those that were new to it.

    Each keeps its evidence and its first day. The caller holds both records. pool: whose policy counts. Refuses
    KinContradiction: what the two are said to be to each other, and what `record_facts` refuses.
    """
    day = beijing_day(now)
    standing = [fact for fact in find_facts(db, people=[from_id]) if fact.stands(day)]
    if any(to_id in (fact.subject_id, fact.object_id) for fact in standing):
        raise KinContradiction(reason="same_person")
    end_facts(db, fact_ids=[fact.fact_id for fact in standing], on=day)
    carried = [_of(fact, from_id, to_id) for fact in standing]
    return record_facts(db, facts=carried, now=now, policy=policy, pool=pool) if carried else []


def _of(fact: KinFact, from_id: int, to_id: int) -> KinFact:
    both = [to_id if one == from_id else one for one in (fact.subject_id, fact.object_id)]
    subject, object_ = spouses(*both) if fact.kind == FactKind.SPOUSE else both
    return replace(fact, subject_id=subject, object_id=object_)
