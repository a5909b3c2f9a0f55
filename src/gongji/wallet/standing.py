"""What a list of transfers to be sent is decided by, looked at with everybody locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import kinship, ledger
from gongji.audit import By
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cells_and
from gongji.ground.value import value
from gongji.institutions import PoolState, find_pools
from gongji.insured import InsuredRelation, find_relations
from gongji.kinship import Family
from gongji.ledger import Account, Locked, Transfer
from gongji.wallet.transfer import WalletTransfer


@value
class Sending:
    """What somebody asks for. from_wallet: she would pass on what she received, which is forbidden (D-02)."""

    sender_id: int
    receiver_id: int
    amount_fen: int
    by: By
    from_wallet: bool = False


@dataclass(slots=True)
class Standing:
    """What a list of sendings is decided by; those that are made are added, so that they count for the next."""

    locked: Locked
    insured: dict[int, dict[int, InsuredRelation]]
    pools: dict[int, PoolState]
    family: Family
    accounts: Mapping[int, list[Account]]
    balances: dict[int, int]
    sent_today: dict[int, int]
    on_the_way: set[tuple[int, int]]
    made: list[tuple[WalletTransfer, By]] = field(default_factory=list)
    opens: list[Account] = field(default_factory=list)
    moves: list[Transfer] = field(default_factory=list)


def find_standing(db: Connection[Any], sendings: Sequence[Sending], now: datetime) -> Standing:
    """Lock everybody concerned, then look."""
    people = {person for one in sendings for person in (one.sender_id, one.receiver_id)}
    locked = ledger.lock(db, spenders=people)
    insured = find_relations(db, people=people)
    senders = {one.sender_id for one in sendings}
    sent = db.execute(
        """
        select sender_id, count(*)
        from wallet_transfer
        where sender_id = any(%s)
        and sent_on = %s
        group by sender_id
        """,
        [list(senders), beijing_day(now)],
    ).fetchall()
    waiting = db.execute(
        """
        select sender_id, receiver_id
        from wallet_transfer
        where cell = any(%s::smallint[])
        and receiver_id = any(%s::bigint[])
        and state = 'in_transit'
        """,
        cells_and({one.receiver_id for one in sendings}),
    ).fetchall()
    return Standing(
        locked,
        insured,
        find_pools(db, pools={row.pool for held in insured.values() for row in held.values()}),
        kinship.find_family(db, people=people, on=beijing_day(now)),
        locked.accounts_of(),
        {account.account_id: account.balance_fen for account in locked.accounts.values()},
        dict(sent),
        set(waiting),
    )
