"""Raise, lower and close a quota; the difference moves between it and the donor's account at once (Q-06, Q-07)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.money import AmountInvalid, yuan_of
from gongji.ground.policy import PolicySet
from gongji.insured import EMPLOYEE, InsuredRelation, NoPersonalAccount, find_relations
from gongji.ledger import Account, Locked
from gongji.mutual_aid.earmark import own_kind, quota_account, quota_kind, shareable, take, transfers
from gongji.mutual_aid.quota import Quota, quotas_by_id
from gongji.mutual_aid.refusals import QuotaBelowUsed, QuotaChangedTooOften, QuotaUnknown, RelationNotActive
from gongji.mutual_aid.relation import AidRelation, find_relations_by_id
from gongji.mutual_aid.set_quota import require_growth


@dataclass(frozen=True, slots=True)
class Held:
    """A quota under lock, with its relation, its own accounts and the donor's."""

    quota: Quota
    relation: AidRelation
    donor: InsuredRelation | None
    quota_accounts: list[Account]
    donor_accounts: list[Account]

    @property
    def remaining_fen(self) -> int:
        """What can still be spent (Q-04)."""
        return sum(account.balance_fen for account in self.quota_accounts)

    @property
    def used_fen(self) -> int:
        """What is spent: the limit less what is still there (Q-04)."""
        return self.quota.limit_fen - self.remaining_fen


def raise_quota(db: Connection[Any], *, quota_id: int, limit_fen: int, now: datetime, policy: PolicySet) -> Quota:
    """Raise a quota: the difference is set aside from the donor's account, or nothing is (Q-06).

    limit_fen: the new limit, above the present one. Refuses: QuotaUnknown, RelationNotActive, AmountInvalid,
    QuotaChangedTooOften (Q-09), DonorPaused (R-13), KinCeiling (R-07), PersonalAccountInsufficient (Q-06).
    """
    held = hold(db, quota_id=quota_id)
    day = beijing_day(now)
    more = limit_fen - held.quota.limit_fen
    if held.relation.state != "active":
        raise RelationNotActive(state=held.relation.state)
    if held.donor is None:
        raise NoPersonalAccount()
    if more <= 0:
        raise AmountInvalid(field="limit", given=yuan_of(limit_fen))
    _require_change(db, held, day, policy)
    buckets = policy.value("account.shareable_buckets", pool=held.donor.pool, on=day)
    purse = shareable(held.donor_accounts, buckets)
    balances = {account.account_id: account.balance_fen for account in purse}
    require_growth(limit_fen, more, held.relation, held.donor, purse, balances, day, policy)
    journal_id, *account_ids = new_identifiers(db, cells=[held.quota.cell] * 3)
    moves = []
    for (source, amount), account_id in zip(take(more, purse, balances), account_ids, strict=False):
        target = next((a for a in held.quota_accounts if a.kind == quota_kind(source)), None)
        if target is None:
            target = quota_account(
                source, account_id=account_id, beneficiary_id=held.quota.beneficiary_id, quota_id=quota_id
            )
            ledger.open_accounts(db, [target])
        moves.append((source, target, amount))
    ledger.post(db, transfers(journal_id, moves))
    return change_limit(db, held, limit_fen, Happening.QUOTA_RAISED, journal_id, now)


def lower_quota(db: Connection[Any], *, quota_id: int, limit_fen: int, now: datetime, policy: PolicySet) -> Quota:
    """Lower a quota and give the difference back to the donor at once.

    limit_fen: the new limit, at least what is used and reserved. Refuses: QuotaUnknown, AmountInvalid,
    QuotaBelowUsed, QuotaChangedTooOften (Q-09).
    Source: Q-07; notice of 2026-01-09, unused quota returns to the donor.
    """
    held = hold(db, quota_id=quota_id)
    if not 0 <= limit_fen < held.quota.limit_fen:
        raise AmountInvalid(field="limit", given=yuan_of(limit_fen))
    _require_change(db, held, beijing_day(now), policy)
    if limit_fen < held.used_fen:
        raise QuotaBelowUsed(used_fen=held.used_fen, reserved_fen=0)
    journal_id = give_back(db, held, held.quota.limit_fen - limit_fen)
    return change_limit(db, held, limit_fen, Happening.QUOTA_LOWERED, journal_id, now)


