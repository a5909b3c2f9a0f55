"""Pay-outs of personal accounts, at the counter: one member of staff proposes, another decides (P-18)."""

from typing import Annotated

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
from gongji.edge.api.pay_out_shown import KindName, PayOutPage, PayOutSeen, PayOutShown, seen, shown
from gongji.edge.api.shown import PageSize, PathIdentifier, QueryIdentifier, Text
from gongji.life_events import Payee, PayOutAsked, PayOutKind

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
    return shown(proposed)


def _list(call: Call, after: int, limit: int) -> PayOutPage:
    person = require_served(call)
    call.looked(person, purpose="pay-outs")
    found = life_events.find_pay_outs(call.db, person_id=person, after=after, limit=limit)
    return PayOutPage([seen(call, one) for one in found], str(found[-1].pay_out_id) if len(found) == limit else None)


def _show(call: Call, pay_out_id: int) -> PayOutSeen:
    _by_of(call, pay_out_id)
    pay_out = life_events.require_pay_out(call.db, pay_out_id=pay_out_id)
    call.looked(pay_out.person_id, purpose="pay-out")
    return seen(call, pay_out)


def _confirm(call: Call, pay_out_id: int) -> PayOutShown:
    by = _by_of(call, pay_out_id)
    return shown(life_events.confirm_pay_out(call.db, pay_out_id=pay_out_id, now=call.now, policy=call.policy, by=by))


def _refuse(call: Call, pay_out_id: int, refusal: PayOutRefusal) -> PayOutShown:
    by = _by_of(call, pay_out_id)
    return shown(life_events.refuse_pay_out(call.db, pay_out_id=pay_out_id, reason=refusal.reason, now=call.now, by=by))


def _note_paid(call: Call, pay_out_id: int, payment: BankPayment) -> PayOutShown:
    by = _by_of(call, pay_out_id)
    return shown(
        life_events.note_paid(
            call.db, pay_out_id=pay_out_id, bank_reference=payment.bank_reference, now=call.now, by=by
        )
    )


def _by_of(call: Call, pay_out_id: int) -> By:
    """The caller, on the grant by which she serves the pool of a pay-out; refuses NoRole."""
    pay_out = life_events.require_pay_out(call.db, pay_out_id=pay_out_id)
    grant = access.require_role(call.caller, SERVE_CITIZENS, pool=pay_out.pool)
    return By(call.caller.who, call.caller.channel, grant.grant_id)


HANDLERS = [propose, list_pay_outs, show_pay_out, confirm, refuse, note_paid]
