"""An aid relation as its row has it, in the beneficiary's cell."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import args_row

from gongji.ground.identifiers import cell_of


@dataclass(frozen=True, slots=True)
class AidRelation:
    """relation: R-03 code, what the beneficiary is to the donor. evidence: verified, declared or unknown (R-07)."""

    cell: int
    relation_id: int
    beneficiary_id: int
    donor_id: int
    relation: int
    evidence: str
    state: str
    activated_at: datetime
    donor_consented_at: datetime
    beneficiary_consented_at: datetime
    ended_at: datetime | None = None
    end_reason: str | None = None


COLUMNS = ", ".join(AidRelation.__slots__)


def find_relations_by_id(db: Connection[Any], *, relation_ids: Collection[int]) -> dict[int, AidRelation]:
    """Relations in whatever state, by identifier."""
    rows = db.cursor(row_factory=args_row(AidRelation)).execute(
        f"""
        select {COLUMNS}
        from aid_relation
        where cell = any(%s::smallint[])
        and relation_id = any(%s::bigint[])
        """,
        [sorted({cell_of(relation) for relation in relation_ids}), list(relation_ids)],
    )
    return {row.relation_id: row for row in rows}


def find_relation_between(db: Connection[Any], *, donor_id: int, beneficiary_id: int) -> AidRelation | None:
    """The standing relation of two people in this direction, None where there is none."""
    return (
        db.cursor(row_factory=args_row(AidRelation))
        .execute(
            f"""
            select {COLUMNS}
            from aid_relation
            where cell = %s
            and beneficiary_id = %s
            and donor_id = %s
            and state <> 'dissolved'
            """,
            [cell_of(beneficiary_id), beneficiary_id, donor_id],
        )
        .fetchone()
    )
