"""Settlements rebuilt from their rows: for repeated messages, queries, cancels and reversals."""

from collections.abc import Collection
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cells_and
from gongji.ground.rows import fetch
from gongji.ledger import AccountKind, Transfer
from gongji.settlement.fees import AssessedLine, unpacked
from gongji.settlement.settlement import SETTLEMENT_COLUMNS, AidLine, Outcome, Settled, Settlement, Skipped
from gongji.settlement.undo import Original
from gongji.wallet import LOTS


def find_settled(db: Connection[Any], *, settlement_ids: Collection[int]) -> dict[int, Settled]:
    """Settlements, cancels and reversals as they were answered; identifiers nobody has are absent."""
    where = cells_and(settlement_ids)
    rows = fetch(
        db,
        Settlement,
        f"""
        select {SETTLEMENT_COLUMNS}
        from settlement
        where cell = any(%s::smallint[])
        and settlement_id = any(%s::bigint[])
        """,
        where,
    )
    settlements = rows
    lines = _fee_lines(db, where)
    aid = _aid_lines(db, where)
    skipped = _skipped(db, where)
    undone = dict(_cancellations(db, where, by="original_id", told="kind"))
    originals = dict(_cancellations(db, where, by="settlement_id", told="original_id"))
    return {
        row.settlement_id: Settled(
            row,
            lines.get(row.settlement_id, ()),
            tuple(aid.get(row.settlement_id, ())),
            skipped.get(row.settlement_id, ()),
            originals.get(row.settlement_id),
            Outcome(undone[row.settlement_id]) if row.settlement_id in undone else None,
        )
        for row in settlements
    }


def find_originals(
    db: Connection[Any], *, settlement_ids: Collection[int]
) -> tuple[dict[int, Original], dict[int, Outcome]]:
    """Settlements with their journals, to be undone; and which of them were undone before, by what."""
    settled = find_settled(db, settlement_ids=settlement_ids)
    journals: dict[int, list[Transfer]] = {}
    for transfer in _transfers(db, settlement_ids):
        journals.setdefault(transfer.journal_id, []).append(transfer)
    originals = {key: Original(one, journals.get(key, [])) for key, one in settled.items()}
    return originals, {key: one.undone_by for key, one in settled.items() if one.undone_by is not None}


def _transfers(db: Connection[Any], journals: Collection[int]) -> list[Transfer]:
    rows = fetch(
        db,
        Transfer,
        """
        select journal_id, line, book, debit_account, credit_account, amount_fen
        from transfer
        where cell = any(%s::smallint[])
        and journal_id = any(%s::bigint[])
        order by journal_id, line
        """,
        cells_and(journals),
    )
    return rows


def _fee_lines(db: Connection[Any], where: list[Any]) -> dict[int, tuple[AssessedLine, ...]]:
    rows = db.execute(
        """
        select settlement_id, lines
        from fee_lines
        where cell = any(%s::smallint[])
        and settlement_id = any(%s::bigint[])
        """,
        where,
    )
    return {row[0]: unpacked(row[1]) for row in rows}


def _aid_lines(db: Connection[Any], where: list[Any]) -> dict[int, list[AidLine]]:
    """Aid is read from the journal: what left (or came back to, or instead of) accounts of quotas and lots.

    A cancel tells what its original drew on, wherever the refund then went.
    """
    rows = db.execute(
        """
        with drawn as (
            select coalesce(c.settlement_id, t.journal_id) as told_for,
                   t.debit_account, t.cell, t.line,
                   case when c.settlement_id is null then t.amount_fen else -t.amount_fen end as amount_fen
            from settlement s
            left join cancellation c on c.cell = s.cell and c.settlement_id = s.settlement_id
            join transfer t on t.cell = s.cell and t.journal_id = coalesce(c.original_id, s.settlement_id)
            where s.cell = any(%s::smallint[])
            and s.settlement_id = any(%s::bigint[])
        )
        select drawn.told_for, account.subject_id, account.book, coalesce(quota.relation, lot.relation) as relation,
               sum(drawn.amount_fen)::bigint, min(drawn.line)
        from drawn
        join account on account.cell = drawn.cell and account.account_id = drawn.debit_account
        left join quota on quota.cell = account.cell and quota.quota_id = account.subject_id
        left join wallet_transfer lot on lot.cell = account.cell and lot.transfer_id = account.subject_id
        where account.kind = any(%s::smallint[])
        group by drawn.told_for, account.subject_id, account.book, coalesce(quota.relation, lot.relation)
        order by drawn.told_for, min(drawn.line)
        """,
        [*where, [AccountKind.QUOTA_CURRENT, AccountKind.QUOTA_CARRIED, *LOTS]],
    )
    found: dict[int, list[AidLine]] = {}
    for told_for, source_id, pool, relation, amount, _ in rows:
        lines = found.setdefault(told_for, [])
        lines.append(AidLine(len(lines) + 1, source_id, pool, relation, amount))
    return found


def _skipped(db: Connection[Any], where: list[Any]) -> dict[int, tuple[Skipped, ...]]:
    rows = db.execute(
        """
        select fact_id, detail -> 'skipped'
        from fact
        where cell = any(%s::smallint[])
        and fact_id = any(%s::bigint[])
        and detail is not null
        """,
        where,
    )
    return {row[0]: tuple(Skipped(pool, reason) for pool, reason in row[1] or ()) for row in rows}


def _cancellations(db: Connection[Any], where: list[Any], *, by: str, told: str) -> list[tuple[int, int]]:
    rows = db.execute(
        f"select {by}, {told} from cancellation where cell = any(%s::smallint[]) and {by} = any(%s::bigint[])", where
    )
    return rows.fetchall()
