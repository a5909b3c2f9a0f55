"""The lines of a batch and how far each is: what a province owes another, or its own pools each other (C-10)."""

from enum import StrEnum
from typing import Any

from psycopg import Connection

from gongji.ground.rows import fetch
from gongji.ground.value import value


class LineState(StrEnum):
    """CARRIED_OVER: it was disputed, that is solved, and another batch clears it."""

    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    DISPUTED = "DISPUTED"
    CARRIED_OVER = "CARRIED_OVER"
    PAID = "PAID"


@value
class SheetLine:
    """What a province owes another, gross; inside one, what its pools owe each other. state: a LineState."""

    payer_province: int
    payee_province: int
    items: int
    amount_fen: int
    state: str


def list_lines(db: Connection[Any], *, batch_month: int, province: int | None = None) -> list[SheetLine]:
    """A batch's lines, about a thousand at most. province: only those it is a side of.

    A line is paid when every notice between its two provinces, or inside its one, is, or when it needed none.
    """
    return fetch(
        db,
        SheetLine,
        """
        select payer_province,
               payee_province,
               sheet.items,
               sheet.amount_fen,
               case
                   when dispute.solved_at is not null then 'CARRIED_OVER'
                   when dispute.dispute_id is not null then 'DISPUTED'
                   when batch.noticed_at is not null and unpaid.payer_province is null then 'PAID'
                   when payer.state = 'CONFIRMED' and payee.state = 'CONFIRMED' then 'CONFIRMED'
                   else 'PENDING'
               end
        from clearing_sheet as sheet
        join clearing_batch as batch
            using (batch_month)
        join (select batch_month, province as payer_province, state from clearing_confirmation) as payer
            using (batch_month, payer_province)
        join (select batch_month, province as payee_province, state from clearing_confirmation) as payee
            using (batch_month, payee_province)
        left join clearing_dispute as dispute
            using (batch_month, payer_province, payee_province)
        left join (
            select distinct batch_month,
                   case when reversed then payee else payer end / 10000 * 10000 as payer_province,
                   case when reversed then payer else payee end / 10000 * 10000 as payee_province
            from clearing_notice
            where level in ('national', 'provincial')
            and state <> 'PAID'
        ) as unpaid
            using (batch_month, payer_province, payee_province)
        where batch_month = %(batch_month)s
        and (%(province)s::integer is null or %(province)s in (payer_province, payee_province))
        order by payer_province, payee_province
        """,
        {"batch_month": batch_month, "province": province},
    )
