"""Papers of the clearing as files: of a month, of a notice, of an institution's statement; and orders to a bank."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, ClassVar

from litestar import Response, get
from litestar.params import FromQuery, PathParameter, QueryParameter

from gongji import clearing, institutions
from gongji.clearing import Batch, BatchNotReady, PaymentNotice, PaymentNoticePaid
from gongji.edge.api.call import Call, read
from gongji.edge.api.clearing import PathMonth, QueryRegion, national_by, regional_by
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.download import Download, answered, written
from gongji.edge.api.institution_statements import statement_seen
from gongji.edge.api.payment_notices import PathNumber
from gongji.edge.api.shown import PathIdentifier
from gongji.ground.divisions import all_pools
from gongji.ground.refusal import Refusal, refusal

if TYPE_CHECKING:
    from gongji.edge.papers import Paper

MaybeRegion = Annotated[int | None, QueryParameter(ge=100_000, le=999_999)]
PathPaper = Annotated[str, PathParameter(pattern=r"^[a-z]{1,20}\.[a-z]{3,4}$")]


@refusal
class PaperUnknown(Refusal):
    """There is no such paper of this, or of this region."""

    code: ClassVar[str] = "PAPER_UNKNOWN"
    rule: ClassVar[str] = "C-03"
    paper: str


@refusal
class NothingDue(Refusal):
    """The region has nothing to pay by this day."""

    code: ClassVar[str] = "NOTHING_DUE"
    rule: ClassVar[str] = "C-14"
    day: date


@get("/clearing/batches/{month:str}/papers/{paper:str}", sync_to_thread=True, tags=["clearing papers"])
def of_month(
    request: Asking, office: TheOffice, month: PathMonth, paper: PathPaper, region: MaybeRegion = None
) -> Response[bytes]:
    """A paper of a month.

    For the nation, without a region: national.xlsx, national.pdf. Of a province: payable, receivable and inside, each
    as .xlsx or .pdf, and statement.xml (camt.053). Of a pool: statement.xlsx, statement.pdf and statement.xml.
    """
    return answered(read(office, request, lambda call: _of_month(call, int(month), region, paper)))


@get("/clearing/notices/{number:str}/papers/{paper:str}", sync_to_thread=True, tags=["clearing papers"])
def of_notice(request: Asking, office: TheOffice, number: PathNumber, paper: PathPaper) -> Response[bytes]:
    """A paper of a released notice.

    For who pays: payment.xlsx, payment.pdf, and until it is paid order.xml (pacs.009). For who is paid:
    collection.xlsx, collection.pdf.
    """
    return answered(read(office, request, lambda call: _of_notice(call, number, paper)))


@get("/clearing/statements/{statement_id:str}/papers/{paper:str}", sync_to_thread=True, tags=["clearing papers"])
def of_statement(request: Asking, office: TheOffice, statement_id: PathIdentifier, paper: PathPaper) -> Response[bytes]:
    """An institution's statement as statement.xlsx or statement.pdf, for itself and its pool."""
    return answered(read(office, request, lambda call: _of_statement(call, int(statement_id), paper)))


@get("/clearing/orders/{paper:str}", sync_to_thread=True, tags=["clearing papers"])
def orders(
    request: Asking, office: TheOffice, paper: PathPaper, region: QueryRegion, day: FromQuery[date]
) -> Response[bytes]:
    """All a pool or province has to pay by a day, notices and institutions: orders.xml (pacs.009) or orders.csv."""
    return answered(read(office, request, lambda call: _orders(call, paper, region, day)))


def _of_month(call: Call, month: int, region: int | None, named: str) -> Download:
    if region is None:
        national_by(call)
    else:
        regional_by(call, region)
    batch = clearing.require_batch(call.db, batch_month=month)
    content = _made(named, _papers_of(call, batch, region), _messages_of(call, batch, region))
    # Sorted anew meanwhile, its pages need not be of one batch.
    if (now := clearing.require_batch(call.db, batch_month=month)).matrix_digest != batch.matrix_digest:
        raise BatchNotReady(batch_month=month, state=now.state)
    return Download(f"{month}-{named}" if region is None else f"{month}-{region}-{named}", content)


