"""Premiums of the resident scheme and of long-term care: what they cost, paying, taking back (B-01 … B-11)."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody
from msgspec import Meta

from gongji import access, contributions
from gongji.access import Scope
from gongji.contributions import (
    DuplicateInsurance,
    PremiumAmountDiffers,
    PremiumNotOffered,
    PremiumOrder,
    PremiumOrderUnknown,
    PremiumRefundRefused,
    PremiumRefused,
    Reason,
    Scheme,
    State,
)
from gongji.edge.api.agent import require_cooled
from gongji.edge.api.call import KEY, Call, read, write
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.premium_group import with_group
from gongji.edge.api.premium_shown import PremiumPage, PremiumQuoted, PremiumShown, quoted, shown
from gongji.edge.api.shown import PageSize, PathIdentifier, QueryIdentifier, Yuan, fen_given, is_one_of
from gongji.edge.office import Office
from gongji.edge.premiums import go_on

# By the tax office's code.
TAX_REFUSALS = {kind.code: kind for kind in (DuplicateInsurance, PremiumAmountDiffers)}
SchemeName = Literal["RESIDENT", "LONG_TERM_CARE"]
Year = Annotated[int, Meta(ge=2000, le=2100)]


class PremiumWanted(msgspec.Struct):
    """Whose it is, the caller or whom she acts for, the request's headers say."""

    scheme: SchemeName
    year: Year


class PremiumOrdered(msgspec.Struct):
    """What the payer was shown: amount, what it costs; cash, what of it she pays at the tax office herself (B-08)."""

    scheme: SchemeName
    year: Year
    amount: Yuan
    cash: Yuan


class RefundWanted(msgspec.Struct):
    """Why it is taken back (B-10)."""

    reason: Literal["DUPLICATE", "EMPLOYED", "DIED", "MISTAKE"]


@post("/premiums/quotes", status_code=200, sync_to_thread=True, tags=["premiums"])
def quote(request: Asking, office: TheOffice, data: JSONBody[PremiumWanted]) -> PremiumQuoted:
    """What a year of cover costs and who would pay it; nothing moves and nothing is kept."""
    return with_group(
        office,
        request,
        Scheme[data.scheme],
        data.year,
        lambda group: read(office, request, lambda call: _quote(call, data, group)),
    )


@post("/premiums", sync_to_thread=True, tags=["premiums"])
def pay(request: Asking, office: TheOffice, data: JSONBody[PremiumOrdered]) -> Response[PremiumShown]:
    """Order a year of cover and pay it. Needs a fresh proof.

    Where the tax office does not answer, the state is SENT_TO_TAX and the money is held. Asked again under the same
    key, it is the same order as it is by then.
    """
    if not office.tax.collects:
        raise PremiumNotOffered(year=data.year)
    key = request.headers.get(KEY, "").strip()
    reserved = with_group(
        office,
        request,
        Scheme[data.scheme],
        data.year,
        lambda group: write(office, request, data, lambda call: _reserve(call, key, data, group), status=201),
    )
    order = go_on(office, _order_of(reserved))
    if order.state == State.FAILED:
        raise TAX_REFUSALS.get(order.reason, PremiumRefused)(year=order.year)
    return _answer(office, request, order)


@get("/premiums", sync_to_thread=True, tags=["premiums"])
def list_premiums(
    request: Asking, office: TheOffice, after: QueryIdentifier = "0", limit: PageSize = 20
) -> PremiumPage:
    """Orders for the caller's cover, by any of her records, oldest first."""
    return read(office, request, lambda call: _list(call, int(after), limit))


@get("/premiums/{order_id:str}", sync_to_thread=True, tags=["premiums"])
def show_premium(request: Asking, office: TheOffice, order_id: PathIdentifier) -> PremiumShown:
    """One order for the caller's cover."""
    return read(office, request, lambda call: shown(call, _require_own(call, order_id, Scope.VIEW)))


@post("/premiums/{order_id:str}/refund", sync_to_thread=True, tags=["premiums"])
def refund(
    request: Asking, office: TheOffice, order_id: PathIdentifier, data: JSONBody[RefundWanted]
) -> Response[PremiumShown]:
    """Take a paid premium back before cover begins: every part returns to its source (B-10). Needs a fresh proof.

    Where the tax office does not answer, the state is REFUNDING.
    """
    asked = write(office, request, data, lambda call: _ask_refund(call, order_id, data), status=201)
    order = go_on(office, _order_of(asked))
    if order.state == State.PAID:
        raise PremiumRefundRefused(year=order.year)
    return _answer(office, request, order)


def _quote(call: Call, wanted: PremiumWanted, group: str | None) -> PremiumQuoted:
    found = contributions.quote(
        call.db,
        person_id=access.require_scope(call.caller, Scope.PREMIUMS),
        scheme=Scheme[wanted.scheme],
        year=wanted.year,
        now=call.now,
        policy=call.policy,
        group=group,
    )
    return quoted(found)


def _reserve(call: Call, key: str, wanted: PremiumOrdered, group: str | None) -> PremiumShown:
    access.require_step_up(call.caller, now=call.now)
    order = contributions.reserve(
        call.db,
        person_id=access.require_scope(call.caller, Scope.PREMIUMS),
        scheme=Scheme[wanted.scheme],
        year=wanted.year,
        group=group,
        amount_fen=fen_given(wanted.amount, field="amount"),
        cash_fen=fen_given(wanted.cash, field="cash"),
        payer_id=call.caller.who,
        told_key=f"{call.caller.who}:{key}",
        now=call.now,
        policy=call.policy,
        by=call.caller.by,
    )
    return shown(call, order)


def _ask_refund(call: Call, order_id: str, wanted: RefundWanted) -> PremiumShown:
    access.require_step_up(call.caller, now=call.now)
    order = _require_own(call, order_id, Scope.PREMIUMS)
    for part in contributions.find_parts(call.db, order_ids=[order.order_id])[order.order_id]:
        # Whose quota paid gains by the refund.
        require_cooled(call, gains_id=part.owner_id)
    asked = contributions.ask_refund(
        call.db, order_id=order.order_id, reason=Reason(wanted.reason), now=call.now, by=call.caller.by
    )
    return shown(call, asked)


def _list(call: Call, after: int, limit: int) -> PremiumPage:
    person = access.require_scope(call.caller, Scope.VIEW)
    found = contributions.list_orders(call.db, person_id=person, after=after, limit=limit)
    return PremiumPage(
        [shown(call, order) for order in found], str(found[-1].order_id) if len(found) == limit else None
    )


def _require_own(call: Call, order_id: str, scope: Scope) -> PremiumOrder:
    person = access.require_scope(call.caller, scope)
    found = contributions.find_orders(call.db, order_ids=[int(order_id)]).get(int(order_id))
    if found is None or not is_one_of(call, person, (found.person_id,)):
        raise PremiumOrderUnknown()
    return found


def _order_of(kept: Response[msgspec.Raw]) -> int:
    """The order that was answered for this key, now or the first time."""
    return int(msgspec.json.decode(kept.content, type=PremiumShown).order_id)


def _answer(office: Office, request: Asking, order: PremiumOrder) -> Response[PremiumShown]:
    return Response(read(office, request, lambda call: shown(call, order)), status_code=201)


HANDLERS = [quote, pay, list_premiums, show_premium, refund]
