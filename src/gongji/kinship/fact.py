"""Facts of kinship: who is whose parent, spouse or guardian, on what evidence, from when to when (R-05, R-07)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import array_of, cell_of, new_identifiers
from gongji.ground.rows import Asking, asked, question
from gongji.ground.value import columns_of, replace, value


class FactKind(IntEnum):
    """What the subject is to the object."""

    PARENT = 1
    SPOUSE = 2
    GUARDIAN = 3


class Nature(IntEnum):
    """How it came about. A step-parent counts when she brought the child up (R-05)."""

    BIRTH = 1
    ADOPTION = 2
    STEP = 3
    MARRIAGE = 4
    COURT = 5


@value
class KinFact:
    """subject_id is `kind` of object_id. evidence: register, certificate, review, declaration; source: who said so."""

    fact_id: int
    kind: int
    nature: int
    subject_id: int
    object_id: int
    evidence: str
    source: str
    valid_from: date
    valid_to: date | None
    recorded_at: datetime

    def stands(self, day: date) -> bool:
        """Whether it is true on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def spouses(one: int, other: int) -> tuple[int, int]:
    """A couple in the order in which its fact names them."""
    return min(one, other), max(one, other)


@question
def find_facts(db: Connection[Any], *, people: Collection[int]) -> Asking[list[KinFact]]:
    """Every fact that names one of these people, ended ones too."""
    return (
        yield from asked(
            db,
            KinFact,
            f"""
            select {columns_of(KinFact)}
            from kinship_fact
            where subject_id = any(%s::bigint[])
            union
            select {columns_of(KinFact)}
            from kinship_fact
            where object_id = any(%s::bigint[])
            order by fact_id
            """,
            [array_of(people)] * 2,
        )
    )


def find_kinds(db: Connection[Any], *, subject_id: int, object_id: int, on: date) -> set[int]:
    """What one is to the other, by the facts that stand on a day."""
    facts = find_facts(db, people=[object_id])
    return {f.kind for f in facts if (f.subject_id, f.object_id) == (subject_id, object_id) and f.stands(on)}


def write_facts(db: Connection[Any], facts: Sequence[KinFact]) -> list[KinFact]:
    """Keep facts that were checked, under identifiers of their own."""
    identifiers = new_identifiers(db, cells=[cell_of(fact.object_id) for fact in facts])
    kept = [replace(fact, fact_id=fact_id) for fact, fact_id in zip(facts, identifiers, strict=True)]
    db.cursor().executemany(
        f"insert into kinship_fact ({columns_of(KinFact)}) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            (
                fact.fact_id,
                fact.kind,
                fact.nature,
                fact.subject_id,
                fact.object_id,
                fact.evidence,
                fact.source,
                fact.valid_from,
                fact.valid_to,
                fact.recorded_at,
            )
            for fact in kept
        ],
    )
    return kept


def end_facts(db: Connection[Any], *, fact_ids: Collection[int], on: date) -> None:
    """These facts are true no longer from a day on: divorce, an adoption revoked."""
    db.execute(
        "update kinship_fact set valid_to = %s where fact_id = any(%s::bigint[]) and valid_to is null",
        [on, array_of(fact_ids)],
    )


def record_end(db: Connection[Any], *, couple: tuple[int, int], on: date, now: datetime) -> None:
    """Keep the end of a marriage nobody told us of, so that a register that is behind does not bring it back.

    Of the marriage only its last day is known.
    """
    last = on - timedelta(days=1)
    ended = KinFact(0, FactKind.SPOUSE, Nature.MARRIAGE, *spouses(*couple), "certificate", "divorce", last, on, now)
    write_facts(db, [ended])
