"""Answers of settlements as the interface has them (interface 2.6, 2.7), built from the rows and from nothing else.

So a repeat of a message is answered with the same figures (S-12).
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from gongji.edge.gateway.case import Case
from gongji.edge.gateway.extension import payer_detail, skipped_in_words
from gongji.edge.gateway.people import Known
from gongji.edge.wording import at_the_till
from gongji.ground.calendar import BEIJING, age_in_years, beijing_day
from gongji.ground.value import value
from gongji.insured import EMPLOYEE
from gongji.settlement import AssessedLine, Settled, Settlement

UNRATED = "unrated"
NO_LIMIT = Decimal("999999.000000")
NOTHING = Decimal("0.00")
# The fund that pays an outpatient bill, by scheme (interface 3, fund_pay_type).
FUNDS = {EMPLOYEE: ("310102", "职工门诊统筹基金"), 390: ("390102", "城乡居民门诊统筹基金")}
# med_chrgitm_type by what the catalogue calls the item (interface 3, list_type); 14 is "other".
CHARGE_TYPES = {
    "101": "09", "102": "10", "103": "11", "104": "11", "105": "11", "106": "10", "201": "12", "301": "08",
}  # fmt: skip


@value
class Output:
    """The output of a good answer. warning: warn_msg, in plain words, "" for none."""

    nodes: dict[str, Any]
    warning: str = ""


def yuan(fen: int) -> Decimal:
    """An amount as it goes on the wire, exact and with two decimals."""
    return Decimal(fen).scaleb(-2) if fen else NOTHING


def time_text(moment: datetime) -> str:
    """A T field: 2026-06-15 09:04:00, Beijing's."""
    return moment.astimezone(BEIJING).isoformat(sep=" ", timespec="seconds")[:19]


def paid_output(settled: Settled, who: Known, case: Case, *, with_lines: bool, is_trial: bool = False) -> Output:
    """The answer to a trial or a payment; a trial has no setl_id. with_lines: detlcutinfo, which pharmacies get."""
    row = settled.settlement
    info: dict[str, Any] = {} if is_trial else {"setl_id": str(row.settlement_id)}
    info["mdtrt_id"] = str(row.visit_id)
    info |= _person(row, who) | _frame(row) | _amounts(row, case, yuan)
    info[case.message.extension] = payer_detail(settled, negative=True, is_trial=is_trial)
    info["psn_cash_pay"] = yuan(row.cash_fen)
    nodes: dict[str, Any] = {"setlinfo": info, "setldetail": fund_detail(row, yuan)}
    if with_lines:
        nodes["detlcutinfo"] = line_results(settled.lines, **({"hosp_part_amt": NOTHING} if is_trial else {}))
    return Output(nodes, skipped_in_words(settled.skipped))


def undone_output(settled: Settled, who: Known, case: Case, *, with_person: bool) -> Output:
    """The answer to a cancel; amounts carry a minus unless the profile wants them without a sign.

    with_person: 2208 repeats the person and a second spelling of the cash field, 2103 does not.
    """
    row = settled.settlement
    negative = case.profile.cancel_amounts_negative
    amount = yuan if negative else _without_sign
    info: dict[str, Any] = {
        "mdtrt_id": str(row.visit_id),
        "setl_id": str(row.settlement_id),
        "clr_optins": f"{row.treatment_pool:06d}",
        "setl_time": time_text(row.accepted_at),
    }
    info |= _amounts(row, case, amount) | {"psn_cash_pay": amount(row.cash_fen), "medins_setl_id": row.message_id}
    if with_person:
        info |= {
            "pdn_cash_pay": amount(row.cash_fen),
            "psn_no": who.fields.person_number,
            "psn_name": who.fields.name,
            "psn_cert_type": who.fields.certificate_type,
            "certno": who.fields.certificate_number,
            "insutype": str(row.scheme),
        }
    info[case.message.extension] = payer_detail(settled, negative=negative)
    return Output({"setlinfo": info, "setldetail": fund_detail(row, amount)})


def queried_output(settled: Settled, who: Known, case: Case, *, operator_name: str) -> Output:
    """The answer to 5203, with the other names it has for some fields (interface 2.6)."""
    row = settled.settlement
    day = beijing_day(row.accepted_at)
    level = "" if case.institution.level == UNRATED else case.institution.level
    amounts = _amounts(row, case, yuan)
    del amounts["psn_part_amt"]
    info: dict[str, Any] = {"setl_id": str(row.settlement_id), "mdtrt_id": str(row.visit_id)}
    info |= _person(row, who) | _frame(row) | amounts
    info |= {
        "psn_pay": yuan(row.personal_share_fen),
        "cash_payamt": yuan(row.cash_fen),
        "pref_fund_pay": NOTHING,
        "flxempe_flag": "0",
        "nwb_flag": "0",
        "insu_optins": f"{row.insured_pool:06d}",
        "emp_name": "",
        "pay_loc": "2",
        "fixmedins_code": case.institution.code,
        "fixmedins_name": case.institution.name,
        "hosp_lv": level,
        "fixmedins_poolarea": f"{row.treatment_pool:06d}",
        "lmtpric_hosp_lv": level,
        "dedc_hosp_lv": level,
        "begndate": str(day),
        "enddate": str(day),
        "refd_setl_flag": "0" if settled.undone_by is None else "1",
        "year": str(day.year),
        "dise_codg": "",
        "dise_name": "",
        "invono": row.invoice_no,
        "opter_id": row.operator,
        "opter_name": operator_name,
        "opt_time": time_text(row.accepted_at),
    }
    info[case.message.extension] = payer_detail(settled, negative=True)
    return Output({"setlinfo": info, "setldetail": fund_detail(row, yuan)})


