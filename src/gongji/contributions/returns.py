"""Where a part goes back: to where it came from, else to whose money it is, else into suspense (S-20 … S-24)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji import ledger, work_items
from gongji.contributions.held import Held
from gongji.contributions.order import Part
from gongji.ground.calendar import beijing_day
from gongji.ground.policy import PolicySet
from gongji.ledger import AccountKind
from gongji.mutual_aid import Quota, quotas_by_id, use_whole_balances
from gongji.work_items import WorkItem

OWN_BUCKET = {
    AccountKind.HELD_CURRENT: AccountKind.CURRENT,
    AccountKind.HELD_CARRIED: AccountKind.CARRIED,
    AccountKind.HELD_LOT_CURRENT: AccountKind.CURRENT,
    AccountKind.HELD_LOT_CARRIED: AccountKind.CARRIED,
}


def find_homes(db: Connection[Any], held: Held, *, buckets: dict[int, int], now: datetime) -> dict[int, int]:
    """The account each part returns to, by its line.

    buckets: the kind of each part's held account, by its line, CURRENT or CARRIED. A quota takes it while it is active
    and in its period (S-21), a lot while it is one (S-24), else who gave does (S-22); what finds no open account of the
    same bucket is suspended.
    """
    quotas = quotas_by_id(db, quota_ids={part.quota_id for part in held.parts if part.quota_id is not None})
    own = {(a.owner_id, a.book, a.kind): a.account_id for a in held.accounts.values() if a.subject_id == a.owner_id}
    homes = {}
    for part in held.parts:
        if part.source_account in held.accounts and _takes_it(part, held, quotas, beijing_day(now)):
            homes[part.line] = part.source_account
        else:
            homes[part.line] = own.get((held.giver_of(part), part.book, buckets[part.line]), ledger.suspense())
    return homes


def _takes_it(part: Part, held: Held, quotas: Mapping[int, Quota], day: date) -> bool:
    if part.lot_id is not None:
        return held.lots[part.lot_id].state == "accepted"
    quota = None if part.quota_id is None else quotas[part.quota_id]
    return quota is None or quota.is_whole_balance or (quota.state == "active" and quota.covers(day))


def give_back_use(db: Connection[Any], held: Held) -> None:
    """What an order took of whole balances is no longer used of them, wherever it returned (R-22)."""
    quotas = quotas_by_id(db, quota_ids={part.quota_id for part in held.parts if part.quota_id is not None})
    whole = {quota_id for quota_id, quota in quotas.items() if quota.is_whole_balance}
    use_whole_balances(db, [{p.quota_id: -p.amount_fen} for p in held.parts if p.quota_id in whole])


def find_buckets(db: Connection[Any], parts: Sequence[Part]) -> dict[int, int]:
    """From which bucket of a personal account each part came, by its line (P-06)."""
    rows = db.execute(
        "select account_id, kind from account where cell = any(%s) and account_id = any(%s)",
        [[part.cell for part in parts], [part.held_account for part in parts]],
    )
    kinds = {account_id: OWN_BUCKET[AccountKind(kind)] for account_id, kind in rows.fetchall()}
    return {part.line: kinds[part.held_account] for part in parts}


def open_items(
    db: Connection[Any], held: Held, homes: dict[int, int], *, journal_id: int, now: datetime, policy: PolicySet
) -> None:
    """For every part that went into suspense, somebody has to find out whose it is now (S-23)."""
    for part in held.parts:
        if homes[part.line] == ledger.suspense():
            detail = {"owner_id": str(held.giver_of(part)), "amount_fen": part.amount_fen}
            item = WorkItem("REFUND_WITHOUT_ACCOUNT", part.book, journal_id, detail)
            work_items.open_item(db, item, now=now, policy=policy)
