"""What stands while quotas are set: both sides of their relations, held, and what a list has decided so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.audit import By
from gongji.ground.calendar import beijing_day
from gongji.insured import InsuredRelation, find_relations
from gongji.ledger import Account, Locked, Transfer
from gongji.mutual_aid.ceiling import find_spent
from gongji.mutual_aid.change_quota import end_quotas
from gongji.mutual_aid.held import Held
from gongji.mutual_aid.quota import Quota, quotas_of_relations
from gongji.mutual_aid.relation import AidRelation, find_relations_by_id


@dataclass(slots=True)
class Standing:
    """What stands while a list of quotas is decided; those that are set are added, so that they count for the next.

    spent: of earlier quotas of unverified kin this year, by relation (R-07).
    """

    relations: dict[int, AidRelation]
    insured: dict[int, dict[int, InsuredRelation]]
    accounts: dict[int, list[Account]]
    balances: dict[int, int]
    with_quota: set[int]
    spent: dict[int, int]
    quotas: list[tuple[Quota, By | None]] = field(default_factory=list)
    opens: list[Account] = field(default_factory=list)
    moves: list[Transfer] = field(default_factory=list)

    def add(self, quota: Quota, by: By | None, opens: Sequence[Account], moves: Sequence[Transfer]) -> None:
        """A quota that is decided, with the accounts it opens and the money it sets aside."""
        self.with_quota.add(quota.relation_id)
        self.quotas.append((quota, by))
        self.opens += opens
        self.moves += moves
        for move in moves:
            self.balances[move.debit_account] -= move.amount_fen


def look_and_lock(
    db: Connection[Any], relation_ids: set[int], locked: Locked | None, now: datetime, by: By | None
) -> Standing:
    """Look who is concerned, lock both sides of every relation, look again; a quota whose year is over ends first."""
    if locked is None:
        locked = ledger.lock(db, spenders=_both_sides(find_relations_by_id(db, relation_ids=relation_ids)))
    relations = find_relations_by_id(db, relation_ids=relation_ids)
    people = _both_sides(relations)
    quotas = quotas_of_relations(db, relation_ids=relations)
    over = [quota for quota in quotas.values() if not quota.covers(beijing_day(now))]
    if over:
        end_quotas(db, Held.of_many(over, locked), state="expired", now=now, by=by)
        locked = ledger.lock(db, spenders=people)
    return Standing(
        relations=relations,
        insured=find_relations(db, people=people),
        accounts=locked.accounts_of(),
        balances={account.account_id: account.balance_fen for account in locked.accounts.values()},
        with_quota=quotas.keys() - {quota.relation_id for quota in over},
        spent=find_spent(db, relations=relations.values(), day=beijing_day(now)),
    )


def _both_sides(relations: Mapping[int, AidRelation]) -> set[int]:
    return {person for relation in relations.values() for person in (relation.donor_id, relation.beneficiary_id)}
