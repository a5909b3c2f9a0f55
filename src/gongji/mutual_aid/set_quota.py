"""Set a quota: the same amount is set aside in the donor's account, which she can no longer spend (Q-01, Q-02)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.ground.value import replace, value
from gongji.ledger import Locked
from gongji.mutual_aid.earmark import QUOTA_OF, quota_account, set_aside, transfers
from gongji.mutual_aid.purse import require_limit, require_purse, shareable
from gongji.mutual_aid.quota import WHOLE, Quota, Use, write_quotas
from gongji.mutual_aid.quota_standing import Standing, look_and_lock
from gongji.mutual_aid.refusals import QuotaExists, RelationNotActive, RelationUnknown
from gongji.mutual_aid.relation import AidRelation
from gongji.mutual_aid.whole_balance import require_whole_balance


@value
class QuotaAsked:
    """period_type: ANNUAL ends with the year, OPEN does not, WHOLE has no limit (limit_fen 0) and sets nothing aside.

    uses: what it may be spent on (Q-03). auto_renew: an annual one is set again at New Year (Q-05). by: whose act it
    is, where a list has several actors. or_less: where the donor has less than the limit, what she has.
    """

    relation_id: int
    limit_fen: int
    period_type: str
    uses: Use
    auto_renew: bool = False
    by: By | None = None
    or_less: bool = False


def set_quota(
    db: Connection[Any], *, asked: QuotaAsked, now: datetime, policy: PolicySet, by: By | None = None
) -> Quota:
    """Set one quota; what `set_quotas` answers as a refusal is raised."""
    (answer,) = set_quotas(db, asked=[asked], now=now, policy=policy, by=by)
    if isinstance(answer, Refusal):
        raise answer
    return answer


def set_quotas(
    db: Connection[Any],
    *,
    asked: Sequence[QuotaAsked],
    now: datetime,
    policy: PolicySet,
    by: By | None = None,
    happening: Happening = Happening.QUOTA_SET,
    locked: Locked | None = None,
) -> list[Quota | Refusal]:
    """Set quotas in order, effective at once; a refusal never fails its neighbours.

    happening: QUOTA_RENEWED where they follow ones that ended with their year. locked: both sides of every relation,
    where the caller holds them and has moved no money of theirs since.

    Refuses: RelationUnknown, RelationNotActive, QuotaExists, AmountInvalid, NoPersonalAccount (R-01),
    DonorPaused (R-13), KinCeiling (R-07), PersonalAccountInsufficient (Q-02), and what `require_whole_balance` refuses.
    """
    if not asked:
        return []
    standing = look_and_lock(db, {one.relation_id for one in asked}, locked, now, by)
    # Three identifiers each: the quota (also its journal's), and an account for each bucket.
    identifiers = iter(new_identifiers(db, cells=[cell_of(one.relation_id) for one in asked for _ in range(3)]))
    answers: list[Quota | Refusal] = []
    for one in asked:
        numbers = [next(identifiers) for _ in range(3)]
        try:
            answers.append(_decide(one, standing, numbers, now, policy))
        except Refusal as refused:
            answers.append(refused)
    _write(db, standing, now, by, happening)
    return answers


def _decide(one: QuotaAsked, standing: Standing, numbers: list[int], now: datetime, policy: PolicySet) -> Quota:
    relation = _require_relation(one, standing)
    if one.period_type == WHOLE:
        return _decide_whole(one, relation, standing, numbers, now, policy)
    day = beijing_day(now)
    insured = standing.insured.get(relation.donor_id, {})
    accounts = standing.accounts.get(relation.donor_id, [])
    if one.or_less:
        shared = shareable(accounts, insured, on=day, policy=policy)
        left = sum([standing.balances[account.account_id] for account in shared])
        # Who has nothing is refused below, for all she asks.
        one = replace(one, limit_fen=min(one.limit_fen, left or one.limit_fen))
    purse = require_purse(
        relation.evidence,
        insured,
        accounts,
        standing.balances,
        limit_fen=one.limit_fen,
        more_fen=one.limit_fen,
        spent_fen=standing.spent.get(one.relation_id, 0),
        day=day,
        policy=policy,
    )
    quota_id, *account_ids = numbers
    quota = new_quota(one, quota_id, relation, purse[0].book, day)
    opens, moves = set_aside(one.limit_fen, purse, standing.balances, quota=quota, into=(), account_ids=account_ids)
    standing.add(quota, one.by, opens, transfers(quota_id, moves))
    return quota


def _decide_whole(
    one: QuotaAsked, relation: AidRelation, standing: Standing, numbers: list[int], now: datetime, policy: PolicySet
) -> Quota:
    """An account for either bucket is opened at once and stays empty: paying opens none."""
    day = beijing_day(now)
    pool = require_whole_balance(
        relation.evidence,
        standing.insured.get(relation.donor_id, {}),
        standing.insured.get(relation.beneficiary_id, {}),
        standing.accounts.get(relation.donor_id, []),
        day=day,
        policy=policy,
    )
    quota_id, *account_ids = numbers
    quota = new_quota(replace(one, auto_renew=False), quota_id, relation, pool, day)
    kinds = zip(QUOTA_OF.values(), account_ids, strict=True)
    standing.add(quota, one.by, [quota_account(kind, account_id, quota) for kind, account_id in kinds], [])
    return quota


def _require_relation(one: QuotaAsked, standing: Standing) -> AidRelation:
    relation = standing.relations.get(one.relation_id)
    if relation is None:
        raise RelationUnknown()
    if relation.state != "active":
        raise RelationNotActive(state=relation.state)
    if one.relation_id in standing.with_quota:
        raise QuotaExists()
    require_limit(one.limit_fen, one.period_type)
    return relation


def new_quota(one: QuotaAsked, quota_id: int, relation: AidRelation, donor_pool: int, day: date) -> Quota:
    """A quota of a relation from a day on, at the relation's place in the beneficiary's order (Q-20)."""
    return Quota(
        cell=cell_of(quota_id),
        quota_id=quota_id,
        relation_id=relation.relation_id,
        beneficiary_id=relation.beneficiary_id,
        donor_id=relation.donor_id,
        donor_pool=donor_pool,
        relation=relation.relation,
        limit_fen=one.limit_fen,
        period_type=one.period_type,
        valid_from=day,
        valid_to=date(day.year + 1, 1, 1) if one.period_type == "ANNUAL" else None,
        uses=one.uses,
        state="active",
        stopped=0,
        priority=relation.priority,
        activated_at=relation.activated_at,
        auto_renew=one.auto_renew,
    )


def _write(db: Connection[Any], standing: Standing, now: datetime, by: By | None, happening: Happening) -> None:
    write_quotas(db, [quota for quota, _ in standing.quotas])
    ledger.open_accounts(db, standing.opens)
    ledger.post(db, standing.moves)
    facts = [Fact(quota.quota_id, happening, quota.quota_id, now, by=whose or by) for quota, whose in standing.quotas]
    audit.record(db, facts)
