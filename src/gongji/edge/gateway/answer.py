"""Answers of settlements as the interface has them (interface 2.6, 2.7), built from the rows and from nothing else.

So a repeat of a message is answered with the same figures (S-12).
"""

from typing import Any

from gongji.edge.gateway.case import Case
from gongji.edge.gateway.extension import payer_detail, skipped_in_words
from gongji.edge.gateway.figures import (
    NOTHING,
    amounts,
    frame_fields,
    fund_detail,
    line_results,
    person_fields,
    time_text,
    without_sign,
    yuan,
)
from gongji.edge.gateway.people import Known
from gongji.ground.calendar import beijing_day
from gongji.ground.value import value
from gongji.settlement import Settled

UNRATED = "unrated"


@value
class Output:
    """The output of a good answer. warning: warn_msg, in plain words, "" for none. stream: a file, instead of all."""

    nodes: dict[str, Any]
    warning: str = ""
    stream: bytes | None = None


def paid_output(settled: Settled, who: Known, case: Case, *, with_lines: bool, is_trial: bool = False) -> Output:
    """The answer to a trial or a payment; a trial has no setl_id. with_lines: detlcutinfo, which pharmacies get."""
    row = settled.settlement
    info: dict[str, Any] = {} if is_trial else {"setl_id": str(row.settlement_id)}
    info["mdtrt_id"] = str(row.visit_id)
    info |= person_fields(row, who) | frame_fields(row) | amounts(row, case, yuan)
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
    amount = yuan if negative else without_sign
    info: dict[str, Any] = {
        "mdtrt_id": str(row.visit_id),
        "setl_id": str(row.settlement_id),
        "clr_optins": f"{row.treatment_pool:06d}",
        "setl_time": time_text(row.accepted_at),
    }
    info |= amounts(row, case, amount) | {"psn_cash_pay": amount(row.cash_fen), "medins_setl_id": row.message_id}
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
    figures = amounts(row, case, yuan)
    del figures["psn_part_amt"]
    info: dict[str, Any] = {"setl_id": str(row.settlement_id), "mdtrt_id": str(row.visit_id)}
    info |= person_fields(row, who) | frame_fields(row) | figures
    info |= _about(settled, case, operator_name)
    info[case.message.extension] = payer_detail(settled, negative=True)
    return Output({"setlinfo": info, "setldetail": fund_detail(row, yuan)})


def _about(settled: Settled, case: Case, operator_name: str) -> dict[str, Any]:
    row = settled.settlement
    day = beijing_day(row.accepted_at)
    level = "" if case.institution.level == UNRATED else case.institution.level
    return {
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
