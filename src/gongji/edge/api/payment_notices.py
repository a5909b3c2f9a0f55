"""Payment and collection notices of a month: drafted, released by another, paid as the bank says (C-02, C-14)."""

from typing import Annotated

from litestar import Response, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter

from gongji import clearing
from gongji.clearing import Proof
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.clearing import PathMonth, QueryRegion, national_by, regional_by
from gongji.edge.api.clearing_shown import Counted, NoticePage, NoticeShown, PaymentGiven, shown_notice
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import PageSize, fen_given

NUMBER = r"^GJ[0-9]{6}-[0-9]{5,7}$"
PathNumber = Annotated[str, PathParameter(pattern=NUMBER)]
AfterNumber = Annotated[str, QueryParameter(max_length=20)]


@post("/clearing/batches/{month:str}/notices", sync_to_thread=True, tags=["clearing"])
def draft(request: Asking, office: TheOffice, month: PathMonth) -> Response[Counted]:
    """Write the notices of a month all provinces have confirmed, as the nation."""
    return write(office, request, None, lambda call: _draft(call, int(month)), status=201)


@post("/clearing/batches/{month:str}/notices/release", sync_to_thread=True, tags=["clearing"])
def release(request: Asking, office: TheOffice, month: PathMonth) -> Response[Counted]:
    """Issue the notices another has drafted; the days to pay begin to count."""
    return write(office, request, None, lambda call: _release(call, int(month)), status=201)


@get("/clearing/batches/{month:str}/notices", sync_to_thread=True, tags=["clearing"])
def list_notices(
    request: Asking,
    office: TheOffice,
    month: PathMonth,
    region: QueryRegion,
    after: AfterNumber = "",
    limit: PageSize = 20,
) -> NoticePage:
    """The notices of a month in which a pool or province pays or is paid, by number."""
    return read(office, request, lambda call: _list(call, int(month), region, after, limit))


@post("/clearing/notices/{number:str}/payment", sync_to_thread=True, tags=["clearing"])
def pay(request: Asking, office: TheOffice, number: PathNumber, data: JSONBody[PaymentGiven]) -> Response[NoticeShown]:
    """Tell that a notice was paid, in full and in one payment, as its payer."""
    return write(office, request, data, lambda call: _pay(call, number, data), status=201)


def _draft(call: Call, month: int) -> Counted:
    return Counted(clearing.draft_notices(call.db, batch_month=month, now=call.now, by=national_by(call)))


def _release(call: Call, month: int) -> Counted:
    by = national_by(call)
    return Counted(clearing.release_notices(call.db, batch_month=month, now=call.now, policy=call.policy, by=by))


def _list(call: Call, month: int, region: int, after: str, limit: int) -> NoticePage:
    regional_by(call, region)
    found = clearing.list_notices(call.db, batch_month=month, party=region, after=after, limit=limit)
    return NoticePage([shown_notice(one) for one in found], found[-1].number if len(found) == limit else None)


def _pay(call: Call, number: str, said: PaymentGiven) -> NoticeShown:
    notice = clearing.require_notice(call.db, number=number)
    by = regional_by(call, notice.payer)
    amount_fen = fen_given(said.amount, field="amount")
    proof = Proof(said.bank, said.serial_no, said.paid_on, amount_fen, said.payer, said.payee)
    return shown_notice(clearing.pay_notice(call.db, number=number, proof=proof, now=call.now, by=by))


HANDLERS = [draft, release, list_notices, pay]
