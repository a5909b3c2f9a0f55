"""Take facts of kinship into the books; what cannot be true together with what stands is refused (R-06, X-04)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji.ground.calendar import beijing_day
from gongji.ground.policy import PolicySet
from gongji.insured import Person, find_people
from gongji.kinship.fact import FactKind, KinFact, find_facts, write_facts
from gongji.kinship.near_relative import KinContradiction

MOST_GENERATIONS = 10


def record_facts(
    db: Connection[Any], *, facts: Sequence[KinFact], now: datetime, policy: PolicySet, pool: int
) -> list[KinFact]:
    """Keep the facts that are not known yet; answers those that were new.

    A fact that began before one of the same kind between the same two ended is that one, told by who is behind.
    The caller holds the people. pool: whose policy counts. Refuses KinContradiction: a second spouse, a parent no older
    than the child, more parents than one can have, somebody her own ancestor.
    """
    day = beijing_day(now)
    kept = find_facts(db, people={person for fact in facts for person in _both(fact)})
    standing = [fact for fact in kept if fact.stands(day)]
    known = {(fact.kind, *_both(fact)) for fact in standing}
    over = {(fact.kind, *_both(fact)): fact.valid_to for fact in kept if fact.valid_to is not None}
    fresh = [
        fact
        for fact in facts
        if (what := (fact.kind, *_both(fact))) not in known
        and fact.stands(day)
        and not (what in over and fact.valid_from < over[what])
    ]
    people = find_people(db, people={person for fact in fresh for person in _both(fact)})
    for fact in fresh:
        _require_possible(db, fact, standing, people, policy, pool, day)
        standing.append(fact)
    return write_facts(db, fresh) if fresh else []


def _require_possible(
    db: Connection[Any],
    fact: KinFact,
    standing: Sequence[KinFact],
    people: dict[int, Person],
    policy: PolicySet,
    pool: int,
    day: date,
) -> None:
    match fact.kind:
        case FactKind.SPOUSE:
            married = {p for other in standing if other.kind == FactKind.SPOUSE for p in _both(other)}
            if married & set(_both(fact)):
                raise KinContradiction(reason="second_spouse")
        case FactKind.PARENT:
            if people[fact.subject_id].born_on >= people[fact.object_id].born_on:
                raise KinContradiction(reason="parent_younger")
            parents = [f for f in standing if f.kind == FactKind.PARENT and f.object_id == fact.object_id]
            if len(parents) >= policy.value("kinship.parents_at_most", pool=pool, on=day):
                raise KinContradiction(reason="too_many_parents")
            if fact.object_id in _ancestors(db, fact.subject_id, day):
                raise KinContradiction(reason="own_ancestor")


def _ancestors(db: Connection[Any], person_id: int, day: date) -> set[int]:
    found, latest = {person_id}, {person_id}
    for _ in range(MOST_GENERATIONS):
        facts = find_facts(db, people=latest)
        parents = {f.subject_id for f in facts if f.kind == FactKind.PARENT and f.object_id in latest and f.stands(day)}
        latest = parents - found
        if not latest:
            break
        found |= latest
    return found


def _both(fact: KinFact) -> tuple[int, int]:
    return fact.subject_id, fact.object_id
