"""A province disputes a line of a batch: what one province owes another, or its own pools each other (C-13)."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit, work_items
from gongji.audit import By, Fact, Happening
from gongji.clearing.batch import State, hold_batch
from gongji.clearing.confirm import move_on, require_undecided
from gongji.ground.calendar import BEIJING, beijing_day, months_after
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch, fetch_one
from gongji.ground.value import columns_of, value, values_of
from gongji.work_items import WorkItem


@value
class Dispute:
    """province: whose dispute it is, payer or payee. evidence_hash: SM3 of the paper that shows it.

    red_on: the first day it is on the red list. ending: WITHDRAWN or DECIDED, with a note why, None while it is open.
    taken_by: the batch that has its rows again.
    """

    dispute_id: int
    batch_month: int
    payer_province: int
    payee_province: int
    province: int
    reason: str
    evidence_hash: bytes
    opened_at: datetime
    red_on: date
    opened_by: int
    work_item_id: int
    solved_at: datetime | None = None
    ending: str | None = None
    note: str | None = None
    solved_by: int | None = None
    taken_by: int | None = None


@refusal
class ClearingLineUnknown(Refusal):
    """Neither of the two provinces owes the other anything in this batch, in this direction."""

    code: ClassVar[str] = "CLEARING_LINE_UNKNOWN"
    rule: ClassVar[str] = "C-10"
    payer_province: int
    payee_province: int


@refusal
class ClearingLineOfOthers(Refusal):
    """A line is disputed by a province it is about."""

    code: ClassVar[str] = "CLEARING_LINE_OF_OTHERS"
    rule: ClassVar[str] = "C-13"
    province: int


@refusal
class ClearingLineDisputed(Refusal):
    """The line was disputed before; this batch does not clear it, however that ends."""

    code: ClassVar[str] = "CLEARING_LINE_DISPUTED"
    rule: ClassVar[str] = "C-13"
    province: int


@refusal
class DisputeUnknown(Refusal):
    """There is no such dispute."""

    code: ClassVar[str] = "DISPUTE_UNKNOWN"
    rule: ClassVar[str] = "C-13"


COLUMNS = columns_of(Dispute)


def dispute_line(
    db: Connection[Any],
    *,
    batch_month: int,
    payer_province: int,
    payee_province: int,
    province: int,
    reason: str,
    evidence_hash: bytes,
    now: datetime,
    policy: PolicySet,
    by: By,
) -> Dispute:
    """A province on either side leaves a line out of the batch that is being confirmed; the matrix stays as it is.

    Nobody confirms, notices or pays the line in this batch. What one has confirmed, it does not dispute. reason: why,
    nothing personal. Refuses: BatchUnknown, BatchNotReady, ClearingLineUnknown, ClearingLineOfOthers,
    ClearingLineDisputed, ProvinceHasConfirmed.
    """
    assert reason, "the door requires a reason"
    hold_batch(db, batch_month=batch_month, states=(State.GENERATED, State.CONFIRMING))
    line = batch_month, payer_province, payee_province
    _require_disputable(db, line, province)
    require_undecided(db, batch_month=batch_month, province=province)
    dispute = _open(db, line, province, reason, evidence_hash, now, policy, by)
    detail = {"batch_month": batch_month, "payer": payer_province, "payee": payee_province}
    audit.record(db, [Fact(dispute.dispute_id, Happening.CLEARING_LINE_DISPUTED, province, now, detail, by)])
    move_on(db, batch_month=batch_month, now=now)
    return dispute


def take_solved(db: Connection[Any], *, batch_month: int) -> None:
    """Let a batch take the lines whose disputes were solved since the one before. Once for a batch."""
    db.execute(
        "update clearing_dispute set taken_by = %s where taken_by is null and solved_at is not null", [batch_month]
    )


def require_dispute(db: Connection[Any], *, dispute_id: int) -> Dispute:
    """A dispute, solved or not. Refuses: DisputeUnknown."""
    dispute = fetch_one(db, Dispute, f"select {COLUMNS} from clearing_dispute where dispute_id = %s", [dispute_id])
    if dispute is None:
        raise DisputeUnknown()
    return dispute


def list_disputes(
    db: Connection[Any],
    *,
    province: int | None = None,
    red_on: date | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[Dispute]:
    """A page of open disputes, oldest first. province: of lines it is a side of. red_on: the red list of that day."""
    return fetch(
        db,
        Dispute,
        f"""
        select {COLUMNS}
        from clearing_dispute
        where solved_at is null
        and dispute_id > %(after)s
        and (%(province)s::integer is null or %(province)s in (payer_province, payee_province))
        and (%(red_on)s::date is null or red_on <= %(red_on)s)
        order by dispute_id
        limit %(limit)s
        """,
        {"province": province, "red_on": red_on, "after": after, "limit": limit},
    )


def disputes_of(db: Connection[Any], *, batch_month: int, province: int | None = None) -> list[Dispute]:
    """Every dispute about a batch, solved or not, by line. province: only of lines it is a side of."""
    return fetch(
        db,
        Dispute,
        f"""
        select {COLUMNS}
        from clearing_dispute
        where batch_month = %(batch_month)s
        and (%(province)s::integer is null or %(province)s in (payer_province, payee_province))
        order by payer_province, payee_province
        """,
        {"batch_month": batch_month, "province": province},
    )


def _require_disputable(db: Connection[Any], line: tuple[int, int, int], province: int) -> None:
    row = db.execute(
        """
        select dispute.province
        from clearing_sheet as sheet
        left join clearing_dispute as dispute
            using (batch_month, payer_province, payee_province)
        where (batch_month, payer_province, payee_province) = (%s, %s, %s)
        """,
        line,
    ).fetchone()
    if row is None:
        raise ClearingLineUnknown(payer_province=line[1], payee_province=line[2])
    if province not in line[1:]:
        raise ClearingLineOfOthers(province=province)
    if row[0] is not None:
        raise ClearingLineDisputed(province=row[0])


def _open(
    db: Connection[Any],
    line: tuple[int, int, int],
    province: int,
    reason: str,
    evidence_hash: bytes,
    now: datetime,
    policy: PolicySet,
    by: By,
) -> Dispute:
    """Write a dispute and ask the province for its end: when it is red, the item is the nation's."""
    today = beijing_day(now)
    months = policy.value("clearing.delayed_months", pool=province, on=today)
    red_on = months_after(today, months) + timedelta(days=1)
    (dispute_id,) = new_identifiers(db, cells=[0])
    detail = {"dispute": str(dispute_id), "month": line[0], "payer": line[1], "payee": line[2]}
    item = WorkItem("CLEARING_DISPUTE", province, dispute_id, detail)
    due_at = datetime.combine(red_on, time(), BEIJING)
    work_item_id = work_items.open_item(db, item, now=now, policy=policy, due_at=due_at)
    dispute = Dispute(dispute_id, *line, province, reason, evidence_hash, now, red_on, by.actor_id, work_item_id)
    values = values_of(dispute)
    marks = ", ".join(["%s"] * len(values))
    db.execute(f"insert into clearing_dispute ({COLUMNS}) values ({marks})", values)
    return dispute
