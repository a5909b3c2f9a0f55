"""Whom news of a transfer concerns: who sent it and who got it (W-11 … W-26)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from psycopg import Connection

from gongji import ledger, wallet
from gongji.audit import Happening
from gongji.ground.calendar import BEIJING
from gongji.ground.identifiers import cells_and
from gongji.ground.value import value
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Case, Side
from gongji.wallet import RETURN_HOUR, WalletTransfer

ENDED = {"rejected": Case.REJECTED, "revoked": Case.REVOKED}


@value
class Moved:
    """What a journal moved, and whether into suspense, its owner's account being closed (W-26)."""

    amount_fen: int
    kept: bool


def about_transfers(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """Both sides of each; nobody where nothing of a lot was left."""
    found = wallet.find_transfers(db, transfer_ids={one.subject_id for one in heard})
    moved = _moved(db, heard)
    concerns = []
    for one in heard:
        transfer = found[one.subject_id]
        if one.fact_id not in moved:
            continue
        said: dict[str, Any] = {"amount_fen": moved[one.fact_id].amount_fen}
        if one.happening is Happening.TRANSFER_SENT:
            said |= {"until": _until(transfer)}
        case = _case(one, moved[one.fact_id])
        for side, person, other in (
            (Side.DONOR, transfer.sender_id, transfer.receiver_id),
            (Side.BENEFICIARY, transfer.receiver_id, transfer.sender_id),
        ):
            concerns.append(Concern(one, side, person, {"people": [str(other)], **said}, case))
    return concerns


def _case(one: Heard, moved: Moved) -> Case:
    if moved.kept:
        return Case.KEPT
    return ENDED.get((one.detail or {}).get("state", ""), Case.PLAIN)


def _until(transfer: WalletTransfer) -> str:
    """When it returns unless it is accepted (W-18)."""
    return datetime.combine(transfer.sent_on + timedelta(days=1), time(RETURN_HOUR), BEIJING).isoformat()


def _moved(db: Connection[Any], heard: Sequence[Heard]) -> dict[int, Moved]:
    rows = db.execute(
        """
        select journal_id, sum(amount_fen)::bigint, bool_or(credit_account = %s)
        from transfer
        where cell = any(%s::smallint[])
        and journal_id = any(%s::bigint[])
        group by journal_id
        """,
        [ledger.suspense(), *cells_and(one.fact_id for one in heard)],
    )
    return {journal_id: Moved(fen, kept) for journal_id, fen, kept in rows.fetchall()}
