"""What a province or pool owes and is owed of a batch, as a statement of account (camt.053.001.08)."""

from collections.abc import Callable

from pyiso20022.camt import camt_053_001_08 as iso

from gongji.clearing import Batch, Owed
from gongji.edge.papers.iso20022 import CURRENCY, DIVISIONS, amount, day, moment, written
from gongji.ground.calendar import beijing_day
from gongji.ground.divisions import region_name
from gongji.ledger import Business

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
ISSUER = "GONGJI"
# The number of the notice by which an amount is paid, None before it is issued.
NumberOf = Callable[[Owed], str | None]


def clearing_statement(
    batch: Batch, *, region: int, payable: list[Owed], receivable: list[Owed], number_of: NumberOf
) -> bytes:
    """Entries debit what the region owes and credit what it is owed, gross; there is no net balance (C-03).

    The number of the notice that pays an entry is its end-to-end reference.
    """
    identification = f"{batch.batch_month}-{region}"
    statement = iso.AccountStatement9(
        id=identification,
        cre_dt_tm=moment(batch.generated_at),
        acct=_account(region),
        bal=[
            _balance(batch, "RECEIVABLE", receivable, iso.CreditDebitCode.CRDT),
            _balance(batch, "PAYABLE", payable, iso.CreditDebitCode.DBIT),
        ],
        ntry=[
            *(_entry(batch, one, iso.CreditDebitCode.DBIT, number_of) for one in payable),
            *(_entry(batch, one, iso.CreditDebitCode.CRDT, number_of) for one in receivable),
        ],
    )
    head = iso.GroupHeader81(msg_id=identification, cre_dt_tm=moment(batch.generated_at))
    message = iso.BankToCustomerStatementV08(grp_hdr=head, stmt=[statement])
    return written(iso.Document(bk_to_cstmr_stmt=message), namespace=NAMESPACE)


def _account(region: int) -> iso.CashAccount39:
    scheme = iso.AccountSchemeName1Choice(prtry=DIVISIONS)
    code = iso.GenericAccountIdentification1(id=str(region), schme_nm=scheme)
    return iso.CashAccount39(
        id=iso.AccountIdentification4Choice(othr=code), ccy=CURRENCY, nm=region_name(region), ownr=_party(region)
    )


def _balance(batch: Batch, name: str, owed: list[Owed], side: iso.CreditDebitCode) -> iso.CashBalance8:
    total_fen = sum(one.amount_fen for one in owed)
    return iso.CashBalance8(
        tp=iso.BalanceType13(cd_or_prtry=iso.BalanceType10Choice(prtry=name)),
        amt=_money(total_fen),
        cdt_dbt_ind=side if total_fen >= 0 else _other(side),
        dt=iso.DateAndDateTime2Choice(dt=day(beijing_day(batch.generated_at))),
    )


def _entry(batch: Batch, one: Owed, side: iso.CreditDebitCode, number_of: NumberOf) -> iso.ReportEntry10:
    reverses = one.amount_fen < 0
    details = iso.EntryTransaction10(
        refs=iso.TransactionReferences6(end_to_end_id=number_of(one) or "NOTPROVIDED"),
        rltd_pties=iso.TransactionParties6(
            dbtr=iso.Party40Choice(pty=_party(one.payer)), cdtr=iso.Party40Choice(pty=_party(one.payee))
        ),
        addtl_tx_inf=f"{one.items} items of clearing month {one.month}",
    )
    kind = iso.ProprietaryBankTransactionCodeStructure1(cd=Business(one.business).name, issr=ISSUER)
    return iso.ReportEntry10(
        ntry_ref=f"{batch.batch_month}-{one.payer}-{one.payee}-{one.month}-{one.business}",
        amt=_money(one.amount_fen),
        cdt_dbt_ind=_other(side) if reverses else side,
        rvsl_ind=True if reverses else None,
        sts=iso.EntryStatus1Choice(cd="BOOK"),
        bk_tx_cd=iso.BankTransactionCodeStructure4(prtry=kind),
        ntry_dtls=[iso.EntryDetails9(tx_dtls=[details])],
    )


def _money(fen: int) -> iso.ActiveOrHistoricCurrencyAndAmount:
    return iso.ActiveOrHistoricCurrencyAndAmount(value=amount(fen), ccy=CURRENCY)


def _other(side: iso.CreditDebitCode) -> iso.CreditDebitCode:
    return iso.CreditDebitCode.DBIT if side == iso.CreditDebitCode.CRDT else iso.CreditDebitCode.CRDT


def _party(region: int) -> iso.PartyIdentification135:
    scheme = iso.OrganisationIdentificationSchemeName1Choice(prtry=DIVISIONS)
    code = iso.GenericOrganisationIdentification1(id=str(region), schme_nm=scheme)
    return iso.PartyIdentification135(
        nm=region_name(region), id=iso.Party38Choice(org_id=iso.OrganisationIdentification29(othr=[code]))
    )
