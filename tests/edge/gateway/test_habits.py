"""What real clients do otherwise than the published text, and still get their answer (interface 6)."""

import json
from typing import Any

from tests.edge.gateway.conftest import Town
from tests.edge.gateway.till import HOSPITAL, Json, Till, encoded, request_of

JIA = "43010000000000000000000001"


def test_null_in_words_is_nothing(till: Till) -> None:
    for nothing in ("null", "NULL", "", None):
        message = till.purchase(card_sn=nothing, dise_codg=nothing, psn_cert_type=nothing)
        message |= {"sign_no": nothing, "cainfo": nothing, "dev_no": nothing}
        till.good(message)


def test_certificate_type_1_is_01(till: Till) -> None:
    till.good(till.purchase(psn_cert_type="1"))


def test_numbers_may_come_as_texts_and_line_numbers_as_numbers(till: Till) -> None:
    message = till.purchase(medfee_sumamt="96.50")
    for number, line in enumerate(message["input"]["drugdetail"]):
        line |= {name: str(line[name]) for name in ("det_item_fee_sumamt", "cnt", "pric", "prd_days")}
        line["feedetl_sn"] = 202606150011 + number
    output = till.good(message)
    assert output["setlinfo"]["medfee_sumamt"] == 96.5
    assert [line["feedetl_sn"] for line in output["detlcutinfo"]] == ["202606150011", "202606150012"]


def test_a_node_may_have_another_name_or_none(till: Till, town: Town) -> None:
    info = till.good(till.purchase())["setlinfo"]
    data = {"setl_id": info["setl_id"], "mdtrt_id": info["mdtrt_id"], "psn_no": info["psn_no"]}
    cancel = till.fresh(request_of("s13"))
    assert till.good(cancel | {"input": {"mdtrtinfo": data}})["setlinfo"]["acct_pay"] == -96.5
    query = request_of("s02")
    found = till.good(query)
    assert till.good(query | {"input": query["input"]["data"]})["baseinfo"] == found["baseinfo"]
    sale = till.purchase()
    till.good(sale | {"input": {"info": sale["input"]["druginfo"], "details": sale["input"]["drugdetail"]}})


def test_exp_content_is_answered_in_the_spelling_it_came_in(till: Till) -> None:
    message = till.purchase()
    del message["input"]["druginfo"]["exp_content"]
    for given in ("", "{}", {"shelf": 3}):
        spelled = till.fresh(message)
        spelled["input"] = {**message["input"], "druginfo": message["input"]["druginfo"] | {"expContent": given}}
        info = till.good(spelled)["setlinfo"]
        assert "expContent" in info
        assert "exp_content" not in info
    person = request_of("s02")
    person["input"]["data"]["expContent"] = ""
    assert json.loads(till.good(person)["baseinfo"]["expContent"])["mulaid"]["avail"] == "1"


def test_exp_content_may_be_an_object(till: Till) -> None:
    till.good(till.purchase(exp_content={"shelf": 3}))


def test_both_spellings_of_trace_codes_are_kept(till: Till, town: Town) -> None:
    message = till.purchase()
    first, second = message["input"]["drugdetail"]
    first["drug_trac_info"] = first.pop("durg_trac_info")
    second["durg_trac_info"].append({"feedetl_sn": "202606150012", "drug_trac_codg": "3", "trdn_flag": "1"})
    till.good(message)
    (row,) = town.world.db.execute("select distinct trace_codes from fee_line order by 1").fetchmany(1)
    assert row is not None
    codes = {code for (code,) in town.world.db.execute("select trace_codes from fee_line").fetchall()}
    assert codes == {"00000000000000000001", "00000000000000000002,3"}


def test_a_social_security_card_shows_a_number_of_its_owner(till: Till) -> None:
    for number in ("430102190001010015", JIA):
        query = request_of("s02")
        query["input"]["data"] |= {"mdtrt_cert_type": "03", "mdtrt_cert_no": number, "certno": "", "psn_name": ""}
        assert till.good(query)["baseinfo"]["psn_no"] == JIA
    query["input"]["data"] |= {"mdtrt_cert_no": "A12345678"}
    assert till.refused(query) == "PERSON_UNKNOWN"
    query["input"]["data"] |= {"certno": "430102190001010015"}
    assert till.good(query)["baseinfo"]["psn_no"] == JIA


def test_an_e_voucher_is_found_by_the_certificate_beside_it(till: Till) -> None:
    query = request_of("s02")
    query["input"]["data"] |= {"mdtrt_cert_type": "01", "mdtrt_cert_no": "ECTOKEN-1"}
    assert till.good(query)["baseinfo"]["psn_no"] == JIA
    query["input"]["data"]["certno"] = ""
    assert till.refused(query) == "PERSON_UNKNOWN"


def test_a_trial_is_not_needed_before_a_settlement(till: Till) -> None:
    info = till.good(till.purchase())["setlinfo"]
    assert info["mdtrt_id"].isdigit()


def test_signing_out_ends_the_sign_in(till: Till) -> None:
    signed = till.good(request_of("s01"))["signinoutb"]
    out = request_of("s01") | {
        "infno": "9002",
        "input": {"signOut": {"sign_no": signed["sign_no"], "opter_no": "0001"}},
    }
    till.at("2026-06-15 17:00:00")
    ended: Json = till.good(out)
    assert ended == {"sign_time": "2026-06-15 17:00:00"}
    till.at("2026-06-15 18:00:00")
    assert till.good(out) == ended


def test_amounts_go_out_with_two_decimals_digit_by_digit(till: Till) -> None:
    body = till.reply(encoded(till.purchase())).body
    assert b'"medfee_sumamt":96.50,' in body
    assert b'"cnt":2.0000,"pric":28.500000,' in body


def test_the_receiver_numbers_its_answers(till: Till) -> None:
    numbers = [till.send(till.purchase())["inf_refmsgid"] for _ in range(3)]
    assert len(set(numbers)) == 3
    assert {number[:20] for number in numbers} == {"44000020260615080000"}


def test_a_hospital_may_sell_over_its_counter(till: Till) -> None:
    sale: dict[str, Any] = till.purchase() | {"fixmedins_code": HOSPITAL}
    assert till.good(sale)["setlinfo"]["acct_mulaid_pay"] == 96.5
