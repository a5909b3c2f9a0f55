"""Pay-outs as staff see them, the payee masked (P-18, N-03)."""

from datetime import datetime
from typing import Literal

import msgspec

from gongji.edge.api.call import Call
from gongji.edge.api.shown import Identifier, Yuan
from gongji.edge.masked import masked_name
from gongji.ground.money import yuan_of
from gongji.life_events import PayOut

KindName = Literal["HEIRS", "ABROAD", "MOVE"]


class PayOutShown(msgspec.Struct):
    """amount: None until it is confirmed. work_item_id: where it waits for the second member of staff."""

    pay_out_id: Identifier
    kind: KindName
    state: Literal["PROPOSED", "CONFIRMED", "REFUSED"]
    pool: str
    work_item_id: Identifier
    evidence_kind: str
    evidence_hash: str
    proposed_at: datetime
    proposed_by: Identifier
    decided_at: datetime | None
    decided_by: Identifier | None
    reason: str | None
    amount: Yuan | None
    paid_at: datetime | None
    bank_reference: str | None


class PayOutSeen(msgspec.Struct):
    """A pay-out and its payee: the name masked, of the bank account the last four digits."""

    pay_out: PayOutShown
    payee_name: str
    bank_account_ends: str


class PayOutPage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    pay_outs: list[PayOutSeen]
    after: Identifier | None


def seen(call: Call, pay_out: PayOut) -> PayOutSeen:
    """A pay-out with its payee."""
    payee = pay_out.payee(call.keys)
    return PayOutSeen(shown(pay_out), masked_name(payee.name), payee.bank_account[-4:])


def shown(one: PayOut) -> PayOutShown:
    """A pay-out without its payee."""
    return PayOutShown(
        pay_out_id=str(one.pay_out_id),
        kind=one.kind,  # type: ignore[arg-type]
        state=one.state,  # type: ignore[arg-type]
        pool=str(one.pool),
        work_item_id=str(one.work_item_id),
        evidence_kind=one.evidence_kind,
        evidence_hash=one.evidence_hash.hex(),
        proposed_at=one.proposed_at,
        proposed_by=str(one.proposed_by),
        decided_at=one.decided_at,
        decided_by=None if one.decided_by is None else str(one.decided_by),
        reason=one.reason,
        amount=None if one.amount_fen is None else yuan_of(one.amount_fen),
        paid_at=one.paid_at,
        bank_reference=one.bank_reference,
    )
