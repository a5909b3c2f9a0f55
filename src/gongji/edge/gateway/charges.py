"""2204, 2205: fees are put on a visit and taken back (interface 2.4)."""

from typing import Any

import msgspec
from psycopg import Connection

from gongji.edge.gateway.answer import Output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.fields import C3, C6, C30, C50, C100, C1000, Y3, Y30, Y50, Y100, Extension
from gongji.edge.gateway.figures import line_results
from gongji.edge.gateway.lines import FeeLine, lines_of
from gongji.edge.gateway.refusals import FieldInvalid
from gongji.edge.gateway.visit import visit_of
from gongji.settlement import Visit, assess_all, find_items
from gongji.settlement.charges import charge, uncharge


class FeeDetail(FeeLine, frozen=True, kw_only=True):
    """One of feedetail[] of 2204."""

    mdtrt_id: Y30
    psn_no: Y30
    chrg_bchno: Y30
    hosp_appr_flag: Y3
    bilg_dept_codg: Y30
    bilg_dept_name: Y100
    bilg_dr_codg: Y30
    bilg_dr_name: Y50
    dise_codg: C30 = ""
    acord_dept_codg: C30 = ""
    acord_dept_name: C100 = ""
    orders_dr_code: C30 = ""
    orders_dr_name: C50 = ""
    etip_flag: C3 = ""
    etip_hosp_code: C30 = ""
    dscg_tkdrug_flag: C3 = ""
    matn_fee_flag: C6 = ""
    memo: C1000 = ""
    comb_no: C3 = ""


FeeDetails = list[FeeDetail]


class ChargeEnd(msgspec.Struct, frozen=True):
    """data of 2205; chrg_bchno "0000" means all that is not settled."""

    mdtrt_id: Y30
    chrg_bchno: Y30
    psn_no: Y30
    exp_content: Extension = ""


def charge_fees(db: Connection[Any], case: Case) -> Output:
    """2204: lines of one visit, all or none; the answer says what each is worth to insurance."""
    given, path = case.message.list_node("feedetail", FeeDetails)
    first = given[0]
    for position, line in enumerate(given):
        if (line.mdtrt_id, line.psn_no) != (first.mdtrt_id, first.psn_no):
            raise FieldInvalid(field=f"{path}[{position}].mdtrt_id")
    lines = lines_of(given, path, case.profile)
    visit = visit_of(db, case, first.mdtrt_id, first.psn_no)
    charge(db, visit, lines=[(fee.chrg_bchno, line) for fee, line in zip(given, lines, strict=True)])
    items = find_items(db, codes={line.catalogue_code for line in lines})
    # What account money may pay of a line shows in the settlement, not here, so no pool's rule is asked for it.
    assessed = assess_all(lines, items, visit=Visit.OUTPATIENT, own_pay_eligible=False)
    return Output({"result": line_results(assessed, lmt_used_flag="0", **{case.message.extension: ""})})


def take_back_fees(db: Connection[Any], case: Case) -> Output:
    """2205: take a batch of unsettled fees back, or all of them."""
    given, _ = case.message.node("data", ChargeEnd)
    visit = visit_of(db, case, given.mdtrt_id, given.psn_no)
    uncharge(db, visit, batch_no=given.chrg_bchno)
    return Output({})
