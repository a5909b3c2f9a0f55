"""An aid relation as its row has it, in the beneficiary's cell."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cell_of, cells_and
from gongji.ground.rows import fetch, fetch_one
from gongji.ground.value import columns_of, value
from gongji.insured import records_of


@value
class AidRelation:
    """relation: R-03 code, what the beneficiary is to the donor. evidence: verified, declared or unknown (R-07).

    priority: its place in the beneficiary's order (Q-20), 0 when not set.
    """

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
    suspended_at: datetime | None = None
    suspend_reason: str | None = None
    priority: int = 0


RELATION_COLUMNS = columns_of(AidRelation)


def find_relations_by_id(db: Connection[Any], *, relation_ids: Collection[int]) -> dict[int, AidRelation]:
    """Relations in whatever state, by identifier."""
    rows = fetch(
        db,
        AidRelation,
        f"""
        select {RELATION_COLUMNS}
        from aid_relation
        where cell = any(%s::smallint[])
        and relation_id = any(%s::bigint[])
        """,
        cells_and(relation_ids),
    )
    return {row.relation_id: row for row in rows}


def standing_relations(db: Connection[Any], *, person_id: int) -> list[AidRelation]:
    """Every relation of a person, on either side, that is not dissolved, by identifier."""
    rows = db.execute(
        """
        select relation_id
        from donor_relation
        where cell = %s
        and donor_id = %s
        and active
        union
        select relation_id
        from aid_relation
        where cell = %s
        and beneficiary_id = %s
        and state <> 'dissolved'
        """,
        [cell_of(person_id), person_id] * 2,
    )
    found = find_relations_by_id(db, relation_ids=[row[0] for row in rows.fetchall()])
    return [found[relation_id] for relation_id in sorted(found)]


def list_relations(
    db: Connection[Any], *, person_id: int, given: bool, after: int = 0, limit: int = 20
) -> list[AidRelation]:
    """A page of the relations in which a person gives, or receives, by any of her records; dissolved ones too.

    By identifier, which is by age.
    """
    rows = db.execute(
        f"""
        select relation_id
        from {"donor_relation" if given else "aid_relation"}
        where cell = any(%s::smallint[])
        and {"donor_id" if given else "beneficiary_id"} = any(%s::bigint[])
        and relation_id > %s
        order by relation_id
        limit %s
        """,
        [*cells_and(records_of(db, person_id=person_id)), after, limit],
    )
    found = find_relations_by_id(db, relation_ids=[row[0] for row in rows.fetchall()])
    return [found[relation_id] for relation_id in sorted(found)]


def find_relation_between(db: Connection[Any], *, donor_id: int, beneficiary_id: int) -> AidRelation | None:
    """The standing relation of two people in this direction, None where there is none."""
    return fetch_one(
        db,
        AidRelation,
        f"""
        select {RELATION_COLUMNS}
        from aid_relation
        where cell = %s
        and beneficiary_id = %s
        and donor_id = %s
        and state <> 'dissolved'
        """,
        [cell_of(beneficiary_id), beneficiary_id, donor_id],
    )
