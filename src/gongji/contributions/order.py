"""A premium order: whose cover of which year, what it costs, who pays which part, how far it has come (B-07)."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from psycopg import Connection

from gongji.contributions.refusals import PremiumOrderUnknown
from gongji.ground.identifiers import cell_of, cells_and
from gongji.ground.rows import fetch
from gongji.ground.value import columns_of, value
from gongji.insured import records_of


class State(StrEnum):
    """How far an order has come. What is created and quoted is not kept, as a trial of a bill is not (S-10)."""

    RESERVED = "RESERVED"
    SENT_TO_TAX = "SENT_TO_TAX"
    PAID = "PAID"
    REFUNDING = "REFUNDING"
    REFUNDED = "REFUNDED"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"


# The parts are held, and nobody can say yet what becomes of them.
WAITING = (State.RESERVED, State.SENT_TO_TAX)
# The same premium may be ordered anew.
GONE = (State.FAILED, State.EXPIRED, State.REFUNDED)


@value
class PremiumOrder:
    """person_id: who is insured by it. payer_id: who ordered it. pool: whose fund gets it (B-11).

    amount_fen = parts + cash_fen, which the payer gives the tax office herself (B-08). told_key: the teller's number.
    receipt: the tax office's. reason: why it ended or is refunded, "" while it runs.
    cover_from: the first day it insures somebody on. band: what she paid by (B-01). wait_months: from the order to
    cover where it came late, else None (B-03).
    """

    cell: int
    order_id: int
    person_id: int
    payer_id: int
    scheme: int
    year: int
    pool: int
    amount_fen: int
    cash_fen: int
    told_key: str
    policy_id: int
    state: str
    ordered_at: datetime
    cover_from: date
    band: str = ""
    wait_months: int | None = None
    sent_at: datetime | None = None
    paid_at: datetime | None = None
    ended_at: datetime | None = None
    receipt: str = ""
    reason: str = ""


@value
class Part:
    """What one account pays of an order, and where that is held meanwhile.

    quota_id and lot_id, the transfer that brought the lot: None for her own account.
    """

    cell: int
    order_id: int
    line: int
    quota_id: int | None
    owner_id: int
    book: int
    source_account: int
    held_account: int
    amount_fen: int
    lot_id: int | None = None

    @property
    def is_own(self) -> bool:
        """Whether her own account pays it."""
        return self.quota_id is None and self.lot_id is None


ORDERS = f"select {columns_of(PremiumOrder)} from premium_order where "


def find_orders(db: Connection[Any], *, order_ids: Collection[int]) -> dict[int, PremiumOrder]:
    """Orders by identifier; those nobody has are absent."""
    where = "cell = any(%s::smallint[]) and order_id = any(%s::bigint[])"
    return {order.order_id: order for order in fetch(db, PremiumOrder, ORDERS + where, cells_and(order_ids))}


def require_order(db: Connection[Any], *, order_id: int) -> PremiumOrder:
    """One order; refuses PremiumOrderUnknown."""
    found = find_orders(db, order_ids=[order_id]).get(order_id)
    if found is None:
        raise PremiumOrderUnknown()
    return found


def find_told(db: Connection[Any], *, person_id: int, told_key: str) -> PremiumOrder | None:
    """The order somebody told before under the same number."""
    where = "cell = %s and person_id = %s and told_key = %s"
    return next(iter(fetch(db, PremiumOrder, ORDERS + where, [cell_of(person_id), person_id, told_key])), None)


def find_standing(db: Connection[Any], *, person_id: int, scheme: int, year: int) -> PremiumOrder | None:
    """The order that is paid or waits for this cover, by any record of the person; there is at most one (B-09)."""
    where = (
        "cell = any(%s::smallint[]) and person_id = any(%s::bigint[])"
        " and scheme = %s and year = %s and state <> all(%s)"
    )
    values = [*cells_and(records_of(db, person_id=person_id)), scheme, year, list(GONE)]
    return next(iter(fetch(db, PremiumOrder, ORDERS + where, values)), None)


def list_orders(db: Connection[Any], *, person_id: int, after: int, limit: int) -> list[PremiumOrder]:
    """Orders for somebody's cover, by any record of the person, oldest first, from after an identifier on."""
    where = "cell = any(%s::smallint[]) and person_id = any(%s::bigint[]) and order_id > %s order by order_id limit %s"
    return fetch(db, PremiumOrder, ORDERS + where, [*cells_and(records_of(db, person_id=person_id)), after, limit])


def find_waiting(db: Connection[Any], *, before: datetime, after: int, limit: int) -> list[int]:
    """Orders made before a moment that wait for the tax office, by identifier from `after` on."""
    rows = db.execute(
        """
        select order_id
        from premium_order
        where state in ('RESERVED', 'SENT_TO_TAX', 'REFUNDING')
        and ordered_at < %s
        and order_id > %s
        order by order_id
        limit %s
        """,
        [before, after, limit],
    )
    return [row[0] for row in rows.fetchall()]


def is_waiting(db: Connection[Any], *, people: Collection[int]) -> bool:
    """Whether the tax office has still to say what becomes of an order for the cover of any of these."""
    row = db.execute(
        """
        select exists (
            select
            from premium_order
            where cell = any(%s::smallint[])
            and person_id = any(%s::bigint[])
            and state = any(%s)
        )
        """,
        [*cells_and(people), list(WAITING)],
    ).fetchone()
    return row is not None and bool(row[0])


def find_parts(db: Connection[Any], *, order_ids: Collection[int]) -> dict[int, list[Part]]:
    """Which accounts pay for these orders, in the order they were drawn on; an order paid in cash has none."""
    rows = fetch(
        db,
        Part,
        f"""
        select {columns_of(Part)}
        from premium_part
        where cell = any(%s::smallint[])
        and order_id = any(%s::bigint[])
        order by order_id, line
        """,
        cells_and(order_ids),
    )
    found: dict[int, list[Part]] = {order_id: [] for order_id in order_ids}
    for part in rows:
        found[part.order_id].append(part)
    return found
