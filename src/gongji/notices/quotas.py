"""Whom news of a quota concerns, and what its limit and its uses were and became (Q-03, Q-05 … Q-08, R-22)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from psycopg import Connection

from gongji.audit import Happening
from gongji.ground.identifiers import cells_and
from gongji.ground.rows import fetch
from gongji.ground.value import value
from gongji.mutual_aid import AidRelation, Quota, Use, find_relations_by_id, quotas_by_id
from gongji.notices.left import find_left
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Case, Side


@value
class Step:
    """One change of a limit. renewed_as: the quota that followed the changed one, None or 0 where none did."""

    journal_id: int
    quota_id: int
    relation_id: int
    before_fen: int
    after_fen: int
    renewed_as: int | None


def about_quotas(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """Both sides of each; of one that is about to end with nothing left nobody."""
    quotas = quotas_by_id(db, quota_ids={one.subject_id for one in heard})
    relation_ids = {quota.relation_id for quota in quotas.values()}
    relations = find_relations_by_id(db, relation_ids=relation_ids)
    steps = find_steps(db, relation_ids=relation_ids)
    left = _left_of_ending(db, quotas, heard)
    concerns = []
    for one in heard:
        quota = quotas[one.subject_id]
        if one.happening is Happening.QUOTA_ENDING and not (quota.auto_renew or left[one.fact_id]):
            continue
        case, said = _told(one, quota, relations[quota.relation_id], steps, left)
        for side, person, other in (
            (Side.DONOR, quota.donor_id, quota.beneficiary_id),
            (Side.BENEFICIARY, quota.beneficiary_id, quota.donor_id),
        ):
            concerns.append(Concern(one, side, person, {"people": [str(other)], **said}, case))
    return concerns


def find_steps(db: Connection[Any], *, relation_ids: Collection[int]) -> Mapping[int, Step]:
    """All changes of the limits of these relations' quotas, by journal, which is also the fact; oldest first."""
    rows = fetch(
        db,
        Step,
        """
        select c.journal_id, c.quota_id, c.relation_id, c.before_fen, c.after_fen, quota.renewed_as
        from quota_change c
        join quota on quota.cell = c.cell and quota.quota_id = c.quota_id
        where c.cell = any(%s::smallint[])
        and c.relation_id = any(%s::bigint[])
        order by c.journal_id
        """,
        cells_and(relation_ids),
    )
    return {step.journal_id: step for step in rows}


def _told(
    one: Heard, quota: Quota, relation: AidRelation, steps: Mapping[int, Step], left: Mapping[int, int]
) -> tuple[Case, dict[str, Any]]:
    if one.happening is Happening.QUOTA_USES_CHANGED:
        return _with_uses(one, quota)
    if quota.is_whole_balance:
        return Case.WITH_RELATION if _with_relation(one, relation) else Case.WHOLE, {"whole": True}
    match one.happening:
        case Happening.QUOTA_SET:
            return Case.PLAIN, {"limit_fen": _first_limit(quota, steps)}
        case Happening.QUOTA_RENEWED:
            return _renewed(quota, steps)
        case Happening.QUOTA_NOT_RENEWED:
            return Case.PLAIN, {}
        case Happening.QUOTA_ENDING:
            return _ending(quota, left[one.fact_id])
    step = steps[one.fact_id]
    said = {"before_fen": step.before_fen, "limit_fen": step.after_fen, "back_fen": step.before_fen - step.after_fen}
    return Case.WITH_RELATION if _with_relation(one, relation) else Case.PLAIN, said


def _with_relation(one: Heard, relation: AidRelation) -> bool:
    return one.happening is Happening.QUOTA_CLOSED and relation.ended_at == one.at


def _with_uses(one: Heard, quota: Quota) -> tuple[Case, dict[str, Any]]:
    assert one.detail is not None, "what it may be spent on stands in the fact"
    said = {"uses": [use.name for use in Use(one.detail["after"])]}
    return (Case.WHOLE, said | {"whole": True}) if quota.is_whole_balance else (Case.PLAIN, said)


def _first_limit(quota: Quota, steps: Mapping[int, Step]) -> int:
    """The limit a quota began with, however it was changed since."""
    return next((step.before_fen for step in steps.values() if step.quota_id == quota.quota_id), quota.limit_fen)


def _renewed(quota: Quota, steps: Mapping[int, Step]) -> tuple[Case, dict[str, Any]]:
    """Set again with as much as the one before had, or with less."""
    limit = _first_limit(quota, steps)
    before = [step.before_fen for step in steps.values() if step.renewed_as == quota.quota_id][-1]
    return Case.LESS if limit < before else Case.PLAIN, {"limit_fen": limit, "before_fen": before}


def _ending(quota: Quota, left_fen: int) -> tuple[Case, dict[str, Any]]:
    assert quota.valid_to is not None, "an open quota has no end"
    last_on = (quota.valid_to - timedelta(days=1)).isoformat()
    said = {"last_on": last_on, "left_fen": left_fen, "limit_fen": quota.limit_fen}
    return Case.RENEWED if quota.auto_renew else Case.PLAIN, said


def _left_of_ending(db: Connection[Any], quotas: Mapping[int, Quota], heard: Sequence[Heard]) -> dict[int, int]:
    """What was left of each quota that was about to end, by fact."""
    ending = {one.fact_id: quotas[one.subject_id] for one in heard if one.happening is Happening.QUOTA_ENDING}
    left = find_left(db, people={quota.beneficiary_id for quota in ending.values()}, since=min(ending, default=0))
    return {fact_id: left.of_quota(fact_id, q.beneficiary_id, q.quota_id) for fact_id, q in ending.items()}
