"""The queue of what waits for staff, and closing it (A-04)."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery, JSONBody

from gongji import access, mutual_aid, work_items
from gongji.access import NATION, NotYours, Role
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.invitation_shown import InvitationShown
from gongji.edge.api.invitation_shown import shown as shown_invitation
from gongji.edge.api.shown import Identifier, PageSize, PathIdentifier, QueryIdentifier, Text
from gongji.work_items import Waiting

STAFF = (Role.CLERK, Role.CHECKER, Role.OPERATOR, Role.NATIONAL)


class ItemShown(msgspec.Struct):
    """level: pool, province or nation. detail: identifiers and fen, nothing personal."""

    work_item_id: Identifier
    kind: str
    pool: int
    about: Identifier
    opened_at: datetime
    due_at: datetime
    level: str
    taken_by: Identifier | None
    detail: dict[str, Any]


class ItemPage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    items: list[ItemShown]
    after: Identifier | None


class ReviewDecision(msgspec.Struct):
    """note: what was looked at; nothing personal."""

    confirmed: bool
    note: Text


@get("/work-items", sync_to_thread=True, tags=["work items"])
def list_items(
    request: Asking,
    office: TheOffice,
    kind: FromQuery[str | None] = None,
    after: QueryIdentifier = "0",
    limit: PageSize = 20,
) -> ItemPage:
    """What waits in the caller's region, oldest first."""
    return read(office, request, lambda call: _list(call, kind, int(after), limit))


@post("/work-items/{work_item_id:str}/taking", sync_to_thread=True, tags=["work items"])
def take(request: Asking, office: TheOffice, work_item_id: PathIdentifier) -> Response[ItemShown]:
    """Take an item, so that no colleague does it twice."""
    return write(office, request, None, lambda call: _take(call, int(work_item_id)), status=201)


@post("/work-items/{work_item_id:str}/release", sync_to_thread=True, tags=["work items"])
def release(request: Asking, office: TheOffice, work_item_id: PathIdentifier) -> Response[ItemShown]:
    """Give an item one has taken back to the queue."""
    return write(office, request, None, lambda call: _release(call, int(work_item_id)), status=201)


@post("/work-items/{work_item_id:str}/kinship-decision", sync_to_thread=True, tags=["work items"])
def decide_kinship(
    request: Asking, office: TheOffice, work_item_id: PathIdentifier, data: JSONBody[ReviewDecision]
) -> Response[InvitationShown]:
    """Confirm or reject a doubtful kinship (R-06, R-07)."""
    return write(office, request, data, lambda call: _decide_kinship(call, int(work_item_id), data), status=201)


def _list(call: Call, kind: str | None, after: int, limit: int) -> ItemPage:
    pools = _region(call)
    found = work_items.find_waiting(call.db, pools=pools, kind=kind, after=after, limit=limit)
    return ItemPage([_shown(i) for i in found], str(found[-1].work_item_id) if len(found) == limit else None)


def _take(call: Call, work_item_id: int) -> ItemShown:
    _require_item(call, work_item_id)
    work_items.take_item(call.db, work_item_id=work_item_id, now=call.now, by=call.caller.by)
    return _shown(work_items.require_open_item(call.db, work_item_id=work_item_id))


def _release(call: Call, work_item_id: int) -> ItemShown:
    _require_item(call, work_item_id)
    work_items.release_item(call.db, work_item_id=work_item_id, by=call.caller.by)
    return _shown(work_items.require_open_item(call.db, work_item_id=work_item_id))


def _decide_kinship(call: Call, work_item_id: int, decision: ReviewDecision) -> InvitationShown:
    _require_item(call, work_item_id)
    return shown_invitation(
        mutual_aid.close_kinship_review(
            call.db,
            work_item_id=work_item_id,
            confirmed=decision.confirmed,
            note=decision.note,
            now=call.now,
            policy=call.policy,
            by=call.caller.by,
        )
    )


def _require_item(call: Call, work_item_id: int) -> None:
    item = work_items.require_open_item(call.db, work_item_id=work_item_id)
    access.require_role(call.caller, STAFF, pool=item.pool)


def _region(call: Call) -> tuple[int, int]:
    """The pools of the caller's widest grant, from the first to before the second."""
    regions = [grant.region for grant in call.caller.grants if grant.role in STAFF]
    if not regions:
        raise NotYours()
    if NATION in regions:
        return 0, 1_000_000
    widest = min(regions, key=lambda region: (region % 10_000 != 0, region))
    return (widest, widest + 10_000) if widest % 10_000 == 0 else (widest, widest + 1)


def _shown(item: Waiting) -> ItemShown:
    return ItemShown(
        work_item_id=str(item.work_item_id),
        kind=item.kind,
        pool=item.pool,
        about=str(item.subject_id),
        opened_at=item.opened_at,
        due_at=item.due_at,
        level=item.level,
        taken_by=None if item.owner_id is None else str(item.owner_id),
        detail=item.detail,
    )


HANDLERS = [list_items, take, release, decide_kinship]
