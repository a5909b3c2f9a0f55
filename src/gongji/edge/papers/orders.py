"""All that a region has to pay by a day, as one order for its bank: pacs.009 or a table."""

import csv
import io
from datetime import date, datetime

from pyiso20022.pacs import pacs_009_001_08 as iso

from gongji.clearing import Due
from gongji.edge.papers.iso20022 import CURRENCY, DIVISIONS, amount, day, moment, written
from gongji.edge.papers.pacs009 import NAMESPACE
from gongji.ground.divisions import region_name
from gongji.ground.money import yuan_of

# How an institution's code is to be read.
INSTITUTIONS = "NHSA FIXMEDINS"
HEADING = ("number", "month", "payer", "payer_name", "payee", "payee_name", "amount", "due_on")


def orders_as_csv(due: list[Due]) -> bytes:
    """A heading and a line for each payment, in UTF-8."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(HEADING)
    for one in due:
        paid = (one.payee, _payee_name(one), yuan_of(one.amount_fen), one.due_on or "")
        lines.writerow((one.number, one.month, one.payer, region_name(one.payer), *paid))
    return text.getvalue().encode()


def orders_to_pay(due: list[Due], *, payer: int, pay_on: date, now: datetime) -> bytes:
    """One message with a transfer for each payment; its number is the end-to-end reference (pacs.009.001.08)."""
    assert due, "a message has a transfer"
    head = iso.GroupHeader93(
        msg_id=f"{payer}-{pay_on:%Y%m%d}-{now:%H%M%S}",
        cre_dt_tm=moment(now),
        nb_of_txs=str(len(due)),
        ttl_intr_bk_sttlm_amt=iso.ActiveCurrencyAndAmount(
            value=amount(sum(one.amount_fen for one in due)), ccy=CURRENCY
        ),
        intr_bk_sttlm_dt=day(pay_on),
        sttlm_inf=iso.SettlementInstruction7(sttlm_mtd=iso.SettlementMethod1Code.CLRG),
    )
    order = iso.FinancialInstitutionCreditTransferV08(grp_hdr=head, cdt_trf_tx_inf=[_transfer(one) for one in due])
    return written(iso.Document(ficdt_trf=order), namespace=NAMESPACE)


def _transfer(one: Due) -> iso.CreditTransferTransaction36:
    return iso.CreditTransferTransaction36(
        pmt_id=iso.PaymentIdentification7(instr_id=one.number, end_to_end_id=one.number),
        pmt_tp_inf=iso.PaymentTypeInformation28(ctgy_purp=iso.CategoryPurpose1Choice(prtry=f"CLEARING {one.month}")),
        intr_bk_sttlm_amt=iso.ActiveCurrencyAndAmount(value=amount(one.amount_fen), ccy=CURRENCY),
        dbtr=_party(str(one.payer), region_name(one.payer), DIVISIONS),
        cdtr=_party(one.payee, _payee_name(one), INSTITUTIONS if one.payee_name else DIVISIONS),
    )


def _payee_name(one: Due) -> str:
    return one.payee_name or region_name(int(one.payee))


def _party(code: str, name: str, scheme: str) -> iso.BranchAndFinancialInstitutionIdentification6:
    known = iso.GenericFinancialIdentification1(
        id=code, schme_nm=iso.FinancialIdentificationSchemeName1Choice(prtry=scheme)
    )
    return iso.BranchAndFinancialInstitutionIdentification6(
        fin_instn_id=iso.FinancialInstitutionIdentification18(nm=name[:140], othr=known)
    )
