"""A pool's statements of its institutions: written, confirmed by the institution, released by another, paid (C-14)."""

from typing import Annotated

from litestar import Response, get, post
from litestar.params import JSONBody, PathParameter

from gongji import access, clearing, institutions
from gongji.access import NoRole
from gongji.audit import By
from gongji.clearing import InstitutionStatement, Proof
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.clearing import PathMonth, QueryRegion, regional_by
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import PageSize, PathIdentifier, QueryIdentifier, fen_given
from gongji.edge.api.statement_shown import (
    Deduction,
    Objection,
    StatementPage,
    StatementPayment,
    StatementRead,
    StatementsDrafted,
    StatementShown,
    StatementsWanted,
    shown_days,
    shown_statements,
)
from gongji.ground.money import AmountInvalid
from gongji.institutions import Institution, InstitutionUnknown

# Before the first page of a list that begins with what is newest.
LAST = "9" * 18
PathCode = Annotated[str, PathParameter(pattern=r"^[0-9A-Z]{2,20}$")]


@post("/clearing/months/{month:str}/statements", sync_to_thread=True, tags=["statements"])
def draft(
    request: Asking, office: TheOffice, month: PathMonth, data: JSONBody[StatementsWanted]
) -> Response[StatementsDrafted]:
    """Write a pool's statements of a month whose days are all filed; those that are there already stay."""
    return write(office, request, data, lambda call: _draft(call, int(month), data), status=201)


@get("/clearing/months/{month:str}/statements", sync_to_thread=True, tags=["statements"])
def list_of_pool(
    request: Asking,
    office: TheOffice,
    month: PathMonth,
    region: QueryRegion,
    after: QueryIdentifier = "0",
    limit: PageSize = 20,
) -> StatementPage:
    """A pool's statements of a month."""
    return read(office, request, lambda call: _list_of_pool(call, int(month), region, int(after), limit))


@get("/clearing/institutions/{code:str}/statements", sync_to_thread=True, tags=["statements"])
def list_of_institution(
    request: Asking,
    office: TheOffice,
    code: PathCode,
    after: QueryIdentifier = LAST,
    limit: PageSize = 20,
) -> StatementPage:
    """An institution's statements, newest first: for itself, and for who looks after clearing in its pool."""
    return read(office, request, lambda call: _list_of_institution(call, code, int(after), limit))


@get("/clearing/statements/{statement_id:str}", sync_to_thread=True, tags=["statements"])
def show(request: Asking, office: TheOffice, statement_id: PathIdentifier) -> StatementRead:
    """A statement with the days it is made of."""
    return read(office, request, lambda call: _show(call, int(statement_id)))


@post("/clearing/statements/{statement_id:str}/deduction", sync_to_thread=True, tags=["statements"])
def deduct(
    request: Asking, office: TheOffice, statement_id: PathIdentifier, data: JSONBody[Deduction]
) -> Response[StatementShown]:
    """Keep something back, as the pool; the institution then confirms anew."""
    return write(office, request, data, lambda call: _deduct(call, int(statement_id), data), status=201)


@post("/clearing/statements/{statement_id:str}/confirmation", sync_to_thread=True, tags=["statements"])
def confirm(request: Asking, office: TheOffice, statement_id: PathIdentifier) -> Response[StatementShown]:
    """Agree with a statement, as the institution."""
    return write(office, request, None, lambda call: _confirm(call, int(statement_id)), status=201)


@post("/clearing/statements/{statement_id:str}/objection", sync_to_thread=True, tags=["statements"])
def object_to(
    request: Asking, office: TheOffice, statement_id: PathIdentifier, data: JSONBody[Objection]
) -> Response[StatementShown]:
    """Not agree with a statement, as the institution, and say why."""
    return write(office, request, data, lambda call: _object(call, int(statement_id), data), status=201)


@post("/clearing/statements/{statement_id:str}/release", sync_to_thread=True, tags=["statements"])
def release(request: Asking, office: TheOffice, statement_id: PathIdentifier) -> Response[StatementShown]:
    """Let a confirmed statement be paid, as another than who wrote it."""
    return write(office, request, None, lambda call: _release(call, int(statement_id)), status=201)


@post("/clearing/statements/{statement_id:str}/payment", sync_to_thread=True, tags=["statements"])
def pay(
    request: Asking, office: TheOffice, statement_id: PathIdentifier, data: JSONBody[StatementPayment]
) -> Response[StatementShown]:
    """Tell that a released statement was paid, in full and in one payment, as the pool."""
    return write(office, request, data, lambda call: _pay(call, int(statement_id), data), status=201)


