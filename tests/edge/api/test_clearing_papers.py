"""Papers and lines of the clearing as files and pages: each for whom it is, with its content type."""

import io
from datetime import date
from zipfile import ZipFile

import pypdfium2
import pytest
from pyiso20022.camt import camt_053_001_08 as camt
from pyiso20022.pacs import pacs_009_001_08 as pacs

from gongji.access import Role
from gongji.kinship import NearRelative
from tests.clearing.month import Month, at
from tests.edge.api.conftest import Caller, House, refusal
from tests.edge.papers.schema import read
from tests.world import LANZHOU, PHARMACY, PILLS, XIAMEN, XIAN, XIAN_HOSPITAL

FUJIAN, GANSU, NATION = 350000, 620000, 0
BATCH = "/clearing/batches/202611"
SHEET, PDF = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/pdf"


@pytest.fixture
def nation(house: House) -> Caller:
    """November is sorted: of Xiamen's aid 218.50 went to Lanzhou and 40.00 to Xi'an. It is 28 December."""
    world = house.world
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    world.buy(mother, (PILLS, 40_00), at=XIAN_HOSPITAL)
    month = Month(world)
    month.file()
    month.generate()
    world.db.commit()
    house.at(at(date(2026, 12, 28)))
    return house.staff("national-1", Role.NATIONAL, NATION)


@pytest.fixture
def released(house: House, nation: Caller) -> Caller:
    """Xiamen's office, and the notices are out; Lanzhou's pharmacy is to be paid as well."""
    world, month = house.world, Month(house.world)
    month.confirm(FUJIAN, GANSU, 610000)
    month.notices()
    world.db.commit()
    pool, second = office(house, LANZHOU), house.staff("lz-2", Role.CHECKER, LANZHOU)
    pool.did("/clearing/months/202611/statements", {"pool": LANZHOU})
    (statement,) = pool.sees(f"/clearing/months/202611/statements?region={LANZHOU}")["statements"]
    path = f"/clearing/statements/{statement['statement_id']}"
    house.institution("shop-1", PHARMACY).did(f"{path}/confirmation")
    second.did(f"{path}/release")
    return office(house, XIAMEN)


def office(house: House, region: int) -> Caller:
    return house.staff(f"office-{region}", Role.OPERATOR, region)


def downloaded(caller: Caller, path: str) -> tuple[str, str, bytes]:
    """Content type, name and content of a file."""
    answer = caller.get(path)
    assert answer.status_code == 200, answer.text
    name = answer.headers["content-disposition"].removeprefix('attachment; filename="').removesuffix('"')
    return answer.headers["content-type"], name, answer.content


def text_of(pages: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pages))


def cells_of(sheet: bytes) -> str:
    return ZipFile(io.BytesIO(sheet)).read("xl/worksheets/sheet1.xml").decode()


def test_the_nation_a_province_and_a_pool_get_their_tables_as_sheets_pages_and_messages(
    house: House, nation: Caller
) -> None:
    kind, name, sheet = downloaded(nation, f"{BATCH}/papers/national.xlsx")
    assert (kind, name, "全国跨省异地就医应付医疗费用清算表" in cells_of(sheet)) == (
        SHEET,
        "202611-national.xlsx",
        True,
    )
    kind, name, pages = downloaded(office(house, GANSU), f"{BATCH}/papers/receivable.pdf?region={GANSU}")
    assert (kind, name, "218.50" in text_of(pages)) == (PDF, "202611-620000-receivable.pdf", True)
    xiamen = office(house, XIAMEN)
    kind, name, pages = downloaded(xiamen, f"{BATCH}/papers/statement.pdf?region={XIAMEN}")
    assert (kind, name, "258.50" in text_of(pages)) == (PDF, "202611-350200-statement.pdf", True)
    for caller, region in ((xiamen, XIAMEN), (office(house, FUJIAN), FUJIAN)):
        kind, _, message = downloaded(caller, f"{BATCH}/papers/statement.xml?region={region}")
        (statement,) = read(message, camt.Document).bk_to_cstmr_stmt.stmt
        assert (kind, len(statement.ntry)) == ("application/xml", 2)


def test_a_notice_is_a_payment_notice_for_who_pays_and_a_collection_notice_for_who_is_paid(
    house: House, released: Caller
) -> None:
    (notice,) = released.sees(f"{BATCH}/notices?region={XIAMEN}")["notices"]
    path = f"/clearing/notices/{notice['number']}/papers"
    kind, name, pages = downloaded(released, f"{path}/payment.pdf")
    assert (kind, name, "付款通知书" in text_of(pages)) == (PDF, f"{notice['number']}-payment.pdf", True)
    _, _, order = downloaded(released, f"{path}/order.xml")
    (transfer,) = read(order, pacs.Document).ficdt_trf.cdt_trf_tx_inf
    assert (transfer.pmt_id.end_to_end_id, str(transfer.intr_bk_sttlm_amt.value)) == (notice["number"], "258.50")
    kind, _, sheet = downloaded(office(house, FUJIAN), f"{path}/collection.xlsx")
    assert (kind, "收款通知书" in cells_of(sheet)) == (SHEET, True)
    assert refusal(released.get(f"{path}/collection.xlsx")) == (403, "NO_ROLE")
    assert refusal(office(house, LANZHOU).get(f"{path}/payment.pdf")) == (403, "NO_ROLE")
    said = {"bank": "ICBC", "serial_no": "1", "paid_on": "2027-01-08", "payer": XIAMEN, "payee": FUJIAN}
    released.did(f"/clearing/notices/{notice['number']}/payment", said | {"amount": "258.50"})
    assert refusal(released.get(f"{path}/order.xml")) == (409, "PAYMENT_NOTICE_PAID")


