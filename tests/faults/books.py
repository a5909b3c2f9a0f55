"""What the rows say of message numbers."""

from typing import Any

from psycopg import Connection

from gongji.mutual_aid import Quota


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


def wait_for_sessions_to_end(db: Connection[Any]) -> None:
    """Return when nobody else uses the database: what a killed server had asked for is done or undone then."""
    others = "select count(*) from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()"
    while db.execute(others).fetchone() != (0,):
        # Within a transaction the answer would stay the same.
        db.execute("select pg_stat_clear_snapshot()")


def left_of(db: Connection[Any], quota: Quota) -> int:
    """What lies in the accounts of a quota."""
    row = db.execute(
        "select sum(balance_fen)::bigint from account where cell = %s and subject_id = %s",
        [quota.cell, quota.quota_id],
    ).fetchone()
    assert row
    return int(row[0])
