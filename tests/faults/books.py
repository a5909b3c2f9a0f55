"""What the rows say of message numbers."""

from typing import Any

from psycopg import Connection


def booked(db: Connection[Any]) -> dict[str | None, bool]:
    """Every message number that left a trace, and whether it is wholly there; None stands for rows of no message.

    A payment is a request, a settlement, fee lines, a fact and, where not all was cash, transfers. A cancel or reversal
    has a cancellation instead of fee lines; a reversal without effect and a tombstone have the request alone.
    """
    rows = db.execute(
        """
        select
            coalesce(request.message_id, settlement.message_id),
            case
                when request.kind in (4, 5) then settlement.settlement_id is null
                else request.kind = settlement.kind
                    and fact_id is not null
                    and (fee_lines.settlement_id is not null) = (request.kind = 1)
                    and (cancellation.settlement_id is not null) = (request.kind in (2, 3))
                    and (journal_id is not null) = (own_account_fen + aid_fen <> 0)
            end is true
        from request
        full join settlement on settlement.settlement_id = outcome_id
        full join fee_lines on fee_lines.settlement_id = settlement.settlement_id
        full join cancellation on cancellation.settlement_id = settlement.settlement_id
        full join (
            select fact_id
            from fact
            where kind between 20 and 22
        ) as fact on fact_id = settlement.settlement_id
        full join (
            select journal_id
            from transfer
            except select fact_id
            from fact
            where kind < 20
        ) as journal on journal_id = settlement.settlement_id
        """
    )
    return dict(rows.fetchall())
