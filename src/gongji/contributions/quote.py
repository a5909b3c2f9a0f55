"""Show what a premium costs and who would pay which part; nothing moves, nothing is kept (B-08)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.contributions.bands import Covered
from gongji.contributions.means import Cover, Seen, Skipped, find_means
from gongji.contributions.order import WAITING, State, find_standing
from gongji.contributions.refusals import DuplicateInsurance, PremiumPaid, PremiumUnknown
from gongji.contributions.scheme import Scheme
from gongji.contributions.split import Draw, split
from gongji.contributions.terms import Terms, require_terms
from gongji.ground.calendar import beijing_day
from gongji.ground.policy import PolicySet
from gongji.ground.value import value
from gongji.institutions import find_pools
from gongji.insured import EMPLOYEE, RESIDENT, InsuredRelation, InsuredStatus, find_people, find_relations
from gongji.ledger import Account, Spender
from gongji.mutual_aid import ReceiverNotInsured, find_quotas, whole_balance_donors


@value
class Quote:
    """terms.amount_fen = draws + cash_fen. pool: whose fund gets it."""

    person_id: int
    scheme: Scheme
    year: int
    pool: int
    terms: Terms
    draws: list[Draw]
    cash_fen: int
    skipped: list[Skipped]

    @property
    def amount_fen(self) -> int:
        """What it costs her."""
        return self.terms.amount_fen

    @property
    def own_fen(self) -> int:
        """What the person's own account pays."""
        return sum(draw.amount_fen for draw in self.draws if draw.is_own)

    @property
    def aid_fen(self) -> int:
        """What relatives pay, in lots and quotas."""
        return sum(draw.amount_fen for draw in self.draws if not draw.is_own)


def quote(
    db: Connection[Any],
    *,
    person_id: int,
    scheme: Scheme,
    year: int,
    now: datetime,
    policy: PolicySet,
    group: str | None = None,
) -> Quote:
    """What somebody's cover of a year costs, exactly, and who pays it.

    group: of those public money helps, by the tax office; "" for none, None where it has not been asked (B-01).
    Refuses: ReceiverNotInsured (in no scheme anywhere, or dead), DuplicateInsurance, PremiumPaid (B-09),
    PremiumUnknown (ordered and not decided yet), and what `require_terms` refuses (B-01 … B-04).
    """
    spender = ledger.find_spenders(db, people=[person_id]).get(person_id)
    accounts = ledger.find_accounts(db, spenders={person_id} | find_donors(db, person_id))
    return quote_for(db, spender, accounts, scheme=scheme, year=year, now=now, policy=policy, group=group)


def quote_for(
    db: Connection[Any],
    spender: Spender | None,
    accounts: Iterable[Account],
    *,
    scheme: Scheme,
    year: int,
    now: datetime,
    policy: PolicySet,
    group: str | None,
) -> Quote:
    """The same for somebody who was looked at already: locked, where it is to be booked.

    accounts: hers, and those of whose whole balance she may spend.
    """
    if spender is None or spender.died_on is not None:
        raise ReceiverNotInsured()
    person_id, day = spender.person_id, beijing_day(now)
    relation = _require_cover_wanted(db, person_id, scheme, year)
    pool = relation.pool
    covered = _covered(db, relation, group)
    terms = require_terms(covered, scheme=scheme, year=year, pool=pool, now=now, policy=policy)
    _require_not_ordered(db, person_id, scheme, year)
    quotas = find_quotas(db, beneficiaries=[person_id]).get(person_id, [])
    known = list(accounts)
    pools = find_pools(db, pools={pool, *(q.donor_pool for q in quotas), *(a.book for a in known)})
    donors = whole_balance_donors(quotas)
    insured = find_relations(db, people=donors) if donors else {}
    means = find_means(Seen(spender, known, quotas, pools, insured), Cover(scheme, pool, day), policy)
    most = policy.value("settlement.quotas_at_most", pool=pool, on=day)
    draws = split(terms.amount_fen, means.purses, quotas_at_most=most)
    cash = terms.amount_fen - sum(draw.amount_fen for draw in draws)
    return Quote(person_id, scheme, year, pool, terms, draws, cash, means.skipped)


def find_donors(db: Connection[Any], person_id: int) -> set[int]:
    """Whose whole balance a person may spend."""
    return whole_balance_donors(find_quotas(db, beneficiaries=[person_id]).get(person_id, ()))


def _covered(db: Connection[Any], relation: InsuredRelation, group: str | None) -> Covered:
    person = find_people(db, people=[relation.person_id])[relation.person_id]
    return Covered(person.born_on, person.sex, relation.person_type, group)


def _require_cover_wanted(db: Connection[Any], person_id: int, scheme: Scheme, year: int) -> InsuredRelation:
    """The relation whose cover it is; refuses who has employee insurance, for the resident scheme only (B-09)."""
    insured = find_relations(db, people=[person_id]).get(person_id, {})
    employee = insured.get(EMPLOYEE)
    if scheme is Scheme.RESIDENT and employee is not None and employee.status == InsuredStatus.NORMAL:
        raise DuplicateInsurance(year=year)
    return _relation_of(insured, scheme)


def _relation_of(insured: dict[int, InsuredRelation], scheme: Scheme) -> InsuredRelation:
    """Where she is, or was last, insured: resident cover as a resident, long-term care as an employee first."""
    order = (RESIDENT, EMPLOYEE) if scheme is Scheme.RESIDENT else (EMPLOYEE, RESIDENT)
    for one in order:
        if one in insured:
            return insured[one]
    raise ReceiverNotInsured()


def _require_not_ordered(db: Connection[Any], person_id: int, scheme: Scheme, year: int) -> None:
    standing = find_standing(db, person_id=person_id, scheme=scheme, year=year)
    if standing is None:
        return
    if State(standing.state) in WAITING:
        raise PremiumUnknown(amount_fen=standing.amount_fen)
    raise PremiumPaid(year=year)
