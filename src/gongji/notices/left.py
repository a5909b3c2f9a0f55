"""What people can still spend of their relatives' money, as it is when a notice is written (A-08)."""

from collections.abc import Collection
from typing import Any

from psycopg import Connection

from gongji import ledger, wallet
from gongji.ledger import AccountKind

OF_QUOTAS = (AccountKind.QUOTA_CURRENT, AccountKind.QUOTA_CARRIED)


def find_left(db: Connection[Any], people: Collection[int]) -> dict[tuple[int, int], int]:
    """What (spender, giver) still have, in quotas and in lots."""
    accounts = ledger.find_accounts(db, spenders=people)
    lots = wallet.find_transfers(db, transfer_ids={one.subject_id for one in accounts if one.kind in wallet.LOTS})
    left: dict[tuple[int, int], int] = {}
    for account in accounts:
        if account.kind in OF_QUOTAS:
            giver = account.owner_id
        elif account.kind in wallet.LOTS:
            giver = lots[account.subject_id].sender_id
        else:
            continue
        pair = account.spender_id, giver
        left[pair] = left.get(pair, 0) + account.balance_fen
    return left
