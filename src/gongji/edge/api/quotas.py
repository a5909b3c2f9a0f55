"""Quotas the caller gives: setting and changing what is set aside for a relative (Q-01 … Q-13)."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post, put
from litestar.params import JSONBody
from msgspec import Meta

from gongji import access, mutual_aid
from gongji.access import Scope
from gongji.edge.api.agent import require_cooled
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.quota_shown import QuotaShown, shown
from gongji.edge.api.relations import require_own as require_own_relation
from gongji.edge.api.second import require_second_above
from gongji.edge.api.shown import Identifier, PathIdentifier, Yuan, fen_given, limit_given
from gongji.edge.api.uses import UseName, uses_of
from gongji.mutual_aid import Quota, QuotaAsked, QuotaUnknown, Use


class QuotaWanted(msgspec.Struct):
    """A quota for a relation that stands and has none.

    period WHOLE: the relative may spend the whole account, without a limit, inside a province that offers it (R-22).
    """

    relation_id: Identifier
    limit: Yuan | None = None
    period: Literal["OPEN", "ANNUAL", "WHOLE"] = "OPEN"
    uses: list[UseName] = []
    auto_renew: bool = False


class NewLimit(msgspec.Struct):
    """At least what is used (Q-07); above the present limit it takes the difference from the donor's account (Q-06)."""

    limit: Yuan


class NewUses(msgspec.Struct):
    """All that it may be spent on from now on (Q-03)."""

    uses: Annotated[list[UseName], Meta(min_length=1)]


@post("/quotas", sync_to_thread=True, tags=["quotas"])
def set_quota(request: Asking, office: TheOffice, data: JSONBody[QuotaWanted]) -> Response[QuotaShown]:
    """Set a quota: as much is set aside in the caller's account at once (Q-01). Needs a fresh proof (Q-08)."""
    return write(office, request, data, lambda call: _set(call, data), status=201)


@get("/quotas/{quota_id:str}", sync_to_thread=True, tags=["quotas"])
def show_quota(request: Asking, office: TheOffice, quota_id: PathIdentifier) -> QuotaShown:
    """One quota the caller gave or got."""
    return read(office, request, lambda call: shown(call, _require_own(call, quota_id, Scope.VIEW)))


@put("/quotas/{quota_id:str}/limit", sync_to_thread=True, tags=["quotas"])
def change_limit(
    request: Asking, office: TheOffice, quota_id: PathIdentifier, data: JSONBody[NewLimit]
) -> Response[QuotaShown]:
    """Raise or lower a quota the caller gave (Q-06, Q-07). Needs a fresh proof (Q-08)."""
    return write(office, request, data, lambda call: _change(call, quota_id, data))


@put("/quotas/{quota_id:str}/uses", sync_to_thread=True, tags=["quotas"])
def change_uses(
    request: Asking, office: TheOffice, quota_id: PathIdentifier, data: JSONBody[NewUses]
) -> Response[QuotaShown]:
    """Restrict or widen what a quota the caller gave is spent on (Q-21). Needs a fresh proof (Q-08)."""
    return write(office, request, data, lambda call: _change_uses(call, quota_id, data))


@post("/quotas/{quota_id:str}/closing", sync_to_thread=True, tags=["quotas"])
def close(request: Asking, office: TheOffice, quota_id: PathIdentifier) -> Response[QuotaShown]:
    """Close a quota the caller gave; what is left returns at once (Q-07)."""
    return write(office, request, None, lambda call: _close(call, quota_id), status=201)


def _set(call: Call, wanted: QuotaWanted) -> QuotaShown:
    access.require_step_up(call.caller, now=call.now)
    relation = require_own_relation(call, wanted.relation_id, Scope.QUOTAS)
    if relation.donor_id != call.caller.acts_for:
        raise access.NotYours()
    require_cooled(call, gains_id=relation.beneficiary_id)
    asked = QuotaAsked(
        relation.relation_id,
        limit_given(wanted.limit),
        wanted.period,
        uses_of(wanted.uses),
        wanted.auto_renew,
    )
    quota = mutual_aid.set_quota(call.db, asked=asked, now=call.now, policy=call.policy, by=call.caller.by)
    limit_fen = None if quota.is_whole_balance else quota.limit_fen
    require_second_above(call, about_id=quota.quota_id, limit_fen=limit_fen)
    return shown(call, quota)


def _change(call: Call, quota_id: str, wanted: NewLimit) -> QuotaShown:
    access.require_step_up(call.caller, now=call.now)
    quota, limit = _require_given(call, quota_id), fen_given(wanted.limit, field="limit")
    change = mutual_aid.lower_quota
    if limit > quota.limit_fen:
        require_cooled(call, gains_id=quota.beneficiary_id)
        require_second_above(call, about_id=quota.quota_id, limit_fen=limit)
        change = mutual_aid.raise_quota
    changed = change(
        call.db, quota_id=quota.quota_id, limit_fen=limit, now=call.now, policy=call.policy, by=call.caller.by
    )
    return shown(call, changed)


def _change_uses(call: Call, quota_id: str, wanted: NewUses) -> QuotaShown:
    access.require_step_up(call.caller, now=call.now)
    quota, uses = _require_given(call, quota_id), uses_of(wanted.uses)
    if uses & ~Use(quota.uses):
        require_cooled(call, gains_id=quota.beneficiary_id)
    changed = mutual_aid.change_uses(
        call.db, quota_id=quota.quota_id, uses=uses, now=call.now, policy=call.policy, by=call.caller.by
    )
    return shown(call, changed)


def _close(call: Call, quota_id: str) -> QuotaShown:
    quota = _require_given(call, quota_id)
    closed = mutual_aid.close_quota(
        call.db, quota_id=quota.quota_id, now=call.now, policy=call.policy, by=call.caller.by
    )
    return shown(call, closed)


def _require_own(call: Call, quota_id: str, scope: Scope) -> Quota:
    person = access.require_scope(call.caller, scope)
    found = mutual_aid.quotas_by_id(call.db, quota_ids=[int(quota_id)]).get(int(quota_id))
    if found is None or person not in (found.donor_id, found.beneficiary_id):
        raise QuotaUnknown()
    return found


def _require_given(call: Call, quota_id: str) -> Quota:
    quota = _require_own(call, quota_id, Scope.QUOTAS)
    if quota.donor_id != call.caller.acts_for:
        raise access.NotYours()
    return quota


HANDLERS = [set_quota, show_quota, change_limit, change_uses, close]
