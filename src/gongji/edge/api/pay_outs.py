"""Pay-outs of personal accounts, at the counter: one member of staff proposes, another decides (P-18)."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody
from msgspec import Meta

from gongji import access, life_events
from gongji.audit import By
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.caller import SERVE_CITIZENS
from gongji.edge.api.counter import require_served
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.mandates import Digest
from gongji.edge.api.shown import Identifier, PageSize, PathIdentifier, QueryIdentifier, Text, Yuan
from gongji.edge.masked import masked_name
from gongji.ground.money import yuan_of
from gongji.life_events import Payee, PayOut, PayOutAsked, PayOutKind

KindName = Literal["HEIRS", "ABROAD", "MOVE"]
BankAccount = Annotated[str, Meta(pattern=r"^[0-9]{8,30}\Z")]


class PayOutWanted(msgspec.Struct):
    """Of the account of whom header Acts-For names. evidence_kind: what paper was shown; evidence_hash: of its scan."""

    kind: KindName
    payee_name: Text
    bank_account: BankAccount
    evidence_kind: Text
    evidence_hash: Digest


class PayOutRefusal(msgspec.Struct):
    """reason: for the file; nothing personal."""

    reason: Text


class BankPayment(msgspec.Struct):
    """bank_reference: the bank's own number of the payment."""

    bank_reference: Text


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


@post("/pay-outs", sync_to_thread=True, tags=["pay-outs"])
def propose(request: Asking, office: TheOffice, data: JSONBody[PayOutWanted]) -> Response[PayOutShown]:
    """Propose that an account is paid out to heirs, or to an owner who leaves for good; nothing moves yet."""
    return write(office, request, data, lambda call: _propose(call, data), status=201)


@get("/pay-outs", sync_to_thread=True, tags=["pay-outs"])
def list_pay_outs(request: Asking, office: TheOffice, after: QueryIdentifier = "0", limit: PageSize = 20) -> PayOutPage:
    """The pay-outs of the account of whom header Acts-For names, oldest first."""
    return read(office, request, lambda call: _list(call, int(after), limit))


@get("/pay-outs/{pay_out_id:str}", sync_to_thread=True, tags=["pay-outs"])
def show_pay_out(request: Asking, office: TheOffice, pay_out_id: PathIdentifier) -> PayOutSeen:
    """One pay-out, for staff of its pool."""
    return read(office, request, lambda call: _show(call, int(pay_out_id)))


@post("/pay-outs/{pay_out_id:str}/confirmation", sync_to_thread=True, tags=["pay-outs"])
def confirm(request: Asking, office: TheOffice, pay_out_id: PathIdentifier) -> Response[PayOutShown]:
    """Confirm, as another member of staff than who proposed: the whole balance leaves and the account closes."""
    return write(office, request, None, lambda call: _confirm(call, int(pay_out_id)), status=201)


@post("/pay-outs/{pay_out_id:str}/refusal", sync_to_thread=True, tags=["pay-outs"])
def refuse(
    request: Asking, office: TheOffice, pay_out_id: PathIdentifier, data: JSONBody[PayOutRefusal]
) -> Response[PayOutShown]:
    """Refuse, as another member of staff than who proposed; everything stays as it is."""
    return write(office, request, data, lambda call: _refuse(call, int(pay_out_id), data), status=201)


@post("/pay-outs/{pay_out_id:str}/payment", sync_to_thread=True, tags=["pay-outs"])
def note_paid(
    request: Asking, office: TheOffice, pay_out_id: PathIdentifier, data: JSONBody[BankPayment]
) -> Response[PayOutShown]:
    """Note that the bank has paid."""
    return write(office, request, data, lambda call: _note_paid(call, int(pay_out_id), data), status=201)


def _propose(call: Call, wanted: PayOutWanted) -> PayOutShown:
    require_served(call)
    # No agent's authority reaches this far.
    person = call.caller.person()
    asked = PayOutAsked(
        person,
        PayOutKind(wanted.kind),
        Payee(wanted.payee_name, wanted.bank_account),
        wanted.evidence_kind,
        bytes.fromhex(wanted.evidence_hash),
    )
    proposed = life_events.propose_pay_out(
        call.db, call.keys, asked=asked, now=call.now, policy=call.policy, by=call.caller.by
    )
    access.require_role(call.caller, SERVE_CITIZENS, pool=proposed.pool)
    return _shown(proposed)


def _list(call: Call, after: int, limit: int) -> PayOutPage:
    person = require_served(call)
    call.looked(person, purpose="pay-outs")
    found = life_events.find_pay_outs(call.db, person_id=person, after=after, limit=limit)
    return PayOutPage([_seen(call, one) for one in found], str(found[-1].pay_out_id) if len(found) == limit else None)


def _show(call: Call, pay_out_id: int) -> PayOutSeen:
    _by_of(call, pay_out_id)
    pay_out = life_events.require_pay_out(call.db, pay_out_id=pay_out_id)
    call.looked(pay_out.person_id, purpose="pay-out")
    return _seen(call, pay_out)


def _confirm(call: Call, pay_out_id: int) -> PayOutShown:
    by = _by_of(call, pay_out_id)
    return _shown(life_events.confirm_pay_out(call.db, pay_out_id=pay_out_id, now=call.now, policy=call.policy, by=by))


def _refuse(call: Call, pay_out_id: int, refusal: PayOutRefusal) -> PayOutShown:
    by = _by_of(call, pay_out_id)
    return _shown(
        life_events.refuse_pay_out(call.db, pay_out_id=pay_out_id, reason=refusal.reason, now=call.now, by=by)
    )


def _note_paid(call: Call, pay_out_id: int, payment: BankPayment) -> PayOutShown:
    by = _by_of(call, pay_out_id)
    return _shown(
        life_events.note_paid(
            call.db, pay_out_id=pay_out_id, bank_reference=payment.bank_reference, now=call.now, by=by
        )
    )


def _by_of(call: Call, pay_out_id: int) -> By:
    """The caller, on the grant by which she serves the pool of a pay-out; refuses NoRole."""
    pay_out = life_events.require_pay_out(call.db, pay_out_id=pay_out_id)
    grant = access.require_role(call.caller, SERVE_CITIZENS, pool=pay_out.pool)
    return By(call.caller.who, call.caller.channel, grant.grant_id)


def _seen(call: Call, pay_out: PayOut) -> PayOutSeen:
    payee = pay_out.payee(call.keys)
    return PayOutSeen(_shown(pay_out), masked_name(payee.name), payee.bank_account[-4:])


def _shown(one: PayOut) -> PayOutShown:
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


HANDLERS = [propose, list_pay_outs, show_pay_out, confirm, refuse, note_paid]
