"""Whom it concerns that a relation ends, waits or works again, and what went back to the donor (R-13, R-14)."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from gongji.audit import Happening
from gongji.ground.identifiers import cells_and
from gongji.mutual_aid import find_relations_by_id
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Case, Side

# Why it ended, without and with money that went back.
ENDED = {
    "DEATH_DONOR": (Case.DEATH, Case.DEATH_MONEY_BACK),
    "DEATH_BENEFICIARY": (Case.DEATH, Case.DEATH_MONEY_BACK),
    "DONOR_INSURED_CHANGE": (Case.DONOR_CHANGE, Case.DONOR_CHANGE_MONEY_BACK),
    "BENEFICIARY_INSURED_CHANGE": (Case.BENEFICIARY_CHANGE, Case.BENEFICIARY_CHANGE_MONEY_BACK),
    "KIN_ENDED": (Case.KIN_ENDED, Case.KIN_ENDED_MONEY_BACK),
}


def about_relations(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """Both sides of each."""
    relations = find_relations_by_id(db, relation_ids={one.subject_id for one in heard})
    back = _money_back(db, [one for one in heard if one.happening is Happening.RELATION_DISSOLVED])
    concerns = []
    for one in heard:
        relation, back_fen = relations[one.subject_id], back.get(one.subject_id, 0)
        case = _case(one, back_fen)
        for side, person, other in (
            (Side.DONOR, relation.donor_id, relation.beneficiary_id),
            (Side.BENEFICIARY, relation.beneficiary_id, relation.donor_id),
        ):
            concerns.append(Concern(one, side, person, {"people": [str(other)], "back_fen": back_fen}, case))
    return concerns


def _case(one: Heard, back_fen: int) -> Case:
    if one.happening is not Happening.RELATION_DISSOLVED:
        return Case.PLAIN
    reason = (one.detail or {}).get("reason", "")
    return ENDED.get(reason, (Case.PLAIN, Case.MONEY_BACK))[back_fen > 0]


def _money_back(db: Connection[Any], ended: Sequence[Heard]) -> dict[int, int]:
    """What the quota that was closed with each of these relations gave back, by relation."""
    rows = db.execute(
        """
        select c.relation_id, sum(c.before_fen - c.after_fen)::bigint
        from quota_change c
        join fact on fact.cell = c.cell and fact.fact_id = c.journal_id
        join aid_relation relation on relation.cell = c.cell and relation.relation_id = c.relation_id
        where c.cell = any(%s::smallint[])
        and c.relation_id = any(%s::bigint[])
        and fact.kind = %s
        and fact.at = relation.ended_at
        group by c.relation_id
        """,
        [*cells_and(one.subject_id for one in ended), Happening.QUOTA_CLOSED.value],
    )
    return dict(rows.fetchall())
