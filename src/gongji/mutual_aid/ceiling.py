"""How far quotas of a relation may go whose kinship nobody has verified (R-07, D-11)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cells_and
from gongji.ground.policy import PolicySet
from gongji.mutual_aid.refusals import KinCeiling
from gongji.mutual_aid.relation import AidRelation

VERIFIED = "verified"


def find_spent(db: Connection[Any], *, relations: Collection[AidRelation], day: date) -> dict[int, int]:
    """What was spent of quotas of these relations that ended this year, by relation, where the ceiling counts it.

    The ceiling is of a relation and a year: a quota that is closed and set again gets no second one. Who is verified,
    and of whom nothing counts, is absent; a quota that ended with its year (Q-05) belongs to that year.
    """
    unverified = [relation.relation_id for relation in relations if relation.evidence != VERIFIED]
    if not unverified:
        return {}
    new_year = date(day.year, 1, 1)
    rows = db.execute(
        """
        select quota.relation_id, sum(limit_fen)::bigint
        from (
            select distinct cell, quota_id
            from quota_change
            where cell = any(%s::smallint[])
            and relation_id = any(%s::bigint[])
            and day >= %s
        ) as changed
        join quota using (cell, quota_id)
        where state <> 'active'
        and (valid_to is null or valid_to > %s)
        group by quota.relation_id
        """,
        [*cells_and(unverified), new_year, new_year],
    )
    return dict(rows.fetchall())


def ceiling_of(evidence: str, *, pool: int, spent_fen: int, day: date, policy: PolicySet) -> int | None:
    """How far a quota may go, spent_fen as `find_spent` tells; None where kinship is verified. pool: the donor's."""
    if evidence == VERIFIED:
        return None
    ceiling: int = policy.value("quota.unverified_ceiling_fen", pool=pool, on=day)
    return max(ceiling - spent_fen, 0)


def require_below_ceiling(
    limit_fen: int, *, evidence: str, pool: int, spent_fen: int, day: date, policy: PolicySet
) -> None:
    """Refuse a limit above what unverified kin may have: KinCeiling, with what they still may."""
    ceiling = ceiling_of(evidence, pool=pool, spent_fen=spent_fen, day=day, policy=policy)
    if ceiling is not None and limit_fen > ceiling:
        raise KinCeiling(ceiling_fen=ceiling)
