"""Every sample message of the interface notes, in the order of the sample day, compared by shape and amounts."""

import json
from typing import Any

import pytest

from tests.edge.gateway.conftest import Town
from tests.edge.gateway.till import Json, Till, code_of, request_of, response_of

# Figures and codes that do not depend on what the sample's authors invented.
EXACT = (
    "medfee_sumamt", "fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt", "act_pay_dedc",
    "hifp_pay", "pool_prop_selfpay", "fund_pay_sumamt", "psn_part_amt", "acct_pay", "psn_cash_pay", "pdn_cash_pay",
    "acct_mulaid_pay", "hosp_part_amt", "balc", "psn_pay", "cash_payamt", "fund_payamt", "crt_payb_lmt_amt", "age",
    "det_item_fee_sumamt", "cnt", "pric", "pric_uplmt_amt", "selfpay_prop", "overlmt_amt", "chrgitm_lv", "psn_no",
    "psn_name", "certno", "insutype", "clr_optins", "clr_type", "med_type", "setl_time", "medins_setl_id", "gend",
    "brdy", "psn_type", "refd_setl_flag", "feedetl_sn", "opter_name", "year", "insu_optins", "fixmedins_poolarea",
)  # fmt: skip


def require_like(answered: Any, sample: Any, path: str = "output") -> None:
    """The same keys (more are allowed), the same types, the same figures."""
    if isinstance(sample, dict):
        assert set(sample) <= set(answered), f"{path} lacks {set(sample) - set(answered)}"
        for key, value in sample.items():
            require_like(answered[key], value, f"{path}.{key}")
            if key in EXACT:
                assert answered[key] == value, f"{path}.{key}"
    elif isinstance(sample, list):
        assert len(answered) == len(sample), path
        for position, value in enumerate(sample):
            require_like(answered[position], value, f"{path}[{position}]")
    else:
        # 186.0 and 186 are the same JSON number.
        numbers = (int, float)
        assert isinstance(answered, type(sample)) or (isinstance(answered, numbers) and isinstance(sample, numbers)), (
            path
        )


def require_response_like(answer: Json, sample: str) -> None:
    """The whole response; ids and times are free."""
    expected = response_of(sample)
    assert set(answer) == set(expected)
    assert answer["infcode"] == expected["infcode"]
    assert len(answer["inf_refmsgid"]) == 30
    assert answer["inf_refmsgid"][:6] == expected["inf_refmsgid"][:6]
    assert len(answer["refmsg_time"]) == len(answer["respond_time"]) == 17
    require_like(answer["output"], expected["output"])


def test_the_day_at_the_hospital(till: Till, town: Town) -> None:
    require_response_like(till.send(request_of("s01")), "s01")
    person = till.send(request_of("s02"))
    require_response_like(person, "s02")
    expected = response_of("s02")["output"]["baseinfo"]["exp_content"]
    assert json.loads(person["output"]["baseinfo"]["exp_content"]) == json.loads(expected)
    unknown = till.send(request_of("s03"))
    require_response_like(unknown, "s03")
    assert unknown["err_msg"] == "未查询到参保信息[PERSON_UNKNOWN]"

    registered = till.send(request_of("s04"))
    require_response_like(registered, "s04")
    mdtrt_id = registered["output"]["data"]["mdtrt_id"]
    require_response_like(till.send(of_visit(request_of("s05"), mdtrt_id)), "s05")
    require_response_like(till.send(of_visit(request_of("s06"), mdtrt_id)), "s06")

    till.at("2026-06-15 09:03:10")
    require_response_like(till.send(of_visit(request_of("s07"), mdtrt_id)), "s07")
    till.at("2026-06-15 09:04:00")
    settled = till.send(of_visit(request_of("s08"), mdtrt_id))
    require_response_like(settled, "s08")
    (payer,) = json.loads(settled["output"]["setlinfo"]["exp_content"])["mulaiddetail"]
    (expected_payer,) = json.loads(response_of("s08")["output"]["setlinfo"]["exp_content"])["mulaiddetail"]
    assert payer | {"mulaid_trns_no": ""} == expected_payer | {"mulaid_trns_no": ""}

    till.at("2026-06-15 10:20:00")
    cancel = of_visit(request_of("s10"), mdtrt_id, settled["output"]["setlinfo"]["setl_id"])
    cancelled = till.send(cancel)
    require_response_like(cancelled, "s10")
    (refund,) = json.loads(cancelled["output"]["setlinfo"]["exp_content"])["mulaiddetail"]
    assert refund["orig_trns_no"] == payer["mulaid_trns_no"]
    assert refund["mulaid_amt"] == "-40.00"

    till.at("2026-06-16 08:10:00")
    query = of_visit(request_of("s18"), mdtrt_id, settled["output"]["setlinfo"]["setl_id"])
    require_response_like(till.send(query), "s18")
    till.at("2026-06-18 10:07:00")
    require_response_like(till.send(request_of("s15")), "s15")


def test_figures_that_differ_from_the_trial_are_refused(till: Till) -> None:
    mdtrt_id = till.good(request_of("s04"))["data"]["mdtrt_id"]
    fees = of_visit(request_of("s06"), mdtrt_id)
    for fee in fees["input"]["feedetail"]:
        fee["chrg_bchno"] = "CB20260615000124"
    # The same total in other classes: the drug is charged as a service of class A.
    fees["input"]["feedetail"][1]["med_list_codg"] = "TEST-SERVICE-0001"
    till.good(fees)
    answer = till.send(of_visit(request_of("s09"), mdtrt_id))
    require_response_like(answer, "s09")
    assert answer["err_msg"] == "结算金额与预结算不一致，请重新预结算[TRIAL_DIFFERS]"


def test_the_evening_at_the_pharmacy(till: Till, town: Town) -> None:
    till.at("2026-06-15 19:11:00")
    tried = till.send(request_of("s11"))
    require_response_like(tried, "s11")
    till.at("2026-06-15 19:12:00")
    settled = till.send(request_of("s12"))
    require_response_like(settled, "s12")
    info = settled["output"]["setlinfo"]
    assert info["mdtrt_id"] == tried["output"]["setlinfo"]["mdtrt_id"]
    assert json.loads(info["exp_content"])["mulaiddetail"][0]["mulaid_amt"] == "96.50"
    till.at("2026-06-15 19:30:00")
    cancel = request_of("s13")
    cancel["input"]["data"] |= {"setl_id": info["setl_id"], "mdtrt_id": info["mdtrt_id"]}
    require_response_like(till.send(cancel), "s13")
    assert town.world.remaining(town.quota_of_yi) == 100_00


@pytest.mark.parametrize("sample", ["s08", "s12"])
def test_a_sample_settled_again_answers_the_same(till: Till, sample: str) -> None:
    message = request_of(sample)
    if sample == "s08":
        mdtrt_id = till.good(request_of("s04"))["data"]["mdtrt_id"]
        till.good(of_visit(request_of("s06"), mdtrt_id))
        message = of_visit(message, mdtrt_id)
    assert till.good(message) == till.good(message)


def of_visit(message: Json, mdtrt_id: str, setl_id: str | None = None) -> Json:
    """A message of the sample day about the visit this day really has."""
    for node in message["input"].values():
        for one in node if isinstance(node, list) else [node]:
            if "mdtrt_id" in one:
                one["mdtrt_id"] = mdtrt_id
            if setl_id and "setl_id" in one:
                one["setl_id"] = setl_id
    return message


def test_the_code_stands_in_brackets_at_the_end(till: Till) -> None:
    assert code_of(till.send(request_of("s03"))) == "PERSON_UNKNOWN"
