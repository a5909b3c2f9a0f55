"""The caller's inbox: what has happened, in her language, and that she has read it (A-08, N-04, N-05)."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import PathParameter, QueryParameter

from gongji import access, notices
from gongji.access import Scope
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.problem import language_of
from gongji.edge.api.shown import Identifier, masked_names
from gongji.edge.wording import notice_sentence, people_in

# Limits of a parameter stand in Litestar's own markers: what msgspec's `Meta` says of it is not looked at.
IDENTIFIER = r"^[0-9]{1,18}\Z"
Which = Annotated[str, PathParameter(pattern=IDENTIFIER)]
After = Annotated[str, QueryParameter(pattern=IDENTIFIER)]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class NoticeShown(msgspec.Struct):
    """kind is permanent; text is what a person reads, in the language asked for."""

    notice_id: Identifier
    kind: str
    happened_at: datetime
    text: str
    read_at: datetime | None


class NoticePage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    notices: list[NoticeShown]
    after: Identifier | None


class NoticeRead(msgspec.Struct):
    """read_at: the first time."""

    notice_id: Identifier
    read_at: datetime | None


@get("/notices", sync_to_thread=True, tags=["notices"])
def list_notices(request: Asking, office: TheOffice, after: After = "0", limit: Limit = 20) -> NoticePage:
    """What the caller was told, newest first."""
    language = language_of(request)
    return read(office, request, lambda call: _list(call, int(after) or None, limit, language))


@post("/notices/{notice_id:str}/reading", sync_to_thread=True, tags=["notices"])
def mark_read(request: Asking, office: TheOffice, notice_id: Which) -> Response[NoticeRead]:
    """The caller has read a notice; once is enough."""
    return write(office, request, None, lambda call: _mark_read(call, int(notice_id)), status=201)


def _list(call: Call, before: int | None, limit: int, language: str) -> NoticePage:
    person = access.require_scope(call.caller, Scope.VIEW)
    found = notices.list_notices(call.db, person_id=person, before=before, limit=limit)
    names = masked_names(call, {other for notice in found for other in people_in(notice)})
    return NoticePage(
        [
            NoticeShown(
                str(notice.notice_id),
                notice.kind,
                notice.happened_at,
                notice_sentence(notice, names=names, language=language),
                notice.read_at,
            )
            for notice in found
        ],
        str(found[-1].notice_id) if len(found) == limit else None,
    )


def _mark_read(call: Call, notice_id: int) -> NoticeRead:
    read_one = notices.read_notice(call.db, notice_id=notice_id, person_id=call.caller.person(), now=call.now)
    return NoticeRead(str(read_one.notice_id), read_one.read_at)


HANDLERS = [list_notices, mark_read]
