"""`import quotas`: a line is a quota of a relation that stands (Q-01 … Q-03)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from gongji import insured, mutual_aid
from gongji.edge.imports.fields import one_of, text, wrong, yuan
from gongji.edge.imports.in_order import Known, in_order
from gongji.edge.imports.kind import IMPORT, Kind
from gongji.edge.imports.standing import standing_relations
from gongji.edge.imports.whose import whose
from gongji.ground.keys import KeyStore
from gongji.ground.policy import published
from gongji.mutual_aid import ALL_USES, QuotaAsked, RelationUnknown, Use

PERIODS = {"ANNUAL": "ANNUAL", "OPEN": "OPEN"}
USES = {use.name: use for use in Use if use.name}


class QuotaLine(NamedTuple):
    """A quota between people who are still only person numbers."""

    donor_number: str
    beneficiary_number: str
    limit_fen: int
    period_type: str
    uses: Use


def parse(donor_psn_no: str, beneficiary_psn_no: str, limit: str, period_type: str, uses: str) -> QuotaLine:
    """limit: yuan, above 0. uses: names of Q-03 separated by ";", empty for all."""
    limit_fen = yuan(limit, "limit")
    if limit_fen <= 0:
        raise wrong("limit", "an amount in yuan above 0")
    return QuotaLine(
        text(donor_psn_no, "donor_psn_no", 30),
        text(beneficiary_psn_no, "beneficiary_psn_no", 30),
        limit_fen,
        one_of(period_type, "period_type", PERIODS),
        _uses(uses),
    )


def _uses(names: str) -> Use:
    allowed = ALL_USES if not names else Use(0)
    for name in names.split(";") if names else ():
        allowed |= one_of(name.strip(), "uses", USES)
    return allowed


def enter(db: Connection[Any], keys: KeyStore, lines: Sequence[QuotaLine], now: datetime) -> Sequence[object]:
    """Set the quotas that are not set yet; one that is set and says the same is known."""
    numbers = {number for line in lines for number in (line.donor_number, line.beneficiary_number)}
    people = insured.by_number(db, keys, person_numbers=numbers)
    relations = standing_relations(db, beneficiaries=set(people.values()))
    quotas = mutual_aid.find_quotas(db, beneficiaries=people.values())
    standing = {quota.relation_id: quota for found in quotas.values() for quota in found}

    def request_of(line: QuotaLine) -> QuotaAsked | Known:
        donor_id = whose(people, line.donor_number, "donor_psn_no")
        beneficiary_id = whose(people, line.beneficiary_number, "beneficiary_psn_no")
        relation = relations.get((donor_id, beneficiary_id))
        if relation is None:
            raise RelationUnknown()
        before = standing.get(relation.relation_id)
        said = (line.limit_fen, line.period_type, line.uses)
        if before is not None and (before.limit_fen, before.period_type, before.uses) == said:
            return Known()
        return QuotaAsked(relation.relation_id, line.limit_fen, line.period_type, line.uses)

    def verb(asked: Sequence[QuotaAsked]) -> Sequence[object]:
        return mutual_aid.set_quotas(db, asked=asked, now=now, policy=published(), by=IMPORT)

    return in_order(lines, request_of=request_of, verb=verb)


QUOTAS = Kind(parse, enter, key="donor_psn_no", batch=250)