def statement_seen(call: Call, statement_id: int) -> InstitutionStatement:
    """A statement the caller may see; refuses StatementUnknown, NoRole."""
    statement = clearing.require_statement(call.db, statement_id=statement_id)
    _require_seen(call, statement.institution_no, statement.pool)
    return statement


def _draft(call: Call, month: int, wanted: StatementsWanted) -> StatementsDrafted:
    by = regional_by(call, wanted.pool)
    return StatementsDrafted(clearing.draft_statements(call.db, month=month, pool=wanted.pool, now=call.now, by=by))


def _list_of_pool(call: Call, month: int, pool: int, after: int, limit: int) -> StatementPage:
    regional_by(call, pool)
    return _page(call, clearing.list_statements(call.db, pool=pool, month=month, after=after, limit=limit), limit)


def _list_of_institution(call: Call, code: str, before: int, limit: int) -> StatementPage:
    institution = _institution(call, code)
    _require_seen(call, institution.institution_no, institution.pool)
    number = institution.institution_no
    return _page(call, clearing.list_statements_of(call.db, institution_no=number, before=before, limit=limit), limit)


def _show(call: Call, statement_id: int) -> StatementRead:
    statement = statement_seen(call, statement_id)
    (shown,) = shown_statements(call, [statement])
    return StatementRead(shown, shown_days(clearing.days_of_statement(call.db, statement=statement)))


def _deduct(call: Call, statement_id: int, said: Deduction) -> StatementShown:
    by = _pool_by(call, statement_id)
    deduction_fen = fen_given(said.amount, field="amount")
    if deduction_fen <= 0:
        raise AmountInvalid(field="amount", given=said.amount)
    deducted = clearing.deduct(
        call.db, statement_id=statement_id, deduction_fen=deduction_fen, reason=said.reason, now=call.now, by=by
    )
    return _shown(call, deducted)


def _confirm(call: Call, statement_id: int) -> StatementShown:
    by = _institution_by(call, statement_id)
    return _shown(call, clearing.confirm_statement(call.db, statement_id=statement_id, now=call.now, by=by))


def _object(call: Call, statement_id: int, said: Objection) -> StatementShown:
    by = _institution_by(call, statement_id)
    objected = clearing.object_to_statement(
        call.db, statement_id=statement_id, objection=said.objection, now=call.now, by=by
    )
    return _shown(call, objected)


def _release(call: Call, statement_id: int) -> StatementShown:
    by = _pool_by(call, statement_id)
    return _shown(call, clearing.release_statement(call.db, statement_id=statement_id, now=call.now, by=by))


def _pay(call: Call, statement_id: int, said: StatementPayment) -> StatementShown:
    by = _pool_by(call, statement_id)
    payee = _institution(call, said.payee).institution_no
    amount_fen = fen_given(said.amount, field="amount")
    proof = Proof(said.bank, said.serial_no, said.paid_on, amount_fen, said.payer, payee)
    return _shown(call, clearing.pay_statement(call.db, statement_id=statement_id, proof=proof, now=call.now, by=by))


def _institution(call: Call, code: str) -> Institution:
    found = institutions.find_institutions(call.db, codes=[code]).get(code)
    if found is None:
        raise InstitutionUnknown(institution=code)
    return found


def _pool_by(call: Call, statement_id: int) -> By:
    return regional_by(call, clearing.require_statement(call.db, statement_id=statement_id).pool)


def _institution_by(call: Call, statement_id: int) -> By:
    statement = clearing.require_statement(call.db, statement_id=statement_id)
    grant = access.require_institution(call.caller, statement.institution_no)
    return By(call.caller.who, call.caller.channel, grant.grant_id)


def _require_seen(call: Call, institution_no: int, pool: int) -> None:
    """Refuse who neither speaks for the institution nor looks after clearing where it is."""
    try:
        access.require_institution(call.caller, institution_no)
    except NoRole:
        regional_by(call, pool)


def _page(call: Call, found: list[InstitutionStatement], limit: int) -> StatementPage:
    return StatementPage(shown_statements(call, found), str(found[-1].statement_id) if len(found) == limit else None)


def _shown(call: Call, statement: InstitutionStatement) -> StatementShown:
    (shown,) = shown_statements(call, [statement])
    return shown


HANDLERS = [draft, list_of_pool, list_of_institution, show, deduct, confirm, object_to, release, pay]
