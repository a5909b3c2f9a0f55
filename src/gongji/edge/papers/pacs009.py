"""The order to pay an issued notice, as the bank of who pays understands it (pacs.009.001.08)."""

from pyiso20022.pacs import pacs_009_001_08 as iso

from gongji.clearing import Owed, PaymentNotice
from gongji.edge.papers.iso20022 import CURRENCY, DIVISIONS, amount, day, moment, written
from gongji.ground.divisions import region_name
from gongji.ground.money import yuan_of
from gongji.ledger import Business

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pacs.009.001.08"


def order_to_pay(notice: PaymentNotice, parts: list[Owed]) -> bytes:
    """The order for one notice; its number is the end-to-end reference. parts: what the notice is made of."""
    assert notice.released_at is not None, "only what is issued is paid"
    head = iso.GroupHeader93(
        msg_id=notice.number,
        cre_dt_tm=moment(notice.released_at),
        nb_of_txs="1",
        sttlm_inf=iso.SettlementInstruction7(sttlm_mtd=iso.SettlementMethod1Code.CLRG),
    )
    order = iso.FinancialInstitutionCreditTransferV08(grp_hdr=head, cdt_trf_tx_inf=[_transfer(notice, parts)])
    return written(iso.Document(ficdt_trf=order), namespace=NAMESPACE)


def _transfer(notice: PaymentNotice, parts: list[Owed]) -> iso.CreditTransferTransaction36:
    assert notice.due_on is not None, "a notice is due from its release on"
    kinds = sorted({Business(part.business) for part in parts})
    said = [f"{kind.name} {yuan_of(sum(part.amount_fen for part in parts if part.business == kind))}" for kind in kinds]
    return iso.CreditTransferTransaction36(
        pmt_id=iso.PaymentIdentification7(instr_id=notice.number, end_to_end_id=notice.number),
        pmt_tp_inf=iso.PaymentTypeInformation28(
            lcl_instrm=iso.LocalInstrument2Choice(prtry=notice.level.upper()),
            ctgy_purp=iso.CategoryPurpose1Choice(prtry=f"CLEARING {notice.batch_month}"),
        ),
        intr_bk_sttlm_amt=iso.ActiveCurrencyAndAmount(value=amount(notice.amount_fen), ccy=CURRENCY),
        intr_bk_sttlm_dt=day(notice.due_on),
        dbtr=_party(notice.payer),
        cdtr=_party(notice.payee),
        purp=iso.Purpose2Choice(prtry="+".join(kind.name for kind in kinds)),
        rmt_inf=iso.RemittanceInformation2(ustrd=said),
    )


def _party(region: int) -> iso.BranchAndFinancialInstitutionIdentification6:
    code = iso.GenericFinancialIdentification1(
        id=str(region), schme_nm=iso.FinancialIdentificationSchemeName1Choice(prtry=DIVISIONS)
    )
    named = iso.FinancialInstitutionIdentification18(nm=region_name(region), othr=code)
    return iso.BranchAndFinancialInstitutionIdentification6(fin_instn_id=named)
