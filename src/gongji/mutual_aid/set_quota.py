"""Set a quota: the same amount is set aside in the donor's account, which she can no longer spend (Q-01, Q-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.copying import NULL, copy_rows
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.money import AmountInvalid, yuan_of
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.insured import EMPLOYEE, InsuredRelation, NoPersonalAccount, find_relations
from gongji.ledger import Account, Transfer
from gongji.mutual_aid.earmark import quota_account, shareable, take, transfers
from gongji.mutual_aid.quota import Quota, Use
from gongji.mutual_aid.refusals import (
    DonorPaused,
    KinCeiling,
    PersonalAccountInsufficient,
    QuotaExists,
    RelationNotActive,
    RelationUnknown,
)
from gongji.mutual_aid.relation import AidRelation, find_relations_by_id

PAUSED = 2


@dataclass(frozen=True, slots=True)
class QuotaAsked:
    """period_type: ANNUAL ends with the year, OPEN does not. uses: what it may be spent on (Q-03)."""

    relation_id: int
    limit_fen: int
    period_type: str
    uses: Use


@dataclass(slots=True)
class QuotaSet:
    """A quota that is decided, with the accounts it opens and the money it sets aside."""

    quota: Quota
    opens: list[Account]
    moves: list[Transfer]


def set_quota(db: Connection[Any], *, asked: QuotaAsked, now: datetime, policy: PolicySet) -> Quota:
    """Set one quota; what `set_quotas` answers as a refusal is raised."""
    (answer,) = set_quotas(db, asked=[asked], now=now, policy=policy)
    if isinstance(answer, Refusal):
        raise answer
    return answer


def set_quotas(
    db: Connection[Any], *, asked: Sequence[QuotaAsked], now: datetime, policy: PolicySet
) -> list[Quota | Refusal]:
    """Set quotas in order, effective at once; a refusal never fails its neighbours.

    Looks who is concerned, locks both sides of every relation, looks again. Refuses: RelationUnknown,
    RelationNotActive, QuotaExists, AmountInvalid, DonorPaused, PersonalAccountInsufficient (Q-02), KinCeiling (R-07).
    """
    before = find_relations_by_id(db, relation_ids=[one.relation_id for one in asked])
    people = {person for relation in before.values() for person in (relation.donor_id, relation.beneficiary_id)}
    locked = ledger.lock(db, spenders=people)
    relations = find_relations_by_id(db, relation_ids=list(before))
    insured = find_relations(db, people=[relation.donor_id for relation in relations.values()])
    taken = _relations_with_quota(db, list(relations))
    own: dict[int, list[Account]] = {}
    for account in locked.accounts.values():
        own.setdefault(account.subject_id, []).append(account)
    balances = {account.account_id: account.balance_fen for account in locked.accounts.values()}
    answers: list[Quota | Refusal] = []
    decided: list[QuotaSet] = []
    # Three identifiers each: the quota (also its journal's), and an account for each bucket.
    cells = [cell_of(one.relation_id) for one in asked for _ in range(3)]
    identifiers = iter(new_identifiers(db, cells=cells))
    for one in asked:
        ids = (next(identifiers), next(identifiers), next(identifiers))
        try:
            relation = _require_relation(one, relations, taken)
            purse = _require_money(one, relation, insured, own, balances, now, policy)
        except Refusal as refused:
            answers.append(refused)
            continue
        done = _decide(one, relation, purse, balances, ids, now)
        for move in done.moves:
            balances[move.debit_account] -= move.amount_fen
        taken.add(one.relation_id)
        decided.append(done)
        answers.append(done.quota)
    _write(db, decided, now)
    return answers


def _relations_with_quota(db: Connection[Any], relations: list[int]) -> set[int]:
    rows = db.execute(
        """
        select relation_id
        from quota
        where cell = any(%s::smallint[])
        and relation_id = any(%s::bigint[])
        and state = 'active'
        """,
        [sorted({cell_of(relation) for relation in relations}), relations],
    )
    return {row[0] for row in rows}


def _require_relation(one: QuotaAsked, relations: dict[int, AidRelation], taken: set[int]) -> AidRelation:
    relation = relations.get(one.relation_id)
    if relation is None:
        raise RelationUnknown()
    if relation.state != "active":
        raise RelationNotActive(state=relation.state)
    if one.relation_id in taken:
        raise QuotaExists()
    if one.limit_fen <= 0:
        raise AmountInvalid(field="limit", given=yuan_of(one.limit_fen))
    return relation


def _require_money(
    one: QuotaAsked,
    relation: AidRelation,
    insured: dict[int, dict[int, InsuredRelation]],
    own: dict[int, list[Account]],
    balances: dict[int, int],
    now: datetime,
    policy: PolicySet,
) -> list[Account]:
    """The donor's accounts the quota is taken from, in order; together they hold enough."""
    held = insured.get(relation.donor_id, {}).get(EMPLOYEE)
    if held is None:
        raise NoPersonalAccount()
    day = beijing_day(now)
    buckets = policy.value("account.shareable_buckets", pool=held.pool, on=day)
    accounts = shareable(own.get(relation.donor_id, []), buckets)
    require_growth(one.limit_fen, one.limit_fen, relation, held, accounts, balances, day, policy)
    return accounts


