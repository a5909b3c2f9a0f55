"""Create aid relations: both sides agreed, both are insured, they are near relatives (R-01 … R-09)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, kinship, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.copying import NULL, copy_rows
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.ground.value import value
from gongji.insured import NoPersonalAccount
from gongji.kinship import NearRelative, Relative
from gongji.ledger import Locked
from gongji.mutual_aid.purse import require_donor
from gongji.mutual_aid.receiver import require_receiver
from gongji.mutual_aid.refusals import ConsentMissing, PoolNotEnabled, RelationExists, RelationLimit
from gongji.mutual_aid.relation import RELATION_COLUMNS, AidRelation
from gongji.mutual_aid.standing import Standing, look


@value
class Pools:
    """Where the two sides of a relation are insured."""

    donor: int
    beneficiary: int


@value
class RelationAsked:
    """A relation two people ask for; consents are the moments they were given, None where not given.

    kin_judged: registers or staff have confirmed what the two are to each other, and it is not judged again by age.
    by: whose act it is.
    """

    donor_id: int
    beneficiary_id: int
    relation: NearRelative
    evidence: str
    donor_consented_at: datetime | None
    beneficiary_consented_at: datetime | None
    kin_judged: bool = False
    by: By | None = None


def create_relation(db: Connection[Any], *, asked: RelationAsked, now: datetime, policy: PolicySet) -> AidRelation:
    """Create one relation; what `create_relations` answers as a refusal is raised."""
    (answer,) = create_relations(db, asked=[asked], now=now, policy=policy)
    if isinstance(answer, Refusal):
        raise answer
    return answer


def create_relations(
    db: Connection[Any],
    *,
    asked: Sequence[RelationAsked],
    now: datetime,
    policy: PolicySet,
    locked: Locked | None = None,
) -> list[AidRelation | Refusal]:
    """Create relations in order, active at once; a refusal never fails its neighbours.

    locked: everybody named, where the caller holds them. Refuses: KinNotEligible, KinContradiction (R-03, R-06),
    NoPersonalAccount (R-01), ReceiverNotInsured (R-02), PoolNotEnabled (W-09), ConsentMissing (R-08), RelationExists,
    RelationLimit (R-09).
    """
    if not asked:
        return []
    everybody = _both_sides(asked)
    judging = _both_sides(one for one in asked if not one.kin_judged)
    standing = look(db, everybody, locked or ledger.lock(db, spenders=everybody), judging=judging)
    answers: list[AidRelation | Refusal] = []
    created: list[tuple[AidRelation, By | None]] = []
    identifiers = new_identifiers(db, cells=[cell_of(one.beneficiary_id) for one in asked])
    for one, relation_id in zip(asked, identifiers, strict=True):
        try:
            relation = _decide(one, standing, relation_id, now, policy)
            created.append((relation, one.by))
            answers.append(relation)
        except Refusal as refused:
            answers.append(refused)
    _write(db, [relation for relation, _ in created])
    audit.record(db, [Fact(r.relation_id, Happening.RELATION_CREATED, r.relation_id, now, by=by) for r, by in created])
    return answers


def _both_sides(asked: Iterable[RelationAsked]) -> set[int]:
    return {person for one in asked for person in (one.donor_id, one.beneficiary_id)}


def _decide(one: RelationAsked, standing: Standing, relation_id: int, now: datetime, policy: PolicySet) -> AidRelation:
    consents = (one.donor_consented_at, one.beneficiary_consented_at)
    if consents[0] is None or consents[1] is None or max(consents[0], consents[1]) > now:
        raise ConsentMissing()
    pools = require_insured_pair(one.donor_id, one.beneficiary_id, standing, now, policy)
    if not one.kin_judged:
        _require_kin(one, standing, pools.donor, now, policy)
    standing.add(one.donor_id, one.beneficiary_id, one.relation)
    return AidRelation(
        cell=cell_of(relation_id),
        relation_id=relation_id,
        beneficiary_id=one.beneficiary_id,
        donor_id=one.donor_id,
        relation=one.relation,
        evidence=one.evidence,
        state="active",
        activated_at=now,
        donor_consented_at=consents[0],
        beneficiary_consented_at=consents[1],
    )


def require_insured_pair(
    donor_id: int, beneficiary_id: int, standing: Standing, now: datetime, policy: PolicySet
) -> Pools:
    """Where both are insured; refuses a pair that may have no relation, whatever their kinship.

    NoPersonalAccount (R-01), ReceiverNotInsured (R-02), PoolNotEnabled (W-09), RelationExists (R-15), RelationLimit
    (R-09), KinContradiction for oneself.
    """
    day = beijing_day(now)
    if donor_id == beneficiary_id:
        raise kinship.KinContradiction(reason="same_person")
    pools = Pools(_donor_pool(donor_id, standing), require_receiver(standing.insured.get(beneficiary_id, {})).pool)
    for pool in (pools.donor, pools.beneficiary):
        if not standing.pools[pool].wallet_enabled(day):
            raise PoolNotEnabled(pool=pool)
    if (donor_id, beneficiary_id) in standing.pairs:
        raise RelationExists()
    for pool, relations in (
        (pools.donor, standing.given.get(donor_id, 0)),
        (pools.beneficiary, standing.received.get(beneficiary_id, 0)),
    ):
        cap = policy.value("relation.cap", pool=pool, on=day)
        if relations >= cap:
            raise RelationLimit(limit=cap)
    return pools


def _donor_pool(donor_id: int, standing: Standing) -> int:
    relation = require_donor(standing.insured.get(donor_id, {}))
    if donor_id not in standing.accounts:
        raise NoPersonalAccount()
    return relation.pool


def _require_kin(one: RelationAsked, standing: Standing, pool: int, now: datetime, policy: PolicySet) -> None:
    day = beijing_day(now)
    donor, beneficiary = (
        Relative(person.person_id, person.born_on, person.sex)
        for person in (standing.people[one.donor_id], standing.people[one.beneficiary_id])
    )
    kinship.require_plausible_ages(donor, beneficiary, one.relation, policy=policy, pool=pool, on=day)
    kinship.require_consistent(
        one.donor_id,
        one.beneficiary_id,
        one.relation,
        known=standing.kin.get(one.donor_id, set()) | standing.kin.get(one.beneficiary_id, set()),
        parents_at_most=policy.value("kinship.parents_at_most", pool=pool, on=day),
    )


def _write(db: Connection[Any], relations: Sequence[AidRelation]) -> None:
    copy_rows(
        db,
        table="aid_relation",
        columns=RELATION_COLUMNS,
        lines=[
            f"{r.cell}\t{r.relation_id}\t{r.beneficiary_id}\t{r.donor_id}\t{r.relation:d}\t{r.evidence}\t{r.state}"
            f"\t{r.activated_at}\t{r.donor_consented_at}\t{r.beneficiary_consented_at}\t{NULL}\t{NULL}\t{NULL}\t{NULL}\t0\n"
            for r in relations
        ],
    )
    copy_rows(
        db,
        table="donor_relation",
        columns="cell, donor_id, relation_id, beneficiary_id, relation, active",
        lines=[
            f"{cell_of(r.donor_id)}\t{r.donor_id}\t{r.relation_id}\t{r.beneficiary_id}\t{r.relation:d}\tt\n"
            for r in relations
        ],
    )
