"""A month's clearing and its state (C-10)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from psycopg import Connection

from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch_one
from gongji.ground.value import columns_of, value


class State(StrEnum):
    """A month without a batch is open."""

    GENERATED = "GENERATED"
    CONFIRMING = "CONFIRMING"
    CONFIRMED = "CONFIRMED"
    NOTICED = "NOTICED"
    PAYING = "PAYING"
    PAID = "PAID"
    CLOSED = "CLOSED"


@value
class Batch:
    """batch_month: 202611. matrix_digest: SM3 of the national matrix (C-15)."""

    batch_month: int
    state: str
    generated_at: datetime
    items: int
    amount_fen: int
    matrix_digest: bytes


@refusal
class BatchUnknown(Refusal):
    """There is no batch of this month."""

    code: ClassVar[str] = "BATCH_UNKNOWN"
    rule: ClassVar[str] = "C-10"
    batch_month: int


@refusal
class BatchNotReady(Refusal):
    """The batch is not, or no longer, where this can be done with it."""

    code: ClassVar[str] = "BATCH_NOT_READY"
    rule: ClassVar[str] = "C-10"
    batch_month: int
    state: str


def find_batch(db: Connection[Any], *, batch_month: int) -> Batch | None:
    """The batch of a month."""
    return fetch_one(db, Batch, f"select {columns_of(Batch)} from clearing_batch where batch_month = %s", [batch_month])


def require_batch(db: Connection[Any], *, batch_month: int) -> Batch:
    """The batch of a month. Refuses: BatchUnknown."""
    batch = find_batch(db, batch_month=batch_month)
    if batch is None:
        raise BatchUnknown(batch_month=batch_month)
    return batch


def hold_batch(db: Connection[Any], *, batch_month: int, states: tuple[State, ...]) -> Batch:
    """The batch, locked, in one of these states. Refuses: BatchUnknown, BatchNotReady."""
    statement = f"select {columns_of(Batch)} from clearing_batch where batch_month = %s for update"
    batch = fetch_one(db, Batch, statement, [batch_month])
    if batch is None:
        raise BatchUnknown(batch_month=batch_month)
    if batch.state not in states:
        raise BatchNotReady(batch_month=batch_month, state=batch.state)
    return batch


def first_day_of(month: int) -> date:
    """The day a month begins."""
    return date(month // 100, month % 100, 1)


def month_of(day: date) -> int:
    """The month a day is in: 202611."""
    return day.year * 100 + day.month


def first_day_after(month: int) -> date:
    """The day a month is over: 202612 -> 1 January 2027."""
    year, number = divmod(month, 100)
    return date(year + number // 12, number % 12 + 1, 1)


def set_state(db: Connection[Any], *, batch_month: int, state: State, now: datetime) -> None:
    """Move a batch on, and keep when it first came there."""
    db.execute(
        """
        update clearing_batch
        set state = %(state)s,
            confirmed_at = case when %(state)s = 'CONFIRMED' then %(now)s else confirmed_at end,
            noticed_at = case when %(state)s = 'NOTICED' then %(now)s else noticed_at end,
            paid_at = case when %(state)s = 'PAID' then %(now)s else paid_at end,
            closed_at = case when %(state)s = 'CLOSED' then %(now)s else closed_at end
        where batch_month = %(batch_month)s
        """,
        {"batch_month": batch_month, "state": state.value, "now": now},
    )
