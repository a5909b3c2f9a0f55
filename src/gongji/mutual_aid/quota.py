"""A quota: how much of her account a donor lets one relative spend, on what, until when (Q-01 … Q-04)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from enum import IntFlag
from typing import Any

from psycopg import Connection

from gongji.ground.copying import NULL, copy_rows
from gongji.ground.identifiers import cells_and
from gongji.ground.rows import Asking, asked, fetch, question
from gongji.ground.value import columns_of, value


class Use(IntFlag):
    """What a quota may be spent on (Q-03); the donor may restrict it (Q-21)."""

    VISIT = 1
    PHARMACY = 2
    RESIDENT_CONTRIB = 4
    LTC_CONTRIB = 8


# The period of a quota that has no limit of its own and holds nothing.
WHOLE = "WHOLE"
ALL_USES = Use.VISIT | Use.PHARMACY | Use.RESIDENT_CONTRIB | Use.LTC_CONTRIB


class Stop(IntFlag):
    """What forbids spending an active quota; written here by the transaction that records the reason."""

    DONOR_DIED = 1
    FROZEN = 2
    RELATION_SUSPENDED = 4


@value
class Quota:
    """relation: R-03 code, what the beneficiary is to the donor. limit = used + what lies in its accounts (Q-04).

    valid_to is the first day it is over, None for an open quota. priority: the beneficiary's order, 0 when not set.
    """

    cell: int
    quota_id: int
    relation_id: int
    beneficiary_id: int
    donor_id: int
    donor_pool: int
    relation: int
    limit_fen: int
    period_type: str
    valid_from: date
    valid_to: date | None
    uses: int
    state: str
    stopped: int
    priority: int
    activated_at: datetime
    auto_renew: bool

    def spending_order(self) -> tuple[int, datetime, int]:
        """The beneficiary's order first, then the oldest relation (Q-20)."""
        return (self.priority, self.activated_at, self.relation_id)

    @property
    def is_whole_balance(self) -> bool:
        """Whether it spends the donor's account itself; its limit is then what is used of it (R-22)."""
        return self.period_type == WHOLE

    def covers(self, day: date) -> bool:
        """Whether the quota is within its period on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


QUOTAS = f"""
    select {columns_of(Quota)}
    from quota
    where cell = any(%s::smallint[])
"""


@question
def find_quotas(db: Connection[Any], *, beneficiaries: Collection[int]) -> Asking[dict[int, list[Quota]]]:
    """The active quotas of each beneficiary, in the order they are spent (Q-20); nobody without one is named."""
    rows = yield from asked(
        db, Quota, QUOTAS + "and beneficiary_id = any(%s::bigint[]) and state = 'active'", cells_and(beneficiaries)
    )
    found: dict[int, list[Quota]] = {}
    for quota in rows:
        found.setdefault(quota.beneficiary_id, []).append(quota)
    for quotas in found.values():
        quotas.sort(key=Quota.spending_order)
    return found


def quotas_by_id(db: Connection[Any], *, quota_ids: Collection[int]) -> dict[int, Quota]:
    """Quotas in whatever state, by identifier."""
    rows = fetch(db, Quota, QUOTAS + "and quota_id = any(%s::bigint[])", cells_and(quota_ids))
    return {quota.quota_id: quota for quota in rows}


def quotas_of_relations(db: Connection[Any], *, relation_ids: Collection[int]) -> dict[int, Quota]:
    """The active quota of each relation, by relation."""
    rows = fetch(
        db, Quota, QUOTAS + "and relation_id = any(%s::bigint[]) and state = 'active'", cells_and(relation_ids)
    )
    return {quota.relation_id: quota for quota in rows}


def write_quotas(db: Connection[Any], quotas: Iterable[Quota]) -> None:
    """Add new quotas."""
    copy_rows(
        db,
        table="quota",
        columns=columns_of(Quota),
        lines=[
            f"{q.cell}\t{q.quota_id}\t{q.relation_id}\t{q.beneficiary_id}\t{q.donor_id}\t{q.donor_pool}\t{q.relation:d}"
            f"\t{q.limit_fen}\t{q.period_type}\t{q.valid_from}\t{q.valid_to or NULL}\t{q.uses:d}\t{q.state}"
            f"\t{q.stopped:d}\t{q.priority}\t{q.activated_at}\t{q.auto_renew:d}\n"
            for q in quotas
        ],
    )
