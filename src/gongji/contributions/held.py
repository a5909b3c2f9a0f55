"""An order with everybody locked whose money it holds, and what every step of it writes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.contributions.order import Part, PremiumOrder, find_parts, require_order
from gongji.ground.identifiers import new_identifiers
from gongji.ground.value import value
from gongji.ledger import Account, Transfer
from gongji.wallet import WalletTransfer, find_transfers

# (book, debit account, credit account, fen)
Leg = tuple[int, int, int, int]


@value
class Held:
    """accounts: every open account of the person and of those who gave, by identifier.

    lots: the transfers that gave lots which pay. survivors: the record that lives on, of each of all these people that
    was merged since.
    """

    order: PremiumOrder
    parts: Sequence[Part]
    lots: Mapping[int, WalletTransfer]
    accounts: Mapping[int, Account]
    survivors: Mapping[int, int]

    def giver_of(self, part: Part) -> int:
        """Whose money a part is where its source takes none back: of a lot, who sent it (S-22, S-24)."""
        giver_id = part.owner_id if part.lot_id is None else self.lots[part.lot_id].sender_id
        return self.survivors.get(giver_id, giver_id)


def hold(db: Connection[Any], *, order_id: int) -> Held:
    """Look whose money it is, lock them, look again; refuses PremiumOrderUnknown.

    Givers are locked too: what returns may have to go to their own accounts (S-22).
    """
    before = require_order(db, order_id=order_id)
    parts = find_parts(db, order_ids=[order_id])[order_id]
    lot_ids = {part.lot_id for part in parts if part.lot_id is not None}
    senders = [lot.sender_id for lot in find_transfers(db, transfer_ids=lot_ids).values()]
    people = {before.person_id, *(part.owner_id for part in parts), *senders}
    locked = ledger.lock(db, spenders=people | set(ledger.find_survivors(db, people=people).values()))
    order, lots = require_order(db, order_id=order_id), find_transfers(db, transfer_ids=lot_ids)
    return Held(order, parts, lots, locked.accounts, ledger.find_survivors(db, people=people))


def write(
    db: Connection[Any],
    after: PremiumOrder,
    happening: Happening,
    legs: Sequence[Leg],
    *,
    now: datetime,
    by: By,
    detail: dict[str, Any] | None = None,
) -> int:
    """Write how far an order has come, the journal that goes with it and its fact; the journal's identifier."""
    (journal_id,) = new_identifiers(db, cells=[after.cell])
    ledger.post(db, [Transfer(journal_id, line, *leg) for line, leg in enumerate(legs, start=1)])
    db.execute(
        """
        update premium_order
        set state = %s, sent_at = %s, paid_at = %s, ended_at = %s, receipt = %s, reason = %s
        where cell = %s
        and order_id = %s
        """,
        [
            after.state,
            after.sent_at,
            after.paid_at,
            after.ended_at,
            after.receipt,
            after.reason,
            after.cell,
            after.order_id,
        ],
    )
    audit.record(db, [Fact(journal_id, happening, after.order_id, now, detail, by)])
    return journal_id
