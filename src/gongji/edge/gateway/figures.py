"""The figures and fields of one settlement's row as they stand on the wire (interface 2.6, 2.7)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from gongji.edge.gateway.case import Case
from gongji.edge.gateway.fields import E4, E6, FEN
from gongji.edge.gateway.people import Known
from gongji.edge.wording import at_the_till
from gongji.ground.calendar import BEIJING, age_in_years, beijing_day
from gongji.insured import EMPLOYEE
from gongji.settlement import AssessedLine, Settlement

# Numbers and moments of which one worker remembers how they are written.
MANY, FEW = 50_000, 500
NO_LIMIT = Decimal("999999.000000")
NOTHING = Decimal("0.00")
# The fund that pays an outpatient bill, by scheme (interface 3, fund_pay_type).
FUNDS = {EMPLOYEE: ("310102", "职工门诊统筹基金"), 390: ("390102", "城乡居民门诊统筹基金")}
# med_chrgitm_type by what the catalogue calls the item (interface 3, list_type); 14 is "other".
CHARGE_TYPES = {
    "101": "09", "102": "10", "103": "11", "104": "11", "105": "11", "106": "10", "201": "12", "301": "08",
}  # fmt: skip


@lru_cache(maxsize=MANY)
def scaled(units: int, places: int) -> Decimal:
    """A number of whole units of its last place as it goes on the wire, exact. Prices and quantities come again."""
    return Decimal(units).scaleb(-places)


def yuan(fen: int) -> Decimal:
    """An amount as it goes on the wire, with two decimals."""
    return scaled(fen, FEN)


@lru_cache(maxsize=FEW)
def time_text(moment: datetime) -> str:
    """A T field: 2026-06-15 09:04:00, Beijing's."""
    return moment.astimezone(BEIJING).isoformat(sep=" ", timespec="seconds")[:19]


def person_fields(row: Settlement, who: Known) -> dict[str, Any]:
    """The person, and her age on the day of the settlement."""
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


def frame_fields(row: Settlement) -> dict[str, Any]:
    """When, under which credential and number, and where it is cleared."""
    return {
        "setl_time": time_text(row.accepted_at),
        "mdtrt_cert_type": f"{row.credential_type:02d}" if row.credential_type else "",
        "med_type": row.med_type,
        "medins_setl_id": row.message_id,
        "clr_optins": f"{row.treatment_pool:06d}",
        "clr_way": "1",
        "clr_type": row.med_type,
    }


def amounts(row: Settlement, case: Case, amount: Callable[[int], Decimal]) -> dict[str, Any]:
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
        "pool_prop_selfpay": scaled(row.ratio_e4, E4),
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
        "cnt": scaled(line.quantity_e4, E4),
        "pric": scaled(line.price_e6, E6),
        "pric_uplmt_amt": NO_LIMIT if limit is None else scaled(limit, E6),
        "selfpay_prop": scaled(item.self_pay_ratio_e4 if item else 10_000, E4),
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


def without_sign(fen: int) -> Decimal:
    """A refund as some regions write it."""
    return yuan(abs(fen))
