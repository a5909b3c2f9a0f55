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
from gongji.mutual_aid import ALL_USES, WHOLE, Quota, QuotaAsked, RelationUnknown, Use

PERIODS = {name: name for name in ("ANNUAL", "OPEN", WHOLE)}
USES = {use.name: use for use in Use if use.name}


class QuotaLine(NamedTuple):
    """A quota between people who are still only person numbers. limit_fen: 0 for a whole balance (R-22)."""

    donor_number: str
    beneficiary_number: str
    limit_fen: int
    period_type: str
    uses: Use


def parse(donor_psn_no: str, beneficiary_psn_no: str, limit: str, period_type: str, uses: str) -> QuotaLine:
    """limit: yuan, above 0, and empty for period WHOLE. uses: names of Q-03 separated by ";", empty for all."""
    period = one_of(period_type, "period_type", PERIODS)
    return QuotaLine(
        text(donor_psn_no, "donor_psn_no", 30),
        text(beneficiary_psn_no, "beneficiary_psn_no", 30),
        _limit(limit, period),
        period,
        _uses(uses),
    )


def _limit(given: str, period: str) -> int:
    if period == WHOLE:
        if given:
            raise wrong("limit", "empty: a whole balance has no limit")
        return 0
    limit_fen = yuan(given, "limit")
    if limit_fen <= 0:
        raise wrong("limit", "an amount in yuan above 0")
    return limit_fen


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
        if before is not None and _says_the_same(line, before):
            return Known()
        return QuotaAsked(relation.relation_id, line.limit_fen, line.period_type, line.uses)

    def verb(asked: Sequence[QuotaAsked]) -> Sequence[object]:
        return mutual_aid.set_quotas(db, asked=asked, now=now, policy=published(), by=IMPORT)

    return in_order(lines, request_of=request_of, verb=verb)


def _says_the_same(line: QuotaLine, before: Quota) -> bool:
    if (line.period_type, line.uses) != (before.period_type, before.uses):
        return False
    # What a whole balance's row calls its limit is what was used of it.
    return before.is_whole_balance or line.limit_fen == before.limit_fen


QUOTAS = Kind(parse, enter, key="donor_psn_no", batch=250)
