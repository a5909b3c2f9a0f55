"""Fee lines as pharmacies (drugdetail) and hospitals (feedetail) send them (interface 2.3, 2.4)."""

from collections.abc import Sequence

import msgspec

from gongji.edge.gateway.fields import (
    C3,
    C6,
    C30,
    C50,
    C200,
    E4,
    E6,
    FEN,
    Y3,
    Y50,
    Y100,
    Y150,
    Extension,
    Number,
    SerialNumber,
    YTime,
    units,
)
from gongji.edge.gateway.profile import Profile
from gongji.edge.gateway.refusals import FieldInvalid
from gongji.settlement import Line


class TraceCode(msgspec.Struct, frozen=True):
    """One box sold, by its trace code."""

    feedetl_sn: SerialNumber
    drug_trac_codg: Y100
    trdn_flag: Y3


class FeeLine(msgspec.Struct, frozen=True, kw_only=True):
    """What both kinds of line have. prd_days is not read: it is a number that often comes as an empty text."""

    feedetl_sn: SerialNumber
    rx_circ_flag: Y3
    fee_ocur_time: YTime
    med_list_codg: Y50
    medins_list_codg: Y150
    det_item_fee_sumamt: Number
    cnt: Number
    pric: Number
    rxno: C30 = ""
    sin_dos_dscr: C200 = ""
    used_frqu_dscr: C200 = ""
    medc_way_dscr: C200 = ""
    bilg_dr_codg: C30 = ""
    bilg_dr_name: C50 = ""
    tcmdrug_used_way: C6 = ""
    hosp_appr_flag: C3 = ""
    exp_content: Extension = ""
    # The published table spells the first, others the second (interface 2.3).
    durg_trac_info: list[TraceCode] = []
    drug_trac_info: list[TraceCode] = []


def lines_of(given: Sequence[FeeLine], path: str, profile: Profile) -> tuple[Line, ...]:
    """The lines of a bill; refuses what is not above zero, and by profile line numbers that are not digits."""
    return tuple([_line(line, f"{path}[{position}]", profile) for position, line in enumerate(given)])


def _line(given: FeeLine, path: str, profile: Profile) -> Line:
    number = str(given.feedetl_sn)
    digits = profile.line_number_digits
    if digits and not (number.isascii() and number.isdigit() and len(number) <= digits):
        raise FieldInvalid(field=f"{path}.feedetl_sn")
    traces = given.durg_trac_info or given.drug_trac_info
    return Line(
        line_no=number,
        catalogue_code=given.med_list_codg,
        amount_fen=units(given.det_item_fee_sumamt, FEN, path, "det_item_fee_sumamt"),
        quantity_e4=units(given.cnt, E4, path, "cnt"),
        price_e6=units(given.pric, E6, path, "pric"),
        approval=given.hosp_appr_flag,
        trace_codes=",".join([trace.drug_trac_codg for trace in traces]),
    )
