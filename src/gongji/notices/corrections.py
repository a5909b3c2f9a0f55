"""Whom a correction concerns: everybody whose account holds more or less after it."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.ground.identifiers import cells_and
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Case, Side


def about_corrections(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """Each with how much; nobody whose money only went from one bucket to the other."""
    moved = _moved(db, heard)
    return [
        Concern(one, Side.OWNER, owner, {"amount_fen": abs(fen)}, Case.PLAIN if fen > 0 else Case.TOOK)
        for one in heard
        for owner, fen in sorted(moved.get(one.fact_id, {}).items())
        if fen
    ]


def _moved(db: Connection[Any], heard: Sequence[Heard]) -> dict[int, dict[int, int]]:
    """What each journal added to whose account, negative where it took."""
    rows = db.execute(
        """
        select journal_id, debit_account, credit_account, amount_fen
        from transfer
        where cell = any(%s::smallint[])
        and journal_id = any(%s::bigint[])
        """,
        cells_and(one.fact_id for one in heard),
    ).fetchall()
    owners = _owners(db, {account for _, debit, credit, _ in rows for account in (debit, credit)})
    moved: dict[int, dict[int, int]] = {}
    for journal_id, debit, credit, fen in rows:
        of_journal = moved.setdefault(journal_id, {})
        for account, change in ((debit, -fen), (credit, fen)):
            if account in owners:
                of_journal[owners[account]] = of_journal.get(owners[account], 0) + change
    return moved


def _owners(db: Connection[Any], accounts: set[int]) -> dict[int, int]:
    """Whose accounts these are; shared ones are nobody's."""
    rows = db.execute(
        "select account_id, owner_id from account where cell = any(%s::smallint[]) and account_id = any(%s::bigint[])",
        cells_and(account for account in accounts if ledger.is_defended(account)),
    )
    return dict(rows.fetchall())
