"""Who somebody is, masked (N-03), and what she is called and carries from now on."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody
from msgspec import Meta

from gongji import access, insured, life_events, work_items
from gongji.access import Scope
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.counter import require_served
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.mandates import Digest
from gongji.edge.api.person_shown import FieldsShown, PersonShown, fields_shown, person_shown, row_of
from gongji.edge.api.shown import Identifier, PathIdentifier, Text
from gongji.edge.api.work_items import STAFF, ReviewDecision
from gongji.insured import NewIdentity
from gongji.life_events import IdentityTold
from gongji.work_items import Waiting, WorkItemUnknown

CertificateType = Annotated[str, Meta(pattern=r"^[0-9]{2}\Z")]
Telephone = Annotated[str, Meta(pattern=r"^[0-9+-]{3,20}\Z")]


class Certificate(msgspec.Struct):
    """A certificate by type, 01 for the identity card, and number."""

    certificate_number: Text
    certificate_type: CertificateType = "01"


class ChangeTold(msgspec.Struct):
    """Of the person whom header Acts-For names; what is left out stays.

    told_key: the teller's own number, by which twice is once. evidence_hash: of the paper that was shown.
    """

    told_key: Text
    on: date
    evidence_hash: Digest
    name: Text | None = None
    certificate: Certificate | None = None
    telephone: Telephone | None = None


class ChangeRecorded(msgspec.Struct):
    """state: done, waiting for a colleague who looks at the birth date, or rejected. again: it was known before."""

    change_id: Identifier
    state: str
    again: bool


class ChangeAsked(msgspec.Struct):
    """What waits: the person as she is, and as she would be, each with the birth date."""

    before: FieldsShown
    born_on: date
    told: FieldsShown
    told_born_on: date


@get("/person", sync_to_thread=True, tags=["people"])
def show_person(request: Asking, office: TheOffice) -> PersonShown:
    """What is known of the caller, or of whom she acts for, and what was before (N-07)."""
    return read(office, request, _show)


@post("/person/changes", sync_to_thread=True, tags=["people"])
def tell_change(request: Asking, office: TheOffice, data: JSONBody[ChangeTold]) -> Response[ChangeRecorded]:
    """Record another name, certificate or telephone; wallet, relations and quotas stay as they are."""
    return write(office, request, data, lambda call: _tell(call, data), status=201)


@get("/work-items/{work_item_id:str}/identity-change", sync_to_thread=True, tags=["work items"])
def show_change(request: Asking, office: TheOffice, work_item_id: PathIdentifier) -> ChangeAsked:
    """What a change that waits is about."""
    return read(office, request, lambda call: _show_change(call, int(work_item_id)))


@post("/work-items/{work_item_id:str}/identity-decision", sync_to_thread=True, tags=["work items"])
def decide_change(
    request: Asking, office: TheOffice, work_item_id: PathIdentifier, data: JSONBody[ReviewDecision]
) -> Response[ChangeRecorded]:
    """Confirm or reject a certificate with another birth date; not by who told it."""
    return write(office, request, data, lambda call: _decide_change(call, int(work_item_id), data), status=201)


def _show(call: Call) -> PersonShown:
    return person_shown(call, access.require_scope(call.caller, Scope.VIEW), purpose="person")


def _tell(call: Call, told: ChangeTold) -> ChangeRecorded:
    person = require_served(call)
    given = told.certificate
    certificate = None if given is None else (given.certificate_type, given.certificate_number)
    new = NewIdentity(told.name, certificate, told.telephone)
    done = life_events.record_identity(
        call.db,
        call.keys,
        told=IdentityTold(person, told.told_key, told.on, bytes.fromhex(told.evidence_hash), new),
        now=call.now,
        policy=call.policy,
        by=call.caller.by,
    )
    return ChangeRecorded(str(done.change_id), done.state, done.again)


def _show_change(call: Call, work_item_id: int) -> ChangeAsked:
    item = require_item(call, work_item_id, life_events.IDENTITY_REVIEW)
    change = insured.find_change(call.db, change_id=item.subject_id)
    assert change is not None
    person = row_of(call, change.person_id)
    call.looked(change.person_id, purpose="identity review")
    before = person.personal_fields(call.keys)
    told = person.open(call.keys, change.told, NewIdentity).applied_to(before)
    return ChangeAsked(
        fields_shown(before), person.born_on, fields_shown(told), insured.born_by(told, else_=person.born_on)
    )


def _decide_change(call: Call, work_item_id: int, decision: ReviewDecision) -> ChangeRecorded:
    require_item(call, work_item_id, life_events.IDENTITY_REVIEW)
    done = life_events.close_identity_review(
        call.db,
        call.keys,
        work_item_id=work_item_id,
        confirmed=decision.confirmed,
        note=decision.note,
        now=call.now,
        by=call.caller.by,
    )
    return ChangeRecorded(str(done.change_id), done.state, done.again)


def require_item(call: Call, work_item_id: int, kind: str) -> Waiting:
    """An open item of a kind where the caller works; refuses every other."""
    item = work_items.require_open_item(call.db, work_item_id=work_item_id)
    access.require_role(call.caller, STAFF, pool=item.pool)
    if item.kind != kind:
        raise WorkItemUnknown()
    return item


HANDLERS = [show_person, tell_change, show_change, decide_change]
