"""Lines of a batch and disputes about them, as both provinces see them (C-10, C-13)."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from gongji.clearing import Dispute, SheetLine
from gongji.edge.api.mandates import Digest
from gongji.edge.api.shown import Identifier, Text, Yuan
from gongji.ground.money import yuan_of

Province = Annotated[int, Meta(ge=100_000, le=999_999)]


class LineShown(msgspec.Struct):
    """What a province owes another, gross. state: PENDING, CONFIRMED, DISPUTED, CARRIED_OVER or PAID."""

    payer: int
    payee: int
    items: int
    amount: Yuan
    state: str


class LinePage(msgspec.Struct):
    """The lines of a batch that a region may see; a thousand for the nation."""

    lines: list[LineShown]


class DisputeAsked(msgspec.Struct):
    """province: whose dispute it is, one of payer and payee. evidence_hash: of the paper that shows it."""

    province: Province
    payer: Province
    payee: Province
    reason: Text
    evidence_hash: Digest


class Reasoned(msgspec.Struct):
    """note: why a dispute ends; nothing personal."""

    note: Text


class DisputeShown(msgspec.Struct):
    """red_on: the first day it is on the red list. ending: WITHDRAWN or DECIDED.

    taken_by: the month whose batch has the line again.
    """

    dispute_id: Identifier
    month: int
    payer: int
    payee: int
    province: int
    reason: str
    evidence_hash: str
    opened_at: datetime
    red_on: date
    solved_at: datetime | None
    ending: str | None
    note: str | None
    taken_by: int | None


class DisputePage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    disputes: list[DisputeShown]
    after: Identifier | None


def shown_line(line: SheetLine) -> LineShown:
    """A line and how far it is."""
    return LineShown(line.payer_province, line.payee_province, line.items, yuan_of(line.amount_fen), line.state)


def shown_dispute(dispute: Dispute) -> DisputeShown:
    """A dispute without who wrote it."""
    return DisputeShown(
        str(dispute.dispute_id),
        dispute.batch_month,
        dispute.payer_province,
        dispute.payee_province,
        dispute.province,
        dispute.reason,
        dispute.evidence_hash.hex(),
        dispute.opened_at,
        dispute.red_on,
        dispute.solved_at,
        dispute.ending,
        dispute.note,
        dispute.taken_by,
    )
