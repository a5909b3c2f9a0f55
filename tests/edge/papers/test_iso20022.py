"""Messages for banks: what is owed as camt.053, what is to be paid as pacs.009."""

import dataclasses
from datetime import date

from pyiso20022.camt import camt_053_001_08 as camt
from pyiso20022.pacs import pacs_009_001_08 as pacs

from gongji import clearing
from gongji.clearing import Owed
from gongji.edge.papers import clearing_statement, order_to_pay, pool_papers, province_papers
from gongji.ledger import Business
from tests.clearing.test_disputes import dispute
from tests.edge.papers.conftest import FUJIAN, GANSU
from tests.edge.papers.schema import broken, read
from tests.world import LANZHOU, PHARMACY, PILLS, XIAMEN, XIAN_HOSPITAL


def test_o_25_the_order_to_pay_names_the_notice_the_parties_and_the_whole_amount(month, notices):
    notice = notices["national", FUJIAN, GANSU]
    order = read(order_to_pay(notice, clearing.parts_of(month.world.db, notice=notice)), pacs.Document).ficdt_trf
    (transfer,) = order.cdt_trf_tx_inf
    assert transfer.pmt_id.end_to_end_id == notice.number == order.grp_hdr.msg_id
    assert (str(transfer.intr_bk_sttlm_amt.value), transfer.intr_bk_sttlm_amt.ccy) == ("12345.67", "CNY")
    assert str(transfer.intr_bk_sttlm_dt) == str(notice.due_on)
    parties = [(side.fin_instn_id.nm, side.fin_instn_id.othr.id) for side in (transfer.dbtr, transfer.cdtr)]
    assert parties == [("福建省", "350000"), ("甘肃省", "620000")]
    assert (transfer.purp.prtry, transfer.rmt_inf.ustrd) == ("AID", ["AID 12345.67"])


def test_o_25_a_province_is_told_both_sums_gross_and_the_notices_that_pay_them(month, batch, notices, tmp_path):
    for step in province_papers(month.world.db, batch, FUJIAN):
        step(tmp_path)
    (statement,) = read((tmp_path / "202611-350000.camt.053.xml").read_bytes(), camt.Document).bk_to_cstmr_stmt.stmt
    balances = {one.tp.cd_or_prtry.prtry: (str(one.amt.value), one.cdt_dbt_ind.value) for one in statement.bal}
    assert balances == {"PAYABLE": ("12345.67", "DBIT"), "RECEIVABLE": ("2000.00", "CRDT")}
    numbers = [notices["national", FUJIAN, GANSU].number, notices["national", GANSU, FUJIAN].number]
    assert [entry.ntry_dtls[0].tx_dtls[0].refs.end_to_end_id for entry in statement.ntry] == numbers
    assert [entry.bk_tx_cd.prtry.cd for entry in statement.ntry] == ["AID", "AID"]


def test_a_pool_pays_and_is_paid_through_its_province(month, batch, notices, tmp_path):
    for step in pool_papers(month.world.db, batch, XIAMEN):
        step(tmp_path)
    (statement,) = read((tmp_path / "202611-350200.camt.053.xml").read_bytes(), camt.Document).bk_to_cstmr_stmt.stmt
    numbers = [notices["collect", XIAMEN, FUJIAN].number, notices["pass_on", FUJIAN, XIAMEN].number]
    assert [entry.ntry_dtls[0].tx_dtls[0].refs.end_to_end_id for entry in statement.ntry] == numbers
    orders = [read(file.read_bytes(), pacs.Document) for file in sorted(tmp_path.glob("*.pacs.009.xml"))]
    paid = [order.ficdt_trf.cdt_trf_tx_inf[0] for order in orders]
    assert [(one.pmt_id.end_to_end_id, one.cdtr.fin_instn_id.othr.id) for one in paid] == [(numbers[0], "350000")]


def test_c_13_a_disputed_amount_names_no_notice_although_the_pool_has_one_for_others(month, tmp_path):
    for place, account in ((PHARMACY, 218_50), (XIAN_HOSPITAL, 30_00)):
        month.world.buy(month.world.employee("陈一", account=account), (PILLS, account), at=place)
    month.file(first=date(2026, 11, 30))
    batch = month.generate()
    dispute(month)
    month.confirm(FUJIAN, 610000)
    collected = month.notices()["collect", XIAMEN, FUJIAN]
    for step in pool_papers(month.world.db, batch, XIAMEN):
        step(tmp_path)
    (statement,) = read((tmp_path / "202611-350200.camt.053.xml").read_bytes(), camt.Document).bk_to_cstmr_stmt.stmt
    named = {str(entry.amt.value): entry.ntry_dtls[0].tx_dtls[0].refs.end_to_end_id for entry in statement.ntry}
    assert named == {"218.50": "NOTPROVIDED", "30.00": collected.number}
    assert collected.amount_fen == 30_00


def test_what_cancels_took_back_is_a_reversal_and_not_a_negative_amount(batch):
    back = [Owed(FUJIAN, GANSU, Business.CARE, 202610, 1, -30_00)]
    message = clearing_statement(batch, region=FUJIAN, payable=back, receivable=[], number_of=lambda one: None)
    (entry,) = read(message, camt.Document).bk_to_cstmr_stmt.stmt[0].ntry
    assert (str(entry.amt.value), entry.cdt_dbt_ind.value, entry.rvsl_ind) == ("30.00", "CRDT", True)
    assert entry.ntry_dtls[0].tx_dtls[0].refs.end_to_end_id == "NOTPROVIDED"


def test_a_message_that_breaks_the_schema_is_noticed(month, notices):
    notice = notices["pass_on", GANSU, LANZHOU]
    order = read(order_to_pay(notice, clearing.parts_of(month.world.db, notice=notice)), pacs.Document)
    (transfer,) = order.ficdt_trf.cdt_trf_tx_inf
    wrong = [
        dataclasses.replace(transfer.pmt_id, end_to_end_id="9" * 36),
        dataclasses.replace(transfer.purp, cd="AID"),
        dataclasses.replace(transfer.intr_bk_sttlm_amt, ccy="yuan"),
        dataclasses.replace(order.ficdt_trf, cdt_trf_tx_inf=[]),
    ]
    assert [len(list(broken(one, ""))) for one in wrong] == [1, 1, 1, 1]
