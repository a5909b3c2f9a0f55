"""Prefunds between provinces: how far a month used them, and how they are changed (C-21 … C-26)."""

from enum import StrEnum
from typing import Annotated

from litestar import Response, get, post
from litestar.params import FromQuery, JSONBody, PathParameter

from gongji import clearing
from gongji.clearing import Proof
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.clearing import PathMonth, QueryRegion, national_by, regional_by
from gongji.edge.api.clearing_shown import PaymentGiven
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.prefund_shown import (
    ChangePage,
    ChangesAsked,
    ChangeShown,
    PrefundPage,
    UrgentlyAsked,
    shown_change,
    shown_use,
)
from gongji.edge.api.shown import PageSize, PathIdentifier, QueryIdentifier, fen_given

PathYear = Annotated[str, PathParameter(pattern=r"^20[0-9]{2}$")]


class Side(StrEnum):
    """Whether a province holds a prefund of another, or has advanced it."""

    PAYEE = "payee"
    PAYER = "payer"


@get("/clearing/batches/{month:str}/prefunds", sync_to_thread=True, tags=["prefunds"])
def uses(request: Asking, office: TheOffice, month: PathMonth, region: QueryRegion) -> PrefundPage:
    """How far a month used what a province holds of others and what it has advanced, in total and pair by pair."""
    return read(office, request, lambda call: _uses(call, int(month), region))


@get("/clearing/batches/{month:str}/prefunds/national", sync_to_thread=True, tags=["prefunds"])
def national(request: Asking, office: TheOffice, month: PathMonth) -> PrefundPage:
    """How far a month used what each province holds, in total: for the nation."""
    return read(office, request, lambda call: _national(call, int(month)))


@get("/clearing/prefund-changes", sync_to_thread=True, tags=["prefunds"])
def list_changes(
    request: Asking,
    office: TheOffice,
    region: QueryRegion,
    side: FromQuery[Side] = Side.PAYEE,
    after: QueryIdentifier = "0",
    limit: PageSize = 20,
) -> ChangePage:
    """The changes of what a province holds of others, or (side payer) of what others hold of it, oldest first."""
    return read(office, request, lambda call: _list(call, region, side, int(after), limit))


@post("/clearing/prefund-years/{year:str}", sync_to_thread=True, tags=["prefunds"])
def size(request: Asking, office: TheOffice, year: PathYear) -> Response[ChangesAsked]:
    """Ask for what each pair's prefund has to change in a year, by the last quarter before, as the nation (C-21)."""
    return write(office, request, None, lambda call: _size(call, int(year)), status=201)


@post("/clearing/prefund-changes", sync_to_thread=True, tags=["prefunds"])
def ask(request: Asking, office: TheOffice, data: JSONBody[UrgentlyAsked]) -> Response[ChangeShown]:
    """Ask urgently for more of a province that pays, as the one that holds it, in the red (C-24)."""
    return write(office, request, data, lambda call: _ask(call, data), status=201)


@post("/clearing/prefund-changes/{change_id:str}/approval", sync_to_thread=True, tags=["prefunds"])
def approve(request: Asking, office: TheOffice, change_id: PathIdentifier) -> Response[ChangeShown]:
    """Agree to a change another asked for, as the nation; the working days to pay begin to count."""
    return write(office, request, None, lambda call: _approve(call, int(change_id)), status=201)


@post("/clearing/prefund-changes/{change_id:str}/payment", sync_to_thread=True, tags=["prefunds"])
def pay(
    request: Asking, office: TheOffice, change_id: PathIdentifier, data: JSONBody[PaymentGiven]
) -> Response[ChangeShown]:
    """Tell that a change was paid, in full and in one payment, as who pays it."""
    return write(office, request, data, lambda call: _pay(call, int(change_id), data), status=201)


def _uses(call: Call, month: int, province: int) -> PrefundPage:
    regional_by(call, province)
    clearing.require_batch(call.db, batch_month=month)
    held = clearing.prefund_uses(call.db, batch_month=month, payee_province=province, policy=call.policy)
    advanced = clearing.prefunds_advanced(call.db, batch_month=month, payer_province=province, policy=call.policy)
    return PrefundPage([shown_use(one) for one in held], [shown_use(one) for one in advanced])


def _national(call: Call, month: int) -> PrefundPage:
    national_by(call)
    clearing.require_batch(call.db, batch_month=month)
    totals = clearing.prefund_totals(call.db, batch_month=month, policy=call.policy)
    return PrefundPage([shown_use(one) for one in totals], [])


def _list(call: Call, province: int, side: Side, after: int, limit: int) -> ChangePage:
    regional_by(call, province)
    found = clearing.list_prefund_changes(call.db, province=province, side=side.value, after=after, limit=limit)
    return ChangePage([shown_change(one) for one in found], str(found[-1].change_id) if len(found) == limit else None)


def _size(call: Call, year: int) -> ChangesAsked:
    changes = clearing.size_for_year(call.db, year=year, now=call.now, policy=call.policy, by=national_by(call))
    return ChangesAsked(len(changes))


def _ask(call: Call, asked: UrgentlyAsked) -> ChangeShown:
    change = clearing.ask_urgently(
        call.db,
        payer_province=asked.payer,
        payee_province=asked.payee,
        batch_month=int(asked.month),
        reason=asked.reason,
        now=call.now,
        policy=call.policy,
        by=regional_by(call, asked.payee),
    )
    return shown_change(change)


def _approve(call: Call, change_id: int) -> ChangeShown:
    by = national_by(call)
    return shown_change(clearing.approve_prefund(call.db, change_id=change_id, now=call.now, policy=call.policy, by=by))


def _pay(call: Call, change_id: int, said: PaymentGiven) -> ChangeShown:
    change = clearing.require_prefund_change(call.db, change_id=change_id)
    by = regional_by(call, change.payer_province if change.amount_fen > 0 else change.payee_province)
    amount_fen = fen_given(said.amount, field="amount")
    proof = Proof(said.bank, said.serial_no, said.paid_on, amount_fen, said.payer, said.payee)
    return shown_change(clearing.pay_prefund(call.db, change_id=change_id, proof=proof, now=call.now, by=by))


HANDLERS = [uses, national, list_changes, size, ask, approve, pay]
