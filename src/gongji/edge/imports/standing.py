"""Aid relations as they stand between the people of a file."""

from collections.abc import Collection
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cell_of
from gongji.mutual_aid import AidRelation, find_relations_by_id


def standing_relations(db: Connection[Any], *, beneficiaries: Collection[int]) -> dict[tuple[int, int], AidRelation]:
    """The relations these people receive from that are not dissolved, by donor and beneficiary."""
    found = db.execute(
        """
        select relation_id
        from aid_relation
        where cell = any(%s::smallint[])
        and beneficiary_id = any(%s::bigint[])
        and state <> 'dissolved'
        """,
        [sorted({cell_of(person) for person in beneficiaries}), list(beneficiaries)],
    )
    relations = find_relations_by_id(db, relation_ids=[row[0] for row in found])
    return {(relation.donor_id, relation.beneficiary_id): relation for relation in relations.values()}
