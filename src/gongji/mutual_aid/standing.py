"""What stands between people while relations are created."""

from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cells_and
from gongji.institutions import PoolState, find_pools
from gongji.insured import InsuredRelation, Person, find_people, find_relations
from gongji.kinship import NearRelative
from gongji.ledger import Account, Locked


@dataclass(slots=True)
class Standing:
    """What a list of relations is decided by; created ones are added, so that they count for the next."""

    people: dict[int, Person]
    insured: dict[int, dict[int, InsuredRelation]]
    pools: dict[int, PoolState]
    accounts: dict[int, list[Account]]
    kin: dict[int, set[tuple[int, int, NearRelative]]] = field(default_factory=dict)
    pairs: set[tuple[int, int]] = field(default_factory=set)
    given: dict[int, int] = field(default_factory=dict)
    received: dict[int, int] = field(default_factory=dict)

    def add(self, donor_id: int, beneficiary_id: int, relation: NearRelative) -> None:
        """Count a standing relation for both sides."""
        self.pairs.add((donor_id, beneficiary_id))
        self.given[donor_id] = self.given.get(donor_id, 0) + 1
        self.received[beneficiary_id] = self.received.get(beneficiary_id, 0) + 1
        for person in (donor_id, beneficiary_id):
            self.kin.setdefault(person, set()).add((donor_id, beneficiary_id, relation))


def look(db: Connection[Any], everybody: set[int], locked: Locked, *, judging: set[int]) -> Standing:
    """Everything the relations asked for depend on; everybody in them is locked already.

    judging: of whom age and sex are needed, since their kinship is not judged yet.
    """
    insured = find_relations(db, people=everybody)
    pools = find_pools(db, pools={row.pool for held in insured.values() for row in held.values()})
    people = find_people(db, people=judging) if judging else {}
    standing = Standing(people, insured, pools, locked.accounts_of())
    received = db.execute(
        """
        select relation_id, donor_id, beneficiary_id, relation
        from aid_relation
        where cell = any(%s::smallint[])
        and beneficiary_id = any(%s::bigint[])
        and state <> 'dissolved'
        """,
        cells_and(everybody),
    )
    given = db.execute(
        """
        select relation_id, donor_id, beneficiary_id, relation
        from donor_relation
        where cell = any(%s::smallint[])
        and donor_id = any(%s::bigint[])
        and active
        """,
        cells_and(everybody),
    )
    for _, donor_id, beneficiary_id, relation in {*received, *given}:
        standing.add(donor_id, beneficiary_id, NearRelative(relation))
    return standing
