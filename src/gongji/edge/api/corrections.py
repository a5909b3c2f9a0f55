"""Corrections of money: proposed by one member of staff on evidence, confirmed by another (design 2, S-23, W-26)."""

from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.params import JSONBody, QueryParameter

from gongji import access, corrections
from gongji.access import Role
from gongji.audit import By
from gongji.corrections import State
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.caller import SERVE_CITIZENS
from gongji.edge.api.correction_shown import CorrectionPage, CorrectionShown, shown, shown_one
from gongji.edge.api.correction_wanted import CorrectionRefusal, CorrectionWanted, correction_asked
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import PageSize, PathIdentifier, QueryIdentifier
from gongji.edge.api.work_items import STAFF

QueryPool = Annotated[int, QueryParameter(ge=100_000, le=999_999)]
# A parameter called `state` is the framework's.
InState = Annotated[Literal["proposed", "booked", "refused", "expired"] | None, QueryParameter(name="state")]
# Who may be the second person.
CONFIRM = (Role.CHECKER,)


@post("/corrections", sync_to_thread=True, tags=["corrections"])
def propose(request: Asking, office: TheOffice, data: JSONBody[CorrectionWanted]) -> Response[CorrectionShown]:
    """Propose a correction; nothing moves before a second person confirms it."""
    return write(office, request, data, lambda call: _propose(call, data), status=201)


@get("/corrections", sync_to_thread=True, tags=["corrections"])
def list_corrections(
    request: Asking,
    office: TheOffice,
    pool: QueryPool,
    in_state: InState = None,
    after: QueryIdentifier = "0",
    limit: PageSize = 20,
) -> CorrectionPage:
    """The corrections of a pool in the caller's region, newest first."""
    return read(office, request, lambda call: _list(call, pool, in_state, int(after) or None, limit))


@get("/corrections/{correction_id:str}", sync_to_thread=True, tags=["corrections"])
def show(request: Asking, office: TheOffice, correction_id: PathIdentifier) -> CorrectionShown:
    """One correction of the caller's region."""
    return read(office, request, lambda call: _show(call, int(correction_id)))


@post("/corrections/{correction_id:str}/confirmation", sync_to_thread=True, tags=["corrections"])
def confirm(request: Asking, office: TheOffice, correction_id: PathIdentifier) -> Response[CorrectionShown]:
    """Confirm a correction somebody else proposed, as a checker: the money moves and its work items close."""
    return write(office, request, None, lambda call: _confirm(call, int(correction_id)), status=201)


@post("/corrections/{correction_id:str}/refusal", sync_to_thread=True, tags=["corrections"])
def refuse(
    request: Asking, office: TheOffice, correction_id: PathIdentifier, data: JSONBody[CorrectionRefusal]
) -> Response[CorrectionShown]:
    """Refuse a correction, or take back one's own."""
    return write(office, request, data, lambda call: _refuse(call, int(correction_id), data), status=201)


def _propose(call: Call, wanted: CorrectionWanted) -> CorrectionShown:
    by = _by(call, SERVE_CITIZENS, wanted.pool)
    asked = correction_asked(call, wanted)
    return shown_one(call, corrections.propose(call.db, asked=asked, now=call.now, policy=call.policy, by=by))


def _list(call: Call, pool: int, state: str | None, before: int | None, limit: int) -> CorrectionPage:
    access.require_role(call.caller, STAFF, pool=pool)
    wanted = None if state is None else State(state)
    found = corrections.list_corrections(call.db, pool=pool, state=wanted, before=before, limit=limit)
    return CorrectionPage(shown(call, found), str(found[-1].correction_id) if len(found) == limit else None)


def _show(call: Call, correction_id: int) -> CorrectionShown:
    found = corrections.require_correction(call.db, correction_id=correction_id)
    access.require_role(call.caller, STAFF, pool=found.pool)
    return shown_one(call, found)


def _confirm(call: Call, correction_id: int) -> CorrectionShown:
    found = corrections.require_correction(call.db, correction_id=correction_id)
    by = _by(call, CONFIRM, found.pool)
    return shown_one(call, corrections.confirm(call.db, correction_id=correction_id, now=call.now, by=by))


def _refuse(call: Call, correction_id: int, said: CorrectionRefusal) -> CorrectionShown:
    found = corrections.require_correction(call.db, correction_id=correction_id)
    by = _by(call, SERVE_CITIZENS, found.pool)
    return shown_one(
        call, corrections.refuse(call.db, correction_id=correction_id, note=said.note, now=call.now, by=by)
    )


def _by(call: Call, roles: tuple[Role, ...], pool: int) -> By:
    """The caller, on the grant that lets her; refuses NoRole."""
    grant = access.require_role(call.caller, roles, pool=pool)
    return By(call.caller.who, call.caller.channel, grant.grant_id)


HANDLERS = [propose, list_corrections, show, confirm, refuse]
