"""`import relations`: a line is an aid relation both sides consented to (R-01 … R-09)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from gongji import insured, mutual_aid
from gongji.edge.imports.fields import moment, one_of, text
from gongji.edge.imports.in_order import Known, in_order
from gongji.edge.imports.kind import Kind
from gongji.edge.imports.standing import standing_relations
from gongji.edge.imports.whose import whose
from gongji.ground.keys import KeyStore
from gongji.ground.policy import published
from gongji.kinship import NearRelative, require_near_relative
from gongji.mutual_aid import RelationAsked

EVIDENCE = {"verified": "verified", "declared": "declared", "unknown": "unknown"}


class RelationLine(NamedTuple):
    """A relation of people who are still only person numbers."""

    donor_number: str
    beneficiary_number: str
    relation: NearRelative
    evidence: str
    consented_at: datetime


def parse(donor_psn_no: str, beneficiary_psn_no: str, relation: str, evidence: str, consented_at: str) -> RelationLine:
    """relation: what the beneficiary is to the donor (R-03). consented_at: since when both have agreed (R-08)."""
    return RelationLine(
        text(donor_psn_no, "donor_psn_no", 30),
        text(beneficiary_psn_no, "beneficiary_psn_no", 30),
        require_near_relative(relation),
        one_of(evidence, "evidence", EVIDENCE),
        moment(consented_at, "consented_at"),
    )


def enter(db: Connection[Any], keys: KeyStore, lines: Sequence[RelationLine], now: datetime) -> Sequence[object]:
    """Create the relations that do not stand yet; one that stands and says the same is known."""
    numbers = {number for line in lines for number in (line.donor_number, line.beneficiary_number)}
    people = insured.by_number(db, keys, person_numbers=numbers)
    standing = standing_relations(db, beneficiaries=set(people.values()))

    def request_of(line: RelationLine) -> RelationAsked | Known:
        donor_id = whose(people, line.donor_number, "donor_psn_no")
        beneficiary_id = whose(people, line.beneficiary_number, "beneficiary_psn_no")
        before = standing.get((donor_id, beneficiary_id))
        said = (line.relation, line.evidence, line.consented_at)
        if before is not None and (before.relation, before.evidence, before.donor_consented_at) == said:
            return Known()
        consents = (line.consented_at, line.consented_at)
        return RelationAsked(donor_id, beneficiary_id, line.relation, line.evidence, *consents)

    def verb(asked: Sequence[RelationAsked]) -> Sequence[object]:
        return mutual_aid.create_relations(db, asked=asked, now=now, policy=published())

    return in_order(lines, request_of=request_of, verb=verb)


RELATIONS = Kind(parse, enter, key="donor_psn_no", batch=250)