def require_growth(
    limit_fen: int,
    more_fen: int,
    relation: AidRelation,
    held: InsuredRelation,
    accounts: Sequence[Account],
    balances: dict[int, int],
    day: date,
    policy: PolicySet,
) -> None:
    """What setting and raising have in common: donor not paused, ceiling of unverified kin, enough available."""
    if held.status == PAUSED:
        raise DonorPaused()
    ceiling = policy.value("quota.unverified_ceiling_fen", pool=held.pool, on=day)
    if relation.evidence != "verified" and limit_fen > ceiling:
        raise KinCeiling(ceiling_fen=ceiling)
    available = sum([balances[account.account_id] for account in accounts])
    if more_fen > available:
        raise PersonalAccountInsufficient(available_fen=available, asked_fen=more_fen)


def _decide(
    one: QuotaAsked,
    relation: AidRelation,
    purse: list[Account],
    balances: dict[int, int],
    ids: tuple[int, int, int],
    now: datetime,
) -> QuotaSet:
    quota_id, *account_ids = ids
    day = beijing_day(now)
    moves = []
    opens = []
    for (source, amount), account_id in zip(take(one.limit_fen, purse, balances), account_ids, strict=False):
        target = quota_account(source, account_id=account_id, beneficiary_id=relation.beneficiary_id, quota_id=quota_id)
        opens.append(target)
        moves.append((source, target, amount))
    quota = Quota(
        cell=cell_of(quota_id),
        quota_id=quota_id,
        relation_id=relation.relation_id,
        beneficiary_id=relation.beneficiary_id,
        donor_id=relation.donor_id,
        donor_pool=purse[0].book,
        relation=relation.relation,
        limit_fen=one.limit_fen,
        period_type=one.period_type,
        valid_from=day,
        valid_to=date(day.year + 1, 1, 1) if one.period_type == "ANNUAL" else None,
        uses=one.uses,
        state="active",
        stopped=0,
        priority=0,
        activated_at=relation.activated_at,
    )
    return QuotaSet(quota, opens, transfers(quota_id, moves))


def _write(db: Connection[Any], decided: Sequence[QuotaSet], now: datetime) -> None:
    quotas = [one.quota for one in decided]
    copy_rows(
        db,
        table="quota",
        columns="cell, quota_id, relation_id, beneficiary_id, donor_id, donor_pool, relation, limit_fen, period_type, "
        "valid_from, valid_to, uses, state, stopped, priority, activated_at",
        lines=[
            f"{q.cell}\t{q.quota_id}\t{q.relation_id}\t{q.beneficiary_id}\t{q.donor_id}\t{q.donor_pool}\t{q.relation:d}"
            f"\t{q.limit_fen}\t{q.period_type}\t{q.valid_from}\t{q.valid_to or NULL}\t{q.uses:d}\t{q.state}"
            f"\t{q.stopped:d}\t{q.priority}\t{q.activated_at}\n"
            for q in quotas
        ],
    )
    ledger.open_accounts(db, [account for one in decided for account in one.opens])
    ledger.post(db, [move for one in decided for move in one.moves])
    audit.record(db, [Fact(q.quota_id, Happening.QUOTA_SET, q.quota_id, now) for q in quotas])
