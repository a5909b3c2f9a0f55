"""A family as facts tell it: how two people are related is inferred, never stored (R-03, R-04)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from psycopg import Connection

from gongji.ground.value import value
from gongji.insured import find_men
from gongji.kinship.fact import FactKind, KinFact, find_facts
from gongji.kinship.near_relative import NearRelative

# Grandparents are two steps up and grandchildren two down; a sibling shares a parent. Cousins are no near relatives.
GENERATIONS = 2


@value
class Family:
    """People around somebody on one day: whose parents, spouses and wards they are, and who among them is a man.

    former: whom somebody was married to until then.
    """

    parents: dict[int, frozenset[int]]
    spouses: dict[int, frozenset[int]]
    former: dict[int, frozenset[int]]
    wards: dict[int, frozenset[int]]
    men: frozenset[int]

    @staticmethod
    def of(facts: Iterable[KinFact], *, men: Collection[int], on: date) -> "Family":
        """The family that facts make which stand on a day."""
        parents, couples, former, wards = (defaultdict[int, set[int]](set) for _ in range(4))
        for fact in facts:
            if not fact.stands(on):
                if fact.kind == FactKind.SPOUSE and fact.valid_from <= on:
                    former[fact.subject_id].add(fact.object_id)
                    former[fact.object_id].add(fact.subject_id)
                continue
            match fact.kind:
                case FactKind.PARENT:
                    parents[fact.object_id].add(fact.subject_id)
                case FactKind.SPOUSE:
                    couples[fact.subject_id].add(fact.object_id)
                    couples[fact.object_id].add(fact.subject_id)
                case FactKind.GUARDIAN:
                    wards[fact.subject_id].add(fact.object_id)
        return Family(_frozen(parents), _frozen(couples), _frozen(former), _frozen(wards), frozenset(men))

    def parents_of(self, person_id: int) -> frozenset[int]:
        """By birth, adoption or upbringing."""
        return self.parents.get(person_id, frozenset())

    def spouses_of(self, person_id: int) -> frozenset[int]:
        """At most one, unless registers contradict each other."""
        return self.spouses.get(person_id, frozenset())

    def are_divorced(self, one: int, other: int) -> bool:
        """Whether they were married and no longer are, whatever a register that is behind says."""
        return other in self.former.get(one, ()) and other not in self.spouses_of(one)

    def is_guardian(self, guardian_id: int, ward_id: int) -> bool:
        """Whether somebody was named guardian, or is the parent, of somebody."""
        return ward_id in self.wards.get(guardian_id, ()) or guardian_id in self.parents_of(ward_id)

    def relation(self, of: int, who: int) -> NearRelative | None:
        """What `who` is to `of`: one of the eight relations (R-03), None where the facts show none."""
        if who in self.spouses_of(of):
            return NearRelative.SPOUSE
        upwards = self._upwards(of, who)
        if upwards is not None:
            return upwards
        downwards = self._upwards(who, of)
        if downwards is not None:
            return DOWNWARDS[downwards]
        return NearRelative.SIBLING if self.parents_of(of) & self.parents_of(who) else None

    def _upwards(self, of: int, who: int) -> NearRelative | None:
        """`who` as a parent or grandparent of `of`; the grandparents' side is the sex of the parent between."""
        if who in self.parents_of(of):
            return NearRelative.PARENT
        between = [parent for parent in self.parents_of(of) if who in self.parents_of(parent)]
        if not between:
            return None
        paternal = any(parent in self.men for parent in between)
        return NearRelative.PATERNAL_GRANDPARENT if paternal else NearRelative.MATERNAL_GRANDPARENT


# What somebody is downwards to whom she is this upwards.
DOWNWARDS = {
    NearRelative.PARENT: NearRelative.CHILD,
    NearRelative.PATERNAL_GRANDPARENT: NearRelative.GRANDCHILD_BY_SON,
    NearRelative.MATERNAL_GRANDPARENT: NearRelative.GRANDCHILD_BY_DAUGHTER,
}


def find_family(db: Connection[Any], *, people: Collection[int], on: date, more: Iterable[KinFact] = ()) -> Family:
    """The family around these people, far enough for every relation between them.

    more: facts that are not written yet, to be judged with the rest.
    """
    told = list(more)
    facts = {fact.fact_id: fact for fact in find_facts(db, people=people)}
    seen = set(people)
    for _ in range(GENERATIONS - 1):
        near = {person for fact in [*facts.values(), *told] for person in (fact.subject_id, fact.object_id)} - seen
        facts |= {fact.fact_id: fact for fact in find_facts(db, people=near)}
        seen |= near
    everybody = {person for fact in [*facts.values(), *told] for person in (fact.subject_id, fact.object_id)}
    return Family.of([*facts.values(), *told], men=find_men(db, people=everybody), on=on)


def _frozen(sets: dict[int, set[int]]) -> dict[int, frozenset[int]]:
    return {person: frozenset(others) for person, others in sets.items()}
