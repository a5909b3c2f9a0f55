"""The pilot ends in a pool: what is left of its lots becomes quotas, or returns to who sent it (D-12)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ledger import Account, AccountKind
from gongji.mutual_aid import Gift, take_in
from gongji.wallet.bring_back import bring_back
from gongji.wallet.transfer import HOME_OF, WalletTransfer, find_transfers, write_state


def find_lots(db: Connection[Any], *, after: int, limit: int) -> list[int]:
    """Transfers that were accepted and still are lots, spent or not, by identifier from `after` on."""
    rows = db.execute(
        """
        select transfer_id
        from wallet_transfer
        where state = 'accepted'
        and transfer_id > %s
        order by transfer_id
        limit %s
        """,
        [after, limit],
    )
    return [row[0] for row in rows.fetchall()]


def convert_lots(
    db: Connection[Any], *, transfer_ids: Collection[int], now: datetime, policy: PolicySet, by: By
) -> int:
    """End those among these lots whose pool makes no transfers any more; how many were. Again does nothing.

    What is left becomes the sender's money again, set aside for the same relative in the quota of their relation, or in
    a new one; where there is none that can take it (`mutual_aid.take_in`) it returns to the sender's account, or into
    suspense where that is closed (W-26). What is refunded later goes to the sender (S-24).
    """
    before = find_transfers(db, transfer_ids=transfer_ids)
    locked = ledger.lock(db, spenders={p for one in before.values() for p in (one.sender_id, one.receiver_id)})
    found = find_transfers(db, transfer_ids=before)
    lots = [found[transfer_id] for transfer_id in sorted(found) if _is_over(found[transfer_id], now, policy)]
    accounts = locked.accounts_of()
    gifts = {lot.transfer_id: _gift(lot, accounts.get(lot.transfer_id, ())) for lot in lots}
    full = [gift for gift in gifts.values() if gift.sources]
    taken = take_in(db, gifts=full, locked=locked, now=now, policy=policy, by=by)
    homeless = {gift.gift_id for gift, quota_id in zip(full, taken, strict=True) if quota_id is None}
    back = [lot for lot in lots if lot.transfer_id in homeless]
    bring_back(db, back, locked, state="given_back", now=now, policy=policy, by=by)
    write_state(db, [lot for lot in lots if lot.transfer_id not in homeless], state="converted", now=now)
    _record_empty(db, [lot for lot in lots if not gifts[lot.transfer_id].sources], now, by)
    return len(lots)


def _is_over(lot: WalletTransfer, now: datetime, policy: PolicySet) -> bool:
    mode = policy.value("wallet.transfer_mode", pool=lot.sender_pool, on=beijing_day(now))
    return lot.state == "accepted" and mode == "off"


def _gift(lot: WalletTransfer, accounts: Sequence[Account]) -> Gift:
    sources = [(HOME_OF[AccountKind(account.kind)], account) for account in accounts if account.balance_fen]
    return Gift(lot.transfer_id, lot.sender_id, lot.receiver_id, sources)


def _record_empty(db: Connection[Any], lots: Sequence[WalletTransfer], now: datetime, by: By) -> None:
    """Lots of which nothing was left end without a journal."""
    identifiers = new_identifiers(db, cells=[lot.cell for lot in lots])
    happening = Happening.LOT_CONVERTED
    facts = [
        Fact(fact_id, happening, lot.transfer_id, now, by=by) for fact_id, lot in zip(identifiers, lots, strict=True)
    ]
    audit.record(db, facts)
