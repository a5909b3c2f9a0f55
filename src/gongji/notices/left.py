"""What people can still spend of their relatives' money, as it is when a notice is written (A-08)."""

from collections.abc import Collection, Iterable
from typing import Any

from psycopg import Connection

from gongji import ledger, mutual_aid, wallet
from gongji.ground.value import value
from gongji.ledger import AccountKind

OF_QUOTAS = (AccountKind.QUOTA_CURRENT, AccountKind.QUOTA_CARRIED)
Pair = tuple[int, int]


@value
class Left:
    """By (spender, giver). fen: in quotas and in lots. whole: whose whole account she may spend (R-22)."""

    fen: dict[Pair, int]
    whole: set[Pair]

    def of(self, spender: int, givers: Iterable[int]) -> dict[str, Any]:
        """What a notice says is left to a spender of what these give; of a whole account never how much (N-05)."""
        pairs = {(spender, giver) for giver in givers}
        whole = bool(pairs & self.whole)
        limited = sum(self.fen.get(pair, 0) for pair in pairs)
        said: dict[str, Any] = {"whole": True} if whole else {}
        return said | ({"left_fen": limited} if limited or not whole else {})


def find_left(db: Connection[Any], people: Collection[int]) -> Left:
    """What these spenders still have of whom."""
    accounts = ledger.find_accounts(db, spenders=people)
    lots = wallet.find_transfers(db, transfer_ids={one.subject_id for one in accounts if one.kind in wallet.LOTS})
    fen: dict[Pair, int] = {}
    for account in accounts:
        if account.kind in OF_QUOTAS:
            giver = account.owner_id
        elif account.kind in wallet.LOTS:
            giver = lots[account.subject_id].sender_id
        else:
            continue
        pair = account.spender_id, giver
        fen[pair] = fen.get(pair, 0) + account.balance_fen
    quotas = mutual_aid.find_quotas(db, beneficiaries=people)
    whole = {(q.beneficiary_id, q.donor_id) for of_one in quotas.values() for q in of_one if q.is_whole_balance}
    return Left(fen, whole)
