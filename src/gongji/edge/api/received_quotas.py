"""Quotas the caller may spend, and the order in which they pay (Q-20, W-41)."""

import msgspec
from litestar import Response, get, put
from litestar.params import JSONBody

from gongji import access, mutual_aid
from gongji.access import Scope
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.quota_shown import QuotaShown, shown
from gongji.edge.api.shown import Identifier


class Order(msgspec.Struct):
    """Quotas of the caller's in the order in which they should pay; the others follow, oldest first (Q-20)."""

    quota_ids: list[Identifier]


class Preference(msgspec.Struct):
    """Whether aid pays before one's own account (W-41)."""

    aid_first: bool


@get("/quotas", sync_to_thread=True, tags=["quotas"])
def list_received(request: Asking, office: TheOffice) -> list[QuotaShown]:
    """What the caller may spend now, in the order in which it is spent (Q-20); not more than she has relations."""
    return read(office, request, lambda call: _received(call, Scope.VIEW))


@put("/quotas/order", sync_to_thread=True, tags=["quotas"])
def order(request: Asking, office: TheOffice, data: JSONBody[Order]) -> Response[list[QuotaShown]]:
    """In which order relatives pay for the caller."""
    return write(office, request, data, lambda call: _order(call, data))


@put("/preferences", sync_to_thread=True, tags=["quotas"])
def prefer(request: Asking, office: TheOffice, data: JSONBody[Preference]) -> Response[Preference]:
    """Whether aid pays before the caller's own account (W-41)."""
    return write(office, request, data, lambda call: _prefer(call, data))


def _order(call: Call, wanted: Order) -> list[QuotaShown]:
    person = access.require_scope(call.caller, Scope.QUOTAS)
    mutual_aid.order_quotas(call.db, beneficiary_id=person, quota_ids=[int(quota_id) for quota_id in wanted.quota_ids])
    return _received(call, Scope.QUOTAS)


def _prefer(call: Call, wanted: Preference) -> Preference:
    person = access.require_scope(call.caller, Scope.QUOTAS)
    mutual_aid.prefer_aid_first(call.db, beneficiary_id=person, preferred=wanted.aid_first)
    return wanted


def _received(call: Call, scope: Scope) -> list[QuotaShown]:
    person = access.require_scope(call.caller, scope)
    return [shown(call, q) for q in mutual_aid.find_quotas(call.db, beneficiaries=[person]).get(person, [])]


HANDLERS = [list_received, order, prefer]
