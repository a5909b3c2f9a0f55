"""Raise, lower and close a quota; the difference moves between it and the donor's account at once (Q-06, Q-07)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.audit import By, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import new_identifiers
from gongji.ground.money import AmountInvalid, yuan_of
from gongji.ground.policy import PolicySet
from gongji.ground.value import replace
from gongji.insured import find_relations
from gongji.mutual_aid.ceiling import find_spent
from gongji.mutual_aid.earmark import Move, give_back, set_aside
from gongji.mutual_aid.held import Change, Held, changes_on, hold, reserved_fen, write_changes
from gongji.mutual_aid.purse import require_purse
from gongji.mutual_aid.quota import Quota
from gongji.mutual_aid.refusals import (
    QuotaBelowUsed,
    QuotaChangedTooOften,
    QuotaUnknown,
    RelationNotActive,
    WholeBalanceUnlimited,
)
from gongji.mutual_aid.relation import find_relations_by_id


def raise_quota(
    db: Connection[Any], *, quota_id: int, limit_fen: int, now: datetime, policy: PolicySet, by: By | None = None
) -> Quota:
    """Raise a quota: the difference is set aside from the donor's account, or nothing is (Q-06).

    limit_fen: the new limit, above the present one. Refuses: QuotaUnknown, RelationNotActive, AmountInvalid,
    QuotaChangedTooOften (Q-09), WholeBalanceUnlimited, NoPersonalAccount (R-01), DonorPaused (R-13), KinCeiling (R-07),
    PersonalAccountInsufficient (Q-06).
    """
    held = _hold_limit(db, quota_id)
    quota, day = held.quota, beijing_day(now)
    relation = find_relations_by_id(db, relation_ids=[quota.relation_id])[quota.relation_id]
    if relation.state != "active":
        raise RelationNotActive(state=relation.state)
    if not quota.covers(day):
        raise QuotaUnknown()
    more = limit_fen - quota.limit_fen
    if more <= 0:
        raise AmountInvalid(field="limit", given=yuan_of(limit_fen))
    require_change(db, held.quota, now, policy)
    insured = find_relations(db, people=[quota.donor_id]).get(quota.donor_id, {})
    balances = {account.account_id: account.balance_fen for account in held.donor_accounts}
    purse = require_purse(
        relation.evidence,
        insured,
        held.donor_accounts,
        balances,
        limit_fen=limit_fen,
        more_fen=more,
        spent_fen=find_spent(db, relations=[relation], day=day).get(relation.relation_id, 0),
        day=day,
        policy=policy,
    )
    journal_id, *account_ids = new_identifiers(db, cells=[quota.cell] * (1 + len(purse)))
    opens, moves = set_aside(more, purse, balances, quota=quota, into=held.accounts, account_ids=account_ids)
    ledger.open_accounts(db, opens)
    after = replace(quota, limit_fen=limit_fen)
    write_changes(db, [Change(quota, after, moves, Happening.QUOTA_RAISED, journal_id)], now=now, by=by)
    return after


def lower_quota(
    db: Connection[Any], *, quota_id: int, limit_fen: int, now: datetime, policy: PolicySet, by: By | None = None
) -> Quota:
    """Lower a quota and give the difference back to the donor at once.

    limit_fen: the new limit, at least what is used and reserved. Refuses: QuotaUnknown, AmountInvalid,
    QuotaBelowUsed, QuotaChangedTooOften (Q-09), WholeBalanceUnlimited.
    Source: Q-07; notice of 2026-01-09, unused quota returns to the donor.
    """
    held = _hold_limit(db, quota_id)
    if not 0 <= limit_fen < held.quota.limit_fen:
        raise AmountInvalid(field="limit", given=yuan_of(limit_fen))
    require_change(db, held.quota, now, policy)
    if limit_fen < held.bound_fen:
        reserved = reserved_fen(db, held.quota)
        raise QuotaBelowUsed(used_fen=held.bound_fen - reserved, reserved_fen=reserved)
    after = replace(held.quota, limit_fen=limit_fen)
    (journal_id,) = new_identifiers(db, cells=[after.cell])
    change = Change(held.quota, after, _given_back(held, after), Happening.QUOTA_LOWERED, journal_id)
    write_changes(db, [change], now=now, by=by)
    return after


def close_quota(db: Connection[Any], *, quota_id: int, now: datetime, policy: PolicySet, by: By | None = None) -> Quota:
    """Close a quota: what is left returns to the donor, later refunds too (Q-07, S-22). Refuses: QuotaUnknown, Q-09."""
    held = hold(db, quota_id=quota_id)
    require_change(db, held.quota, now, policy)
    return end_quota(db, held, now=now, by=by)


def end_quota(db: Connection[Any], held: Held, *, now: datetime, by: By | None = None) -> Quota:
    """Close a quota that is already held: by its donor's wish, or with its relation (R-14)."""
    (ended,) = end_quotas(db, [held], state="closed", now=now, by=by)
    return ended


def end_quotas(
    db: Connection[Any], held: Sequence[Held], *, state: str, now: datetime, by: By | None = None
) -> list[Quota]:
    """End quotas that are already held; what is left of each returns to its donor at once.

    state: closed, or expired where the year of an annual quota is over (Q-05).
    """
    happening = Happening.QUOTA_CLOSED if state == "closed" else Happening.QUOTA_EXPIRED
    after = [replace(one.quota, limit_fen=one.bound_fen, state=state) for one in held]
    identifiers = new_identifiers(db, cells=[quota.cell for quota in after])
    changes = [
        Change(one.quota, quota, _given_back(one, quota), happening, journal_id)
        for one, quota, journal_id in zip(held, after, identifiers, strict=True)
    ]
    write_changes(db, changes, now=now, by=by)
    return after


def _given_back(held: Held, after: Quota) -> list[Move]:
    """What the limit loses returns to the buckets of the donor's account it came from."""
    return give_back(held.quota.limit_fen - after.limit_fen, held.accounts, held.donor_accounts)


def _hold_limit(db: Connection[Any], quota_id: int) -> Held:
    held = hold(db, quota_id=quota_id)
    if held.quota.is_whole_balance:
        raise WholeBalanceUnlimited()
    return held


def require_change(db: Connection[Any], quota: Quota, now: datetime, policy: PolicySet) -> None:
    """A relation's quotas may be changed so many times a day; refuses QuotaChangedTooOften (Q-09)."""
    day = beijing_day(now)
    allowed = policy.value("quota.daily_changes", pool=quota.donor_pool, on=day)
    if changes_on(db, quota, day) >= allowed:
        raise QuotaChangedTooOften(changes=allowed)
