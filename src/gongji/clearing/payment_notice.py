"""Payment and collection notices (付款通知书, 收款通知书): one obligation each, released by two people (C-10, C-02)."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit
from gongji.audit import By, Fact, Happening
from gongji.clearing.batch import State, hold_batch
from gongji.ground.identifiers import new_identifiers
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch, fetch_one
from gongji.ground.value import columns_of, value, values_of


class Level(StrEnum):
    """Between two provinces; from a pool to its province and back; between two pools of one province (C-02)."""

    NATIONAL = "national"
    COLLECT = "collect"
    PASS_ON = "pass_on"
    PROVINCIAL = "provincial"


@value
class PaymentNotice:
    """payer, payee: a province at the national level, else pools and their province.

    reversed: the pair's total was negative, so that who was to get it pays (C-16).
    """

    notice_id: int
    batch_month: int
    number: str
    level: str
    payer: int
    payee: int
    amount_fen: int
    reversed: bool
    state: str
    drafted_at: datetime
    drafted_by: int
    due_on: date | None = None
    released_at: datetime | None = None


@refusal
class PaymentNoticeUnknown(Refusal):
    """There is no notice of this number."""

    code: ClassVar[str] = "PAYMENT_NOTICE_UNKNOWN"
    rule: ClassVar[str] = "C-14"
    number: str


# What is owed at each level of lines nobody disputes, before its sign is looked at. A pool that is its own province, as
# a municipality is, has nothing to send there.
OBLIGATIONS = """
    select 'national', payer_province, payee_province, sum(amount_fen)::bigint
    from cleared_line
    where batch_month = %(batch_month)s and payer_province <> payee_province
    group by payer_province, payee_province
    union all
    select 'collect', payer_pool, payer_province, sum(amount_fen)::bigint
    from cleared_line
    where batch_month = %(batch_month)s and payer_province <> payee_province and payer_pool <> payer_province
    group by payer_pool, payer_province
    union all
    select 'pass_on', payee_province, payee_pool, sum(amount_fen)::bigint
    from cleared_line
    where batch_month = %(batch_month)s and payer_province <> payee_province and payee_pool <> payee_province
    group by payee_province, payee_pool
    union all
    select 'provincial', payer_pool, payee_pool, sum(amount_fen)::bigint
    from cleared_line
    where batch_month = %(batch_month)s and payer_province = payee_province
    group by payer_pool, payee_pool
    order by 1, 2, 3
"""


def draft_notices(db: Connection[Any], *, batch_month: int, now: datetime, by: By) -> int:
    """Write the notices of a confirmed batch; how many. They count when a second person releases them.

    Refuses: BatchUnknown, BatchNotReady.
    """
    hold_batch(db, batch_month=batch_month, states=(State.CONFIRMED,))
    owed = db.execute(OBLIGATIONS, {"batch_month": batch_month}).fetchall()
    owed = [row for row in owed if row[3]]
    identifiers = new_identifiers(db, cells=[0] * (len(owed) + 1))
    notices = [
        PaymentNotice(
            notice_id,
            batch_month,
            f"GJ{batch_month}-{position:05d}",
            level,
            payer if amount_fen > 0 else payee,
            payee if amount_fen > 0 else payer,
            abs(amount_fen),
            amount_fen < 0,
            "DRAFTED",
            now,
            by.actor_id,
        )
        for position, (notice_id, (level, payer, payee, amount_fen)) in enumerate(
            zip(identifiers, owed, strict=False), start=1
        )
    ]
    _write(db, notices)
    detail = {"notices": len(notices)}
    audit.record(db, [Fact(identifiers[-1], Happening.CLEARING_NOTICES_DRAFTED, batch_month, now, detail, by)])
    return len(notices)


def list_notices(
    db: Connection[Any], *, batch_month: int, party: int | None = None, after: str = "", limit: int = 100
) -> list[PaymentNotice]:
    """A page of a batch's notices, by number. party: only those in which this pool or province pays or is paid."""
    page = f"""
        select {columns_of(PaymentNotice)}
        from clearing_notice
        where batch_month = %(batch_month)s
        and number > %(after)s
        and number < %(end)s
    """
    # Numbers of a batch begin with its month, so that a page is read from there and not from the first there ever was.
    values = {
        "batch_month": batch_month,
        "party": party,
        "after": max(after, f"GJ{batch_month}"),
        "end": f"GJ{batch_month + 1}",
        "limit": limit,
    }
    ended = "order by number limit %(limit)s"
    if party is None:
        return fetch(db, PaymentNotice, f"{page} {ended}", values)
    # Either side by its own index; nobody pays herself, so nothing is found twice.
    sides = [f"({page} and {side} = %(party)s {ended})" for side in ("payer", "payee")]
    return fetch(db, PaymentNotice, f"{sides[0]} union all {sides[1]} {ended}", values)


def count_notices(db: Connection[Any], *, batch_month: int) -> list[tuple[str, str, int, int]]:
    """How far a batch's notices are: (level, state, how many, fen together)."""
    rows = db.execute(
        """
        select level, state, count(*), sum(amount_fen)::bigint
        from clearing_notice
        where batch_month = %s
        group by level, state
        order by level, state
        """,
        [batch_month],
    )
    return rows.fetchall()


def require_notice(db: Connection[Any], *, number: str) -> PaymentNotice:
    """A notice by its number, whatever its state. Refuses: PaymentNoticeUnknown."""
    notice = fetch_one(
        db, PaymentNotice, f"select {columns_of(PaymentNotice)} from clearing_notice where number = %s", [number]
    )
    if notice is None:
        raise PaymentNoticeUnknown(number=number)
    return notice


def _write(db: Connection[Any], notices: Sequence[PaymentNotice]) -> None:
    with db.cursor().copy(f"copy clearing_notice ({columns_of(PaymentNotice)}) from stdin".encode()) as copy:
        for notice in notices:
            copy.write_row(values_of(notice))
