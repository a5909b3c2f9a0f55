"""Send an amount to a relative's wallet, where the pilot's model is still on (W-11 … W-22)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import Fact, Happening
from gongji.ground.copying import NULL, copy_rows, copy_time
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.wallet.decide import decide
from gongji.wallet.standing import Sending, Standing, find_standing
from gongji.wallet.transfer import TRANSFER_COLUMNS, WalletTransfer


def send(
    db: Connection[Any], *, sendings: Sequence[Sending], now: datetime, policy: PolicySet
) -> list[WalletTransfer | Refusal]:
    """Send, in order; the money leaves the account at once and waits for the receiver. A refusal fails no neighbour.

    Refuses: AmountInvalid, TransferTooLarge, TransferHours, OnwardTransfer, TransfersOff, NoPersonalAccount,
    PoolNotEnabled, KinNotConfirmed (W-12), WalletNotOpen (W-16), TransferPending (W-19), TransfersToday (W-14),
    PersonalAccountInsufficient. What is refused does not count for the day (W-22).
    """
    standing = find_standing(db, sendings, now)
    numbers = iter(new_identifiers(db, cells=[cell_of(one.receiver_id) for one in sendings for _ in range(3)]))
    answers: list[WalletTransfer | Refusal] = []
    for one in sendings:
        identifiers = [next(numbers) for _ in range(3)]
        try:
            answers.append(decide(one, standing, identifiers, now, policy))
        except Refusal as refused:
            answers.append(refused)
    _write(db, standing, now)
    return answers


def _write(db: Connection[Any], standing: Standing, now: datetime) -> None:
    copy_rows(
        db,
        table="wallet_transfer",
        columns=TRANSFER_COLUMNS,
        lines=[
            f"{t.cell}\t{t.transfer_id}\t{t.sender_id}\t{t.receiver_id}\t{t.sender_pool}\t{t.relation:d}"
            f"\t{t.amount_fen}\t{t.state}\t{copy_time(t.sent_at)}\t{t.sent_on}\t{NULL}\n"
            for t, _ in standing.made
        ],
    )
    ledger.open_accounts(db, standing.opens)
    ledger.post(db, standing.moves)
    facts = [Fact(t.transfer_id, Happening.TRANSFER_SENT, t.transfer_id, now, by=by) for t, by in standing.made]
    audit.record(db, facts)
