"""Complaints: filed and followed by citizens, or at the counter for them; read and answered by staff (A-04, N-07)."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody
from msgspec import Meta

from gongji import access, complaints
from gongji.access import Scope
from gongji.audit import By
from gongji.complaints import About, Complaint, ComplaintSubjectUnknown, ComplaintUnknown, Outcome, Subject
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.complaint_shown import ComplaintPage, ComplaintRead, ComplaintShown, TextShown, shown
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import Identifier, PageSize, PathIdentifier, QueryIdentifier, is_one_of
from gongji.edge.api.work_items import STAFF
from gongji.edge.wording import refusals_worded, skipped_worded

AboutName = Literal["payment", "relation", "quota", "premium", "transfer", "refusal", "personal_data", "other"]
Code = Annotated[str, Meta(pattern=r"^[A-Z_]{1,60}\Z", examples=["QUOTA_EXPIRED"])]
# How much is too much policy says; this only keeps a request small.
Writing = Annotated[str, Meta(max_length=20_000)]


class ComplaintWanted(msgspec.Struct):
    """What the caller complains about. about_id: of payment, relation, quota, premium and transfer, its number.

    refusal: its code, or why a quota was left out. wish: of personal data, what is wanted.
    """

    about: AboutName
    text: Writing
    about_id: Identifier = "0"
    refusal: Code | None = None
    wish: Literal["access", "copy", "correct", "delete", "explain"] | None = None


class Reopening(msgspec.Struct):
    """What was wrong with the answer."""

    text: Writing


class AnswerGiven(msgspec.Struct):
    """text: the reason, which she reads."""

    outcome: Literal["upheld", "partly", "rejected"]
    text: Writing


@post("/complaints", sync_to_thread=True, tags=["complaints"])
def file(request: Asking, office: TheOffice, data: JSONBody[ComplaintWanted]) -> Response[ComplaintShown]:
    """Complain about something that concerns the caller; the answer says until when it is looked at."""
    return write(office, request, data, lambda call: _file(call, data), status=201)


@get("/complaints", sync_to_thread=True, tags=["complaints"])
def list_complaints(
    request: Asking, office: TheOffice, after: QueryIdentifier = "0", limit: PageSize = 20
) -> ComplaintPage:
    """The caller's complaints, by any of her records, oldest first, without what was written."""
    return read(office, request, lambda call: _list(call, int(after), limit))


@get("/complaints/{complaint_id:str}", sync_to_thread=True, tags=["complaints"])
def show(request: Asking, office: TheOffice, complaint_id: PathIdentifier) -> ComplaintRead:
    """One complaint and its answers: the caller's own, or, for staff, one their region answers."""
    return read(office, request, lambda call: _show(call, int(complaint_id)))


@post("/complaints/{complaint_id:str}/answer", sync_to_thread=True, tags=["complaints"])
def answer(
    request: Asking, office: TheOffice, complaint_id: PathIdentifier, data: JSONBody[AnswerGiven]
) -> Response[ComplaintShown]:
    """Answer a complaint, as staff; its work item closes."""
    return write(office, request, data, lambda call: _answer(call, int(complaint_id), data), status=201)


@post("/complaints/{complaint_id:str}/reopening", sync_to_thread=True, tags=["complaints"])
def reopen(
    request: Asking, office: TheOffice, complaint_id: PathIdentifier, data: JSONBody[Reopening]
) -> Response[ComplaintShown]:
    """Have an answered complaint looked at once more, by somebody else (X-44)."""
    return write(office, request, data, lambda call: _reopen(call, int(complaint_id), data), status=201)


def _file(call: Call, wanted: ComplaintWanted) -> ComplaintShown:
    filed = complaints.file(
        call.db,
        call.keys,
        person_id=access.require_scope(call.caller, Scope.COMPLAINTS),
        subject=_subject(wanted),
        text=wanted.text,
        now=call.now,
        policy=call.policy,
        by=call.caller.by,
    )
    return shown(filed)


def _subject(wanted: ComplaintWanted) -> Subject:
    about = About(wanted.about)
    match about:
        case About.REFUSAL:
            if wanted.refusal is None or wanted.refusal not in {*refusals_worded(), *skipped_worded()}:
                raise ComplaintSubjectUnknown()
            return Subject(about, named=wanted.refusal)
        case About.PERSONAL_DATA:
            if wanted.wish is None:
                raise ComplaintSubjectUnknown()
            return Subject(about, named=wanted.wish)
        case About.OTHER:
            return Subject(about)
    return Subject(about, int(wanted.about_id))


def _list(call: Call, after: int, limit: int) -> ComplaintPage:
    person = access.require_scope(call.caller, Scope.COMPLAINTS)
    call.looked(person, purpose="complaints")
    found = complaints.list_complaints(call.db, person_id=person, after=after, limit=limit)
    return ComplaintPage([shown(one) for one in found], str(found[-1].complaint_id) if len(found) == limit else None)


def _show(call: Call, complaint_id: int) -> ComplaintRead:
    if call.caller.grants and call.caller.acts_for is None:
        found = _find(call, complaint_id)
        access.require_role(call.caller, STAFF, pool=found.pool)
    else:
        found = _require_own(call, complaint_id)
    call.looked(found.person_id, purpose="complaint")
    texts = complaints.read_texts(call.db, call.keys, found)
    return ComplaintRead(shown(found), [TextShown(one.kind, one.written_at, one.outcome, one.text) for one in texts])


def _answer(call: Call, complaint_id: int, given: AnswerGiven) -> ComplaintShown:
    found = _find(call, complaint_id)
    grant = access.require_role(call.caller, STAFF, pool=found.pool)
    answered = complaints.answer(
        call.db,
        call.keys,
        complaint_id=complaint_id,
        outcome=Outcome(given.outcome),
        text=given.text,
        now=call.now,
        policy=call.policy,
        by=By(call.caller.who, call.caller.channel, grant.grant_id),
    )
    return shown(answered)


def _reopen(call: Call, complaint_id: int, said: Reopening) -> ComplaintShown:
    _require_own(call, complaint_id)
    reopened = complaints.reopen(
        call.db,
        call.keys,
        complaint_id=complaint_id,
        text=said.text,
        now=call.now,
        policy=call.policy,
        by=call.caller.by,
    )
    return shown(reopened)


def _require_own(call: Call, complaint_id: int) -> Complaint:
    person = access.require_scope(call.caller, Scope.COMPLAINTS)
    found = _find(call, complaint_id)
    if not is_one_of(call, person, (found.person_id,)):
        raise ComplaintUnknown()
    return found


def _find(call: Call, complaint_id: int) -> Complaint:
    found = complaints.find_complaints(call.db, complaint_ids=[complaint_id]).get(complaint_id)
    if found is None:
        raise ComplaintUnknown()
    return found


HANDLERS = [file, list_complaints, show, answer, reopen]