def close_quota(db: Connection[Any], *, quota_id: int, now: datetime, policy: PolicySet) -> Quota:
    """Close a quota: what is left returns to the donor, later refunds too (Q-07, S-22). Refuses: QuotaUnknown, Q-09."""
    held = hold(db, quota_id=quota_id)
    _require_change(db, held, beijing_day(now), policy)
    return end_quota(db, held, now=now)


def end_quota(db: Connection[Any], held: Held, *, now: datetime) -> Quota:
    """Close a quota that is already held: by its donor's wish, or with its relation (R-14)."""
    journal_id = give_back(db, held, held.remaining_fen)
    db.execute(
        "update quota set state = 'closed' where cell = %s and quota_id = %s", [held.quota.cell, held.quota.quota_id]
    )
    closed = change_limit(db, held, held.used_fen, Happening.QUOTA_CLOSED, journal_id, now)
    return replace(closed, state="closed")


def hold(db: Connection[Any], *, quota_id: int) -> Held:
    """Look whose quota it is, lock both sides, look again; refuses a quota that is unknown or closed."""
    before = quotas_by_id(db, quota_ids=[quota_id]).get(quota_id)
    if before is None:
        raise QuotaUnknown()
    locked = ledger.lock(db, spenders={before.donor_id, before.beneficiary_id})
    quota = quotas_by_id(db, quota_ids=[quota_id])[quota_id]
    if quota.state != "active":
        raise QuotaUnknown()
    relation = find_relations_by_id(db, relation_ids=[quota.relation_id])[quota.relation_id]
    donor = find_relations(db, people=[quota.donor_id]).get(quota.donor_id, {}).get(EMPLOYEE)
    return Held(quota, relation, donor, _of(locked, quota_id), _of(locked, quota.donor_id))


def _of(locked: Locked, subject_id: int) -> list[Account]:
    return [account for account in locked.accounts.values() if account.subject_id == subject_id]


def give_back(db: Connection[Any], held: Held, amount_fen: int) -> int:
    """Return an amount from the quota to the buckets of the donor's account it came from; answers the journal."""
    (journal_id,) = new_identifiers(db, cells=[held.quota.cell])
    ordered = sorted(held.quota_accounts, key=lambda account: -account.kind)
    balances = {account.account_id: account.balance_fen for account in ordered}
    moves = []
    for source, amount in take(amount_fen, ordered, balances):
        target = next(account for account in held.donor_accounts if account.kind == own_kind(source))
        moves.append((source, target, amount))
    ledger.post(db, transfers(journal_id, moves))
    return journal_id


def _require_change(db: Connection[Any], held: Held, day: date, policy: PolicySet) -> None:
    """Count the changes of the relation's quotas today; setting the first one is none (Q-09)."""
    (changes,) = db.execute(
        """
        select count(*)
        from quota_change
        where cell = %s
        and relation_id = %s
        and day = %s
        """,
        [held.relation.cell, held.relation.relation_id, day],
    ).fetchone() or (0,)
    allowed = policy.value("quota.daily_changes", pool=held.quota.donor_pool, on=day)
    if changes >= allowed:
        raise QuotaChangedTooOften(changes=allowed)


def change_limit(
    db: Connection[Any], held: Held, limit_fen: int, happening: Happening, journal_id: int, now: datetime
) -> Quota:
    """Write the new limit, the change with the limit before and after, and the fact."""
    quota = held.quota
    db.execute(
        "update quota set limit_fen = %s where cell = %s and quota_id = %s", [limit_fen, quota.cell, quota.quota_id]
    )
    db.execute(
        """
        insert into quota_change (cell, journal_id, quota_id, relation_id, day, before_fen, after_fen)
        values (%s, %s, %s, %s, %s, %s, %s)
        """,
        [
            cell_of(journal_id),
            journal_id,
            quota.quota_id,
            quota.relation_id,
            beijing_day(now),
            quota.limit_fen,
            limit_fen,
        ],
    )
    audit.record(db, [Fact(journal_id, happening, quota.quota_id, now)])
    return replace(quota, limit_fen=limit_fen)