def test_a_notice_that_is_not_released_has_no_paper(house: House, nation: Caller) -> None:
    Month(house.world).confirm(FUJIAN, GANSU, 610000)
    house.world.db.commit()
    nation.did(f"{BATCH}/notices")
    (notice,) = nation.sees(f"{BATCH}/notices?region={XIAMEN}")["notices"]
    answer = nation.get(f"/clearing/notices/{notice['number']}/papers/payment.pdf")
    assert refusal(answer) == (409, "BATCH_NOT_READY")


def test_an_institution_downloads_its_statement_with_its_days_and_the_sum_in_words(
    house: House, released: Caller
) -> None:
    pharmacy = house.institution("shop-1", PHARMACY)
    (statement,) = pharmacy.sees(f"/clearing/institutions/{PHARMACY}/statements")["statements"]
    path = f"/clearing/statements/{statement['statement_id']}/papers"
    kind, name, pages = downloaded(pharmacy, f"{path}/statement.pdf")
    text = text_of(pages).replace(" ", "")
    assert (kind, name) == (PDF, f"202611-{PHARMACY}-statement.pdf")
    for said in ("定点医药机构医疗费用月结算单", PHARMACY, "2026年11月5日", "贰佰壹拾捌元伍角整"):
        assert said in text
    assert downloaded(pharmacy, f"{path}/statement.xlsx")[0] == SHEET
    assert refusal(pharmacy.get(f"{path}/order.xml")) == (404, "PAPER_UNKNOWN")


def test_all_that_is_to_be_paid_by_a_day_goes_to_the_bank_as_one_order(house: House, released: Caller) -> None:
    orders = f"/clearing/orders/orders.xml?region={XIAMEN}"
    kind, name, message = downloaded(released, f"{orders}&day=2027-01-19")
    (transfer,) = read(message, pacs.Document).ficdt_trf.cdt_trf_tx_inf
    assert (kind, name) == ("application/xml", "350200-2027-01-19-orders.xml")
    assert (str(transfer.intr_bk_sttlm_amt.value), transfer.cdtr.fin_instn_id.othr.id) == ("258.50", "350000")
    # A day before it is due there is nothing to pay.
    assert refusal(released.get(f"{orders}&day=2027-01-18")) == (409, "NOTHING_DUE")
    assert refusal(released.get(f"/clearing/orders/orders.pdf?region={XIAMEN}&day=2027-01-19")) == (
        404,
        "PAPER_UNKNOWN",
    )
    lanzhou = office(house, LANZHOU)
    kind, _, lines = downloaded(lanzhou, f"/clearing/orders/orders.csv?region={LANZHOU}&day=2026-12-28")
    heading, line = lines.decode().splitlines()
    assert (kind, heading.split(",")[4]) == ("text/csv; charset=utf-8", "payee")
    assert line.split(",")[1:] == ["202611", "620100", "兰州市", PHARMACY, PHARMACY, "218.50", ""]
    message = downloaded(lanzhou, f"/clearing/orders/orders.xml?region={LANZHOU}&day=2026-12-28")[2]
    (transfer,) = read(message, pacs.Document).ficdt_trf.cdt_trf_tx_inf
    assert transfer.cdtr.fin_instn_id.othr.id == PHARMACY
    assert refusal(lanzhou.get(f"{orders}&day=2027-01-19")) == (403, "NO_ROLE")


def test_a_region_gets_no_paper_of_another_and_none_there_is_not(house: House, nation: Caller) -> None:
    xiamen = office(house, XIAMEN)
    for path in (f"statement.pdf?region={LANZHOU}", f"payable.pdf?region={FUJIAN}", "national.pdf"):
        assert refusal(xiamen.get(f"{BATCH}/papers/{path}")) == (403, "NO_ROLE")
    for path in (f"payable.pdf?region={XIAMEN}", f"national.pdf?region={FUJIAN}", "statement.xml", "national.doc"):
        assert refusal(nation.get(f"{BATCH}/papers/{path}")) == (404, "PAPER_UNKNOWN"), path
    assert refusal(nation.get("/clearing/batches/202610/papers/national.pdf")) == (404, "BATCH_UNKNOWN")


def test_a_pool_sees_its_own_lines_as_who_pays_and_as_who_is_paid_page_by_page(house: House, nation: Caller) -> None:
    xiamen, lanzhou = office(house, XIAMEN), office(house, LANZHOU)
    line = {"payer": XIAMEN, "business": "AID", "month": 202611, "items": 1}
    first = xiamen.sees(f"{BATCH}/pool-lines?region={XIAMEN}&side=payer&limit=1")
    assert first == {"lines": [line | {"payee": XIAN, "amount": "40.00"}], "after": f"{XIAN}-202611-1"}
    second = xiamen.sees(f"{BATCH}/pool-lines?region={XIAMEN}&side=payer&after={first['after']}")
    assert second == {"lines": [line | {"payee": LANZHOU, "amount": "218.50"}], "after": None}
    assert lanzhou.sees(f"{BATCH}/pool-lines?region={LANZHOU}&side=payee")["lines"] == second["lines"]
    assert lanzhou.sees(f"{BATCH}/pool-lines?region={LANZHOU}&side=payer")["lines"] == []
    assert refusal(lanzhou.get(f"{BATCH}/pool-lines?region={XIAMEN}&side=payer")) == (403, "NO_ROLE")
    assert refusal(xiamen.get(f"{BATCH}/pool-lines?region={XIAMEN}&side=both")) == (422, "FIELD_INVALID")
