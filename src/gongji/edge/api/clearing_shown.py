"""Clearing as regions see it: batches, what is owed between them, payment notices."""

from datetime import date, datetime

import msgspec

from gongji.clearing import Batch, Owed, PaymentNotice
from gongji.edge.api.shown import Text, Yuan
from gongji.ground.money import yuan_of
from gongji.ledger import Business


class BatchShown(msgspec.Struct):
    """matrix_sm3: of the national matrix. waiting: the provinces that have not confirmed."""

    month: int
    state: str
    generated_at: datetime
    items: int
    amount: Yuan
    matrix_sm3: str
    waiting: list[int]


class OwedShown(msgspec.Struct):
    """What one pool or province owes another, gross; negative where cancels outweigh it. business: AID, CARE, …"""

    payer: int
    payee: int
    business: str
    month: int
    items: int
    amount: Yuan


class OwedPage(msgspec.Struct):
    """What a region owes others, and what others owe it: two lists that are never set off."""

    payable: list[OwedShown]
    receivable: list[OwedShown]
    payable_sum: Yuan
    receivable_sum: Yuan


class NoticeShown(msgspec.Struct):
    """A payment notice to the payer, a collection notice to the payee. reversed: the pair's sum was negative."""

    number: str
    month: int
    level: str
    payer: int
    payee: int
    amount: Yuan
    reversed: bool
    state: str
    due_on: date | None


class NoticePage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    notices: list[NoticeShown]
    after: str | None


class Counted(msgspec.Struct):
    """How many were written or released."""

    notices: int


class PaymentGiven(msgspec.Struct):
    """What the bank says; payer and payee as on the notice."""

    bank: Text
    serial_no: Text
    paid_on: date
    payer: int
    payee: int
    amount: Yuan


class ProvinceConfirmed(msgspec.Struct):
    """A province has confirmed its tables of a month."""

    month: int
    province: int


class OwnTables(msgspec.Struct):
    """reason: why the nation confirms for a province that is silent; None where the province itself does."""

    province: int
    reason: Text | None = None


def shown_batch(batch: Batch, waiting: list[int]) -> BatchShown:
    """A batch and for whom it waits."""
    return BatchShown(
        batch.batch_month,
        batch.state,
        batch.generated_at,
        batch.items,
        yuan_of(batch.amount_fen),
        batch.matrix_digest.hex(),
        waiting,
    )


def shown_owed(payable: list[Owed], receivable: list[Owed]) -> OwedPage:
    """Both sides, with their sums."""
    return OwedPage(
        [shown_line(one) for one in payable],
        [shown_line(one) for one in receivable],
        yuan_of(sum(one.amount_fen for one in payable)),
        yuan_of(sum(one.amount_fen for one in receivable)),
    )


def shown_notice(notice: PaymentNotice) -> NoticeShown:
    """A notice as both its parties see it."""
    return NoticeShown(
        notice.number,
        notice.batch_month,
        notice.level,
        notice.payer,
        notice.payee,
        yuan_of(notice.amount_fen),
        notice.reversed,
        notice.state,
        notice.due_on,
    )


def shown_line(owed: Owed) -> OwedShown:
    """What one owes another."""
    business = Business(owed.business).name
    return OwedShown(owed.payer, owed.payee, business, owed.month, owed.items, yuan_of(owed.amount_fen))
