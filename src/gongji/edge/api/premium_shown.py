"""Premiums as they are shown: what they cost, who pays which part, how far they have come (B-07, B-08)."""

from datetime import date, datetime

import msgspec

from gongji import contributions
from gongji.contributions import PremiumOrder, Quote, Scheme
from gongji.edge.api.call import Call
from gongji.edge.api.shown import Identifier, Yuan
from gongji.ground.money import yuan_of


class PartShown(msgspec.Struct):
    """What one relative's quota pays, or the lot of a transfer."""

    quota_id: Identifier | None
    transfer_id: Identifier | None
    amount: Yuan


class LeftOut(msgspec.Struct):
    """A quota, or lot, that does not pay, by the donor's pool, and why."""

    pool: int
    reason: str


class PremiumQuoted(msgspec.Struct):
    """amount = own + aid + cash. band: by which age or group, "" where there is one amount (B-01).

    cover_from, cover_to: the first and the last day. wait_months: from the order to cover where it comes late, None
    where cover begins with the year, or with birth (B-03, B-04).
    """

    scheme: str
    year: int
    amount: Yuan
    own: Yuan
    aid: list[PartShown]
    cash: Yuan
    left_out: list[LeftOut]
    cover_from: date
    cover_to: date
    band: str
    wait_months: int | None


class PremiumShown(msgspec.Struct):
    """state: RESERVED, SENT_TO_TAX (no answer yet), PAID, REFUNDING, REFUNDED, FAILED or EXPIRED (B-07).

    amount = own + aid + cash. band, cover_from, cover_to, wait_months: as in the quote. reason: why it ended, or is
    refunded. former_record: of a record that was merged into this one (W-03).
    """

    order_id: Identifier
    scheme: str
    year: int
    state: str
    amount: Yuan
    own: Yuan
    aid: list[PartShown]
    cash: Yuan
    cover_from: date
    cover_to: date
    band: str
    wait_months: int | None
    ordered_at: datetime
    paid_at: datetime | None = None
    ended_at: datetime | None = None
    receipt: str = ""
    reason: str = ""
    former_record: bool = False


class PremiumPage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    premiums: list[PremiumShown]
    after: Identifier | None


def quoted(found: Quote) -> PremiumQuoted:
    """A quote as its payer may see it."""
    parts = [
        (None if draw.quota is None else draw.quota.quota_id, draw.lot_id, draw.amount_fen) for draw in found.draws
    ]
    return PremiumQuoted(
        scheme=found.scheme.name,
        year=found.year,
        amount=yuan_of(found.amount_fen),
        own=yuan_of(found.own_fen),
        aid=_aid(parts),
        cash=yuan_of(found.cash_fen),
        left_out=[LeftOut(one.donor_pool, one.reason) for one in found.skipped],
        cover_from=found.terms.cover_from,
        cover_to=date(found.year, 12, 31),
        band=found.terms.band,
        wait_months=found.terms.wait_months,
    )


def shown(call: Call, order: PremiumOrder) -> PremiumShown:
    """An order as the person it insures may see it."""
    parts = contributions.find_parts(call.db, order_ids=[order.order_id])[order.order_id]
    return PremiumShown(
        order_id=str(order.order_id),
        scheme=Scheme(order.scheme).name,
        year=order.year,
        state=order.state,
        amount=yuan_of(order.amount_fen),
        own=yuan_of(sum(part.amount_fen for part in parts if part.is_own)),
        aid=_aid([(part.quota_id, part.lot_id, part.amount_fen) for part in parts]),
        cash=yuan_of(order.cash_fen),
        cover_from=order.cover_from,
        cover_to=date(order.year, 12, 31),
        band=order.band,
        wait_months=order.wait_months,
        ordered_at=order.ordered_at,
        paid_at=order.paid_at,
        ended_at=order.ended_at,
        receipt=order.receipt,
        reason=order.reason,
        former_record=order.person_id != call.caller.acts_for,
    )


def _aid(parts: list[tuple[int | None, int | None, int]]) -> list[PartShown]:
    """What each quota and each lot pays, both its buckets together, in the order they were drawn on.

    parts: (quota, lot, fen); of her own account without either.
    """
    paid: dict[tuple[int | None, int | None], int] = {}
    for quota_id, lot_id, fen in parts:
        if quota_id is not None or lot_id is not None:
            paid[quota_id, lot_id] = paid.get((quota_id, lot_id), 0) + fen
    return [
        PartShown(None if quota_id is None else str(quota_id), None if lot_id is None else str(lot_id), yuan_of(fen))
        for (quota_id, lot_id), fen in paid.items()
    ]
