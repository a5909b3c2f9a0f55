"""Who pays which part of a premium, to the fen; what is left is cash (B-08, Q-22)."""

from collections.abc import Iterable, Sequence

from gongji.ground.value import value
from gongji.ledger import Account
from gongji.mutual_aid import Quota
from gongji.wallet import LOTS


@value
class Draw:
    """What one account pays; quota is None for the person's own account, and for a lot."""

    account: Account
    quota: Quota | None
    amount_fen: int

    @property
    def lot_id(self) -> int | None:
        """The transfer whose lot pays it."""
        return self.account.subject_id if self.account.kind in LOTS else None

    @property
    def is_own(self) -> bool:
        """Whether the person's own account pays it."""
        return self.quota is None and self.lot_id is None


@value
class Purse:
    """One payer's accounts in the order they are spent; quota is None for the person herself, and for a lot."""

    quota: Quota | None
    accounts: Sequence[Account]


def split(amount_fen: int, purses: Iterable[Purse], *, quotas_at_most: int) -> list[Draw]:
    """Draws in order until the amount is paid, the rest is cash. A quota that gives nothing does not count (Q-22)."""
    draws: list[Draw] = []
    quotas_used = 0
    for purse in purses:
        if purse.quota is not None and quotas_used >= quotas_at_most:
            continue
        before = amount_fen
        for account in purse.accounts:
            part = min(amount_fen, account.balance_fen)
            if part:
                draws.append(Draw(account, purse.quota, part))
                amount_fen -= part
        quotas_used += purse.quota is not None and amount_fen < before
    return draws