def _person(row: Settlement, who: Known) -> dict[str, Any]:
    return {
        "psn_no": who.fields.person_number,
        "psn_name": who.fields.name,
        "psn_cert_type": who.fields.certificate_type,
        "certno": who.fields.certificate_number,
        "gend": str(who.person.sex),
        "naty": "",
        "brdy": str(who.person.born_on),
        "age": age_in_years(who.person.born_on, beijing_day(row.accepted_at)),
        "insutype": str(row.scheme),
        "psn_type": row.person_type,
        "cvlserv_flag": "0",
    }


def _frame(row: Settlement) -> dict[str, Any]:
    return {
        "setl_time": time_text(row.accepted_at),
        "mdtrt_cert_type": f"{row.credential_type:02d}" if row.credential_type else "",
        "med_type": row.med_type,
        "medins_setl_id": row.message_id,
        "clr_optins": f"{row.treatment_pool:06d}",
        "clr_way": "1",
        "clr_type": row.med_type,
    }


def _amounts(row: Settlement, case: Case, amount: Callable[[int], Decimal]) -> dict[str, Any]:
    """All amounts but cash, which has three spellings. acct_pay contains the aid by default (D-05)."""
    account = row.own_account_fen + (row.aid_fen if case.profile.acct_pay_includes_mulaid else 0)
    return {
        "medfee_sumamt": amount(row.total_fen),
        "fulamt_ownpay_amt": amount(row.own_pay_full_fen),
        "overlmt_selfpay": amount(row.over_limit_fen),
        "preselfpay_amt": amount(row.pre_pay_fen),
        "inscp_scp_amt": amount(row.in_scope_fen),
        "act_pay_dedc": amount(row.deductible_fen),
        "hifp_pay": amount(row.pool_pay_fen),
        "pool_prop_selfpay": Decimal(row.ratio_e4).scaleb(-4),
        "cvlserv_pay": NOTHING,
        "hifes_pay": NOTHING,
        "hifmi_pay": NOTHING,
        "hifob_pay": NOTHING,
        "hifdm_pay": NOTHING,
        "maf_pay": NOTHING,
        "oth_pay": NOTHING,
        "fund_pay_sumamt": amount(row.pool_pay_fen),
        "psn_part_amt": amount(row.personal_share_fen),
        "acct_pay": amount(account),
        "hosp_part_amt": amount(row.hospital_fen),
        "balc": yuan(row.own_balance_after_fen),
        "acct_mulaid_pay": amount(row.aid_fen),
    }


def fund_detail(row: Settlement, amount: Callable[[int], Decimal]) -> list[dict[str, Any]]:
    """setldetail: what which fund paid; empty where none did."""
    if not row.pool_pay_fen:
        return []
    fund, name = FUNDS[row.scheme]
    return [
        {
            "fund_pay_type": fund,
            "fund_pay_type_name": name,
            "inscp_scp_amt": amount(row.in_scope_fen),
            "crt_payb_lmt_amt": yuan(row.ceiling_left_fen),
            "fund_payamt": amount(row.pool_pay_fen),
            "setl_proc_info": "",
        }
    ]


def line_results(lines: Iterable[AssessedLine], **more: Any) -> list[dict[str, Any]]:
    """detlcutinfo and `result`: what each line is worth to insurance. more: fields only some transactions have."""
    return [_line_result(one) | more if more else _line_result(one) for one in lines]


def _line_result(one: AssessedLine) -> dict[str, Any]:
    line, item = one.line, one.item
    limit = item.price_limit_e6 if item else None
    return {
        "feedetl_sn": line.line_no,
        "det_item_fee_sumamt": yuan(line.amount_fen),
        "cnt": Decimal(line.quantity_e4).scaleb(-4),
        "pric": Decimal(line.price_e6).scaleb(-6),
        "pric_uplmt_amt": NO_LIMIT if limit is None else Decimal(limit).scaleb(-6),
        "selfpay_prop": Decimal(item.self_pay_ratio_e4 if item else 10_000).scaleb(-4),
        "fulamt_ownpay_amt": yuan(one.own_pay_full_fen),
        "overlmt_amt": yuan(one.over_limit_fen),
        "preselfpay_amt": yuan(one.pre_pay_fen),
        "inscp_scp_amt": yuan(one.in_scope_fen),
        "chrgitm_lv": item.item_class if item else "03",
        "med_chrgitm_type": CHARGE_TYPES.get(item.list_type, "14") if item else "14",
        "bas_medn_flag": "0",
        "hi_nego_drug_flag": "0",
        "chld_medc_flag": "0",
        "list_sp_item_flag": "0",
        "drt_reim_flag": "0",
        "memo": "" if item else at_the_till("ITEM_NOT_COVERED"),
    }


def _without_sign(fen: int) -> Decimal:
    return yuan(abs(fen))
