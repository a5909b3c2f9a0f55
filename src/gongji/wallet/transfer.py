"""A transfer of the pilot's model: on its way, accepted into a lot, or back where it came from (W-11 … W-29)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cells_and
from gongji.ground.rows import Asking, asked, fetch, question
from gongji.ground.value import columns_of, value
from gongji.ledger import Account, AccountKind

# From which bucket an offer came and to which lot it goes, carried over first (P-06).
BUCKETS = (
    (AccountKind.CARRIED, AccountKind.OFFER_CARRIED, AccountKind.LOT_CARRIED),
    (AccountKind.CURRENT, AccountKind.OFFER_CURRENT, AccountKind.LOT_CURRENT),
)
OFFER_OF = {own: offer for own, offer, _ in BUCKETS}
LOT_OF = {offer: lot for _, offer, lot in BUCKETS}
HOME_OF = {kind: own for own, offer, lot in BUCKETS for kind in (offer, lot)}
LOTS = frozenset(LOT_OF.values())


@value
class WalletTransfer:
    """relation: what the receiver is to the sender (R-03).

    state: in_transit, then accepted, returned (nobody accepted), revoked or rejected; given_back or converted: an
    accepted one of which nothing is left to spend for that reason.
    """

    cell: int
    transfer_id: int
    sender_id: int
    receiver_id: int
    sender_pool: int
    relation: int
    amount_fen: int
    state: str
    sent_at: datetime
    sent_on: date
    ended_at: datetime | None = None


TRANSFER_COLUMNS = columns_of(WalletTransfer)


@question
def find_transfers(db: Connection[Any], *, transfer_ids: Collection[int]) -> Asking[dict[int, WalletTransfer]]:
    """Transfers in whatever state, by identifier."""
    rows = yield from asked(
        db,
        WalletTransfer,
        f"""
        select {TRANSFER_COLUMNS}
        from wallet_transfer
        where cell = any(%s::smallint[])
        and transfer_id = any(%s::bigint[])
        """,
        cells_and(transfer_ids),
    )
    return {row.transfer_id: row for row in rows}


def list_transfers(
    db: Connection[Any], *, person_id: int, sent: bool, after: int = 0, limit: int = 20
) -> list[WalletTransfer]:
    """A page of the transfers a person sent, or got, by identifier."""
    return fetch(
        db,
        WalletTransfer,
        f"""
        select {TRANSFER_COLUMNS}
        from wallet_transfer
        where {"sender_id" if sent else "receiver_id"} = %s
        and transfer_id > %s
        order by transfer_id
        limit %s
        """,
        [person_id, after, limit],
    )


def lots_in_order(accounts: Sequence[Account]) -> list[Account]:
    """The lots among somebody's accounts, first accepted first: their accounts were opened when they were accepted."""
    return sorted([account for account in accounts if account.kind in LOTS], key=lambda account: account.account_id)


def write_state(db: Connection[Any], transfers: Collection[WalletTransfer], *, state: str, now: datetime) -> None:
    """Write how transfers went on."""
    db.execute(
        """
        update wallet_transfer
        set state = %s, ended_at = %s
        where cell = any(%s::smallint[])
        and transfer_id = any(%s::bigint[])
        """,
        [state, now, *cells_and(transfer.transfer_id for transfer in transfers)],
    )
