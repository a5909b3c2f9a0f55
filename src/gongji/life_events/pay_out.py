"""A personal account that is paid out to a person, in money: to heirs, or to who leaves for good (P-18)."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from psycopg import Connection

from gongji.ground.identifiers import cell_of
from gongji.ground.keys import KeyStore, open_sealed, seal
from gongji.ground.rows import fetch
from gongji.ground.value import columns_of, value
from gongji.life_events.pay_out_refusals import PayOutUnknown


class PayOutKind(StrEnum):
    """Why an account may be paid out. MOVE: to where it cannot go along."""

    HEIRS = "HEIRS"
    ABROAD = "ABROAD"
    MOVE = "MOVE"


class PayOutState(StrEnum):
    """PROPOSED by one member of staff, decided by another."""

    PROPOSED = "PROPOSED"
    CONFIRMED = "CONFIRMED"
    REFUSED = "REFUSED"


@value
class Payee:
    """Who gets the money; what only the sealed blob knows."""

    name: str
    bank_account: str

    def sealed(self, *, key: bytes, pay_out_id: int) -> bytes:
        """The blob for the row of the pay-out."""
        return seal(msgspec.json.encode(self), key=key, person_id=pay_out_id)


@value
class PayOut:
    """As its row has it. amount_fen and journal_id: None until it is confirmed. paid_at: when the bank had paid."""

    cell: int
    pay_out_id: int
    person_id: int
    pool: int
    kind: str
    state: str
    evidence_kind: str
    evidence_hash: bytes
    algorithm: int
    master_key_id: int
    wrapped_key: bytes | None
    sealed: bytes
    work_item_id: int
    proposed_at: datetime
    proposed_by: int
    decided_at: datetime | None = None
    decided_by: int | None = None
    reason: str | None = None
    amount_fen: int | None = None
    journal_id: int | None = None
    paid_at: datetime | None = None
    bank_reference: str | None = None

    def payee(self, keys: KeyStore) -> Payee:
        """Open the blob; a payee whose key was destroyed is erased, and asking is a fault."""
        assert self.wrapped_key is not None, "the payee was erased"
        key = keys.unwrap(self.wrapped_key, master_key_id=self.master_key_id)
        return msgspec.json.decode(open_sealed(self.sealed, key=key, person_id=self.pay_out_id), type=Payee)


PAY_OUT_COLUMNS = columns_of(PayOut)


def require_pay_out(db: Connection[Any], *, pay_out_id: int) -> PayOut:
    """A pay-out in whatever state; refuses PayOutUnknown."""
    found = _find(db, "pay_out_id = %s", [cell_of(pay_out_id), pay_out_id])
    if not found:
        raise PayOutUnknown()
    return found[0]


def find_pay_outs(db: Connection[Any], *, person_id: int, after: int = 0, limit: int = 50) -> list[PayOut]:
    """The pay-outs of a person's account, oldest first, by identifier from `after` on."""
    return _find(
        db,
        "person_id = %s and pay_out_id > %s order by pay_out_id limit %s",
        [cell_of(person_id), person_id, after, limit],
    )


def _find(db: Connection[Any], where: str, values: Sequence[Any]) -> list[PayOut]:
    return fetch(db, PayOut, f"select {PAY_OUT_COLUMNS} from pay_out where cell = %s and {where}", values)
