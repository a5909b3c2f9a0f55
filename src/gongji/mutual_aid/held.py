"""A quota under lock, and what every change of it writes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.value import value
from gongji.ledger import Account, Locked
from gongji.mutual_aid.earmark import Move, transfers
from gongji.mutual_aid.quota import Quota, quotas_by_id
from gongji.mutual_aid.refusals import QuotaUnknown


@value
class Held:
    """A quota with its own accounts and its donor's, both sides locked."""

    quota: Quota
    accounts: Sequence[Account]
    donor_accounts: Sequence[Account]

    @classmethod
    def of(cls, quota: Quota, locked: Locked) -> Self:
        """A quota that was looked at after both its sides were locked."""
        accounts = locked.accounts_of()
        return cls(quota, accounts.get(quota.quota_id, []), accounts.get(quota.donor_id, []))

    @property
    def remaining_fen(self) -> int:
        """What can still be spent (Q-04)."""
        return sum(account.balance_fen for account in self.accounts)

    @property
    def used_fen(self) -> int:
        """What is spent: the limit less what is still there (Q-04)."""
        return self.quota.limit_fen - self.remaining_fen


def hold(db: Connection[Any], *, quota_id: int) -> Held:
    """Look whose quota it is, lock both sides, look again; refuses a quota that is unknown or closed."""
    before = quotas_by_id(db, quota_ids=[quota_id]).get(quota_id)
    if before is None:
        raise QuotaUnknown()
    locked = ledger.lock(db, spenders={before.donor_id, before.beneficiary_id})
    quota = quotas_by_id(db, quota_ids=[quota_id])[quota_id]
    if quota.state != "active":
        raise QuotaUnknown()
    return Held.of(quota, locked)


def changes_on(db: Connection[Any], quota: Quota, day: date) -> int:
    """How often the quotas of this quota's relation were changed on a day; setting one is no change (Q-09)."""
    row = db.execute(
        """
        select count(*)
        from quota_change
        where cell = %s
        and relation_id = %s
        and day = %s
        """,
        [quota.cell, quota.relation_id, day],
    ).fetchone()
    assert row is not None
    return int(row[0])


def write_change(
    db: Connection[Any],
    before: Quota,
    after: Quota,
    moves: Sequence[Move],
    happening: Happening,
    *,
    journal_id: int,
    now: datetime,
    by: By | None = None,
) -> Quota:
    """Write a quota's new limit and state, the money that moves, the change and its fact."""
    ledger.post(db, transfers(journal_id, moves))
    db.execute(
        "update quota set limit_fen = %s, state = %s where cell = %s and quota_id = %s",
        [after.limit_fen, after.state, after.cell, after.quota_id],
    )
    db.execute(
        """
        insert into quota_change (cell, journal_id, quota_id, relation_id, day, before_fen, after_fen)
        values (%s, %s, %s, %s, %s, %s, %s)
        """,
        [
            after.cell,
            journal_id,
            after.quota_id,
            after.relation_id,
            beijing_day(now),
            before.limit_fen,
            after.limit_fen,
        ],
    )
    audit.record(db, [Fact(journal_id, happening, after.quota_id, now, by=by)])
    return after
