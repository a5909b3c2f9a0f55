"""A wallet is opened, once, where its owner is insured unless she says otherwise (W-05, W-06)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.audit import By, Happening
from gongji.ground.policy import PolicySet
from gongji.insured import EMPLOYEE, RESIDENT, InsuredStatus, find_relations
from gongji.wallet.refusals import WalletNeedsInsurance
from gongji.wallet.wallet import Wallet, WalletState, lock, record, require_enabled, wallet_of, write


def open_wallet(
    db: Connection[Any], *, person_id: int, now: datetime, policy: PolicySet, by: By, place: int | None = None
) -> Wallet:
    """Open a wallet; one that is open stays as it is. place: None for where the person is insured (W-05, W-08).

    by: the person, or who opens it for her (W-06). Refuses: WalletNeedsInsurance, PoolNotEnabled (W-09).
    """
    spender = lock(db, person_id).spenders[person_id]
    if spender.wallet != WalletState.NOT_OPENED:
        return wallet_of(spender)
    insured_place = _insured_place(db, person_id)
    where = place or insured_place
    require_enabled(db, where, now)
    write(db, person_id, WalletState.ACTIVE, where)
    record(db, person_id, Happening.WALLET_OPENED, now, by, {"place": where})
    return Wallet(person_id, WalletState.ACTIVE, where)


def _insured_place(db: Connection[Any], person_id: int) -> int:
    """Where somebody is normally insured, as an employee first."""
    insured = find_relations(db, people=[person_id]).get(person_id, {})
    for scheme in (EMPLOYEE, RESIDENT):
        if scheme in insured and insured[scheme].status == InsuredStatus.NORMAL:
            return insured[scheme].pool
    raise WalletNeedsInsurance()