def _papers_of(call: Call, batch: Batch, region: int | None) -> "Mapping[str, Callable[[], Paper]]":
    # What only these doors need takes a moment to load.
    from gongji.edge import papers

    if region is None:
        return {"national": partial(papers.national_table, call.db, batch)}
    of_pool = {"statement": partial(papers.pool_statement, call.db, batch, region)} if _is_pool(region) else {}
    of_province = {
        "payable": partial(papers.province_payable, call.db, batch, region),
        "receivable": partial(papers.province_receivable, call.db, batch, region),
        "inside": partial(papers.province_inside, call.db, batch, region),
    }
    return {**of_pool, **of_province} if _is_province(region) else of_pool


def _messages_of(call: Call, batch: Batch, region: int | None) -> dict[str, Callable[[], bytes]]:
    from gongji.edge import papers

    if region is None or not (_is_province(region) or _is_pool(region)):
        return {}
    message = papers.province_message if _is_province(region) else papers.pool_message
    return {"statement": partial(message, call.db, batch, region)}


def _of_notice(call: Call, number: str, named: str) -> Download:
    from gongji.edge import papers

    notice = clearing.require_notice(call.db, number=number)
    regional_by(call, notice.payee if named.startswith("collection.") else notice.payer)
    if notice.released_at is None:
        batch = clearing.require_batch(call.db, batch_month=notice.batch_month)
        raise BatchNotReady(batch_month=notice.batch_month, state=batch.state)
    of_notice = {
        "payment": partial(papers.payment_paper, call.db, notice),
        "collection": partial(papers.collection_paper, call.db, notice),
    }
    return Download(f"{number}-{named}", _made(named, of_notice, {"order": partial(_order, call, notice)}))


def _order(call: Call, notice: PaymentNotice) -> bytes:
    from gongji.edge.papers import order_to_pay

    if notice.state == "PAID":
        raise PaymentNoticePaid(number=notice.number)
    return order_to_pay(notice, clearing.parts_of(call.db, notice=notice))


def _of_statement(call: Call, statement_id: int, named: str) -> Download:
    from gongji.edge.papers import institution_paper

    statement = statement_seen(call, statement_id)
    institution = institutions.find_by_number(call.db, numbers=[statement.institution_no])[statement.institution_no]
    days = clearing.days_of_statement(call.db, statement=statement)
    content = _made(named, {"statement": partial(institution_paper, statement, institution, days)}, {})
    return Download(f"{statement.month}-{institution.code}-{named}", content)


def _orders(call: Call, named: str, region: int, day: date) -> Download:
    from gongji.edge.papers import orders_as_csv, orders_to_pay

    regional_by(call, region)
    due = clearing.due_payments(call.db, payer=region, by_day=day)
    if not due:
        raise NothingDue(day=day)
    forms = {
        "orders.csv": partial(orders_as_csv, due),
        "orders.xml": partial(orders_to_pay, due, payer=region, pay_on=day, now=call.now),
    }
    if named not in forms:
        raise PaperUnknown(paper=named)
    return Download(f"{region}-{day}-{named}", forms[named]())


def _made(
    named: str, of_paper: "Mapping[str, Callable[[], Paper]]", of_message: Mapping[str, Callable[[], bytes]]
) -> bytes:
    """The file of this name; refuses PaperUnknown."""
    from gongji.edge.papers import write_pdf, write_xlsx

    stem, _, form = named.partition(".")
    forms = {"xlsx": write_xlsx, "pdf": write_pdf}
    if form in forms and stem in of_paper:
        return written(partial(forms[form], of_paper[stem]()))
    if form == "xml" and stem in of_message:
        return of_message[stem]()
    raise PaperUnknown(paper=named)


def _is_province(region: int) -> bool:
    return region in {pool.province for pool in all_pools()}


def _is_pool(region: int) -> bool:
    return region in {pool.code for pool in all_pools()}


HANDLERS = [of_month, of_notice, of_statement, orders]
