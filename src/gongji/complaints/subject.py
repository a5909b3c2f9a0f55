"""What somebody complains about: that it is there, that it concerns her, and whose staff know about it."""

from collections.abc import Iterable
from typing import Any

from psycopg import Connection

from gongji import contributions, insured, mutual_aid, settlement, wallet
from gongji.complaints.complaint import About
from gongji.complaints.refusals import ComplaintNotYours, ComplaintSubjectUnknown
from gongji.ground.value import value
from gongji.insured import InsuredStatus


@value
class Subject:
    """about_id: its number, 0 for what has none.

    named: of a refusal its code; of personal data what is wanted: access, copy, correct, delete or explain (N-07).
    """

    about: About
    about_id: int = 0
    named: str = ""


@value
class Concerned:
    """The people something concerns. pool: whose staff know about it, None for the pool of who complains."""

    people: frozenset[int]
    pool: int | None = None


def require_hers(db: Connection[Any], *, person_id: int, subject: Subject) -> int:
    """The pool whose staff answer; refuses ComplaintSubjectUnknown, ComplaintNotYours.

    What concerned a record that was merged into hers concerns her. A payment is answered where the bill was made, all
    else where who complains is insured.
    """
    concerned = _find(db, subject, person_id)
    if concerned is None:
        raise ComplaintSubjectUnknown()
    if concerned.people.isdisjoint(insured.records_of(db, person_id=person_id)):
        raise ComplaintNotYours()
    return _pool_of(db, person_id) if concerned.pool is None else concerned.pool


def _find(db: Connection[Any], subject: Subject, person_id: int) -> Concerned | None:
    match subject.about:
        case About.PAYMENT:
            return _of_payment(db, subject.about_id)
        case About.RELATION:
            relations = mutual_aid.find_relations_by_id(db, relation_ids=[subject.about_id])
            return _first(Concerned(frozenset((one.donor_id, one.beneficiary_id))) for one in relations.values())
        case About.QUOTA:
            quotas = mutual_aid.quotas_by_id(db, quota_ids=[subject.about_id])
            return _first(Concerned(frozenset((one.donor_id, one.beneficiary_id))) for one in quotas.values())
        case About.PREMIUM:
            return _of_premium(db, subject.about_id)
        case About.TRANSFER:
            transfers = wallet.find_transfers(db, transfer_ids=[subject.about_id])
            return _first(Concerned(frozenset((one.sender_id, one.receiver_id))) for one in transfers.values())
        case About.REFUSAL | About.PERSONAL_DATA | About.OTHER:
            return Concerned(frozenset((person_id,)))


def _first(found: Iterable[Concerned]) -> Concerned | None:
    return next(iter(found), None)


def _of_payment(db: Connection[Any], settlement_id: int) -> Concerned | None:
    """Who was treated, and everybody whose money paid."""
    settled = settlement.find_settled(db, settlement_ids=[settlement_id]).get(settlement_id)
    if settled is None:
        return None
    sources = {line.source_id for line in settled.aid}
    quotas = mutual_aid.quotas_by_id(db, quota_ids=sources).values()
    lots = wallet.find_transfers(db, transfer_ids=sources).values()
    gave = {*(quota.donor_id for quota in quotas), *(lot.sender_id for lot in lots)}
    return Concerned(frozenset((settled.settlement.person_id, *gave)), settled.settlement.treatment_pool)


def _of_premium(db: Connection[Any], order_id: int) -> Concerned | None:
    """Who is insured by it, who ordered it, and everybody whose money pays."""
    order = contributions.find_orders(db, order_ids=[order_id]).get(order_id)
    if order is None:
        return None
    owners = (part.owner_id for part in contributions.find_parts(db, order_ids=[order_id])[order_id])
    return Concerned(frozenset((order.person_id, order.payer_id, *owners)))


def _pool_of(db: Connection[Any], person_id: int) -> int:
    """Where somebody is insured: where her cover stands before where it ended, as an employee before as a resident."""
    relations = insured.find_relations(db, people=[person_id])[person_id].values()
    return min(relations, key=lambda one: (one.status != InsuredStatus.NORMAL, one.scheme)).pool
