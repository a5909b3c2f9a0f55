"""Who looked at the caller's data, when and what for (N-03, N-07)."""

from datetime import datetime

import msgspec
from litestar import get

from gongji import access, institutions
from gongji.access import NATION, Look, Scope
from gongji.edge.api.call import Call, read
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import Identifier, PageSize, QueryIdentifier, masked_names
from gongji.ground.divisions import region_name

CITIZEN, OPERATOR, INSTITUTION = "citizen", "operator", "institution"


class LookShown(msgspec.Struct, omit_defaults=True):
    """role and body: what a member of staff is and where, never who; of a till, institution and what it is called.

    who: of a citizen, such as a relative who invites or an agent, the masked name. unmasked: what was seen in full, and
    the reason that was given.
    """

    look_id: Identifier
    at: datetime
    role: str
    channel: str
    purpose: str
    body: str = ""
    who: str = ""
    unmasked: list[str] = []
    reason: str = ""


class LookPage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    looks: list[LookShown]
    after: Identifier | None


@get("/looks", sync_to_thread=True, tags=["looks"])
def list_looks(request: Asking, office: TheOffice, after: QueryIdentifier = "0", limit: PageSize = 20) -> LookPage:
    """Who looked at the caller's data, newest first; her own looks are left out."""
    return read(office, request, lambda call: _list(call, int(after) or None, limit))


def _list(call: Call, before: int | None, limit: int) -> LookPage:
    person = access.require_scope(call.caller, Scope.VIEW)
    found = access.list_looks(call.db, person_id=person, before=before, limit=limit)
    names = masked_names(call, {look.actor_id for look in found if look.role is None and look.actor_id})
    shops = institutions.find_names(call.db, numbers={look.institution_no for look in found if look.institution_no})
    return LookPage(
        [_shown(look, names, shops) for look in found],
        str(found[-1].look_id) if len(found) == limit else None,
    )


def _shown(look: Look, names: dict[int, str], shops: dict[int, str]) -> LookShown:
    return LookShown(
        look_id=str(look.look_id),
        at=look.looked_at,
        role=_role(look),
        channel=look.channel,
        purpose=look.purpose,
        body=shops[look.institution_no] if look.institution_no else _body(look.region),
        who=names.get(look.actor_id, ""),
        unmasked=look.unmasked,
        reason=look.reason,
    )


def _role(look: Look) -> str:
    if look.institution_no:
        return INSTITUTION
    return look.role or (CITIZEN if look.actor_id else OPERATOR)


def _body(region: int | None) -> str:
    if region is None:
        return ""
    return "全国" if region == NATION else region_name(region)


HANDLERS = [list_looks]
