"""A quota under lock, and what every change of it writes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Self

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.copying import copy_rows
from gongji.ground.identifiers import cell_of
from gongji.ground.updating import update_rows
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
        (held,) = cls.of_many([quota], locked)
        return held

    @classmethod
    def of_many(cls, quotas: Iterable[Quota], locked: Locked) -> list[Self]:
        """Several, each with its accounts."""
        accounts = locked.accounts_of()
        return [cls(quota, accounts.get(quota.quota_id, []), accounts.get(quota.donor_id, [])) for quota in quotas]

    @property
    def remaining_fen(self) -> int:
        """What can still be spent (Q-04)."""
        return sum(account.balance_fen for account in self.accounts)

    @property
    def bound_fen(self) -> int:
        """What is spent or reserved: the limit less what is still there (Q-04)."""
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


def reserved_fen(db: Connection[Any], quota: Quota) -> int:
    """What orders hold of this quota until they are decided (Q-04).

    The journal that filled an order's account bears the order's number, and tells from which quota it came; or from
    which donor's account, where the quota is a whole balance. Orders from before the quota are another's.
    """
    sources = [quota.quota_id, quota.donor_id] if quota.is_whole_balance else [quota.quota_id]
    row = db.execute(
        """
        select coalesce(sum(held.balance_fen), 0)::bigint
        from account as held
        join transfer
            on transfer.cell = held.cell
            and journal_id = held.subject_id
            and credit_account = held.account_id
        join account as source
            on source.cell = any(%s)
            and source.account_id = debit_account
        where held.cell = %s
        and held.spender_id = %s
        and held.kind = any(%s)
        and held.closed_at is null
        and source.subject_id = any(%s)
        and journal_id > %s
        """,
        [
            [quota.cell, cell_of(quota.donor_id)],
            quota.cell,
            quota.beneficiary_id,
            [kind.value for kind in ledger.HELD],
            sources,
            quota.quota_id,
        ],
    ).fetchone()
    assert row is not None
    return int(row[0])


def changes_on(db: Connection[Any], quota: Quota, day: date) -> int:
    """How often the quotas of this quota's relation were changed on a day (Q-09).

    Setting one is no change, and the end of the pilot, or of a quota's year, is none of the donor's.
    """
    row = db.execute(
        """
        select count(*)
        from quota_change
        where cell = %s
        and relation_id = %s
        and day = %s
        and not exists (
            select
            from fact
            where fact.cell = quota_change.cell
            and fact_id = journal_id
            and kind = any(%s)
        )
        """,
        [quota.cell, quota.relation_id, day, [Happening.LOT_CONVERTED.value, Happening.QUOTA_EXPIRED.value]],
    ).fetchone()
    assert row is not None
    return int(row[0])


@value
class Change:
    """What becomes of a held quota, and the money that moves with it; journal_id also names the change.

    told: what its fact says besides. subject_id: what that is about, 0 for the quota.
    """

    before: Quota
    after: Quota
    moves: Sequence[Move]
    happening: Happening
    journal_id: int
    told: dict[str, Any] | None = None
    subject_id: int = 0


def write_changes(db: Connection[Any], changes: Sequence[Change], *, now: datetime, by: By | None) -> None:
    """Write new limits, states and uses, the money that moves, the changes and their facts; a statement a table."""
    ledger.post(db, [transfer for change in changes for transfer in transfers(change.journal_id, change.moves)])
    _update_quotas(db, [change.after for change in changes])
    copy_rows(
        db,
        table="quota_change",
        columns="cell, journal_id, quota_id, relation_id, day, before_fen, after_fen",
        lines=[
            f"{c.after.cell}\t{c.journal_id}\t{c.after.quota_id}\t{c.after.relation_id}\t{beijing_day(now)}"
            f"\t{c.before.limit_fen}\t{c.after.limit_fen}\n"
            for c in changes
        ],
    )
    facts = [Fact(c.journal_id, c.happening, c.subject_id or c.after.quota_id, now, c.told, by) for c in changes]
    audit.record(db, facts)


def _update_quotas(db: Connection[Any], quotas: Iterable[Quota]) -> None:
    # Of a quota that is named twice the last counts.
    values = {quota.quota_id: (quota.limit_fen, quota.state, quota.uses) for quota in quotas}
    sets = "limit_fen = {bigint}, state = {text}, uses = {smallint}"
    update_rows(db, table="quota", key="quota_id", sets=sets, values=values)
