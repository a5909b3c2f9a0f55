"""A visit at a hospital before it is settled: asked twice, charged twice, taken back (2201 … 2205)."""

from copy import deepcopy
from typing import Any

from tests.edge.gateway.till import Json, Till, request_of


def registered(till: Till) -> str:
    """The number of a visit."""
    number: str = till.good(request_of("s04"))["data"]["mdtrt_id"]
    return number


def about(message: Json, mdtrt_id: str) -> Json:
    """The message about this visit, under a number of its own."""
    for node in message["input"].values():
        for one in node if isinstance(node, list) else [node]:
            if "mdtrt_id" in one:
                one["mdtrt_id"] = mdtrt_id
    return message


def taken_back(mdtrt_id: str, batch: str = "0000") -> Json:
    data = {"mdtrt_id": mdtrt_id, "chrg_bchno": batch, "psn_no": "43010000000000000000000001"}
    return request_of("s10") | {"infno": "2205", "input": {"data": data}}


def ended(mdtrt_id: str, case: str = "OP20260615000123") -> Json:
    data = {"mdtrt_id": mdtrt_id, "ipt_otp_no": case, "psn_no": "43010000000000000000000001"}
    return request_of("s10") | {"infno": "2202", "input": {"data": data}}


def settled(mdtrt_id: str, **data: Any) -> Json:
    message = about(request_of("s08"), mdtrt_id)
    message["input"]["data"] |= data
    return message


def test_a_registration_asked_for_twice_is_one_visit(till: Till) -> None:
    first = registered(till)
    assert registered(till) == first
    till.good(ended(first))
    second = registered(till)
    assert second != first
    # Some hospitals give a person one number for life, so a visit that was charged is over.
    till.good(about(request_of("s06"), second))
    assert registered(till) != second


def test_fees_sent_twice_are_charged_once(till: Till) -> None:
    mdtrt_id = registered(till)
    fees = about(request_of("s06"), mdtrt_id)
    assert till.good(fees) == till.good(fees)
    assert till.good(settled(mdtrt_id))["setlinfo"]["medfee_sumamt"] == 186


def test_settled_fees_stay_as_they_are_until_they_are_cancelled(till: Till) -> None:
    mdtrt_id = registered(till)
    fees = about(request_of("s06"), mdtrt_id)
    till.good(fees)
    info = till.good(settled(mdtrt_id))["setlinfo"]
    assert till.refused(fees) == "LINE_SETTLED"
    assert till.refused(taken_back(mdtrt_id, "CB20260615000123")) == "LINE_SETTLED"
    assert till.refused(till.fresh(settled(mdtrt_id))) == "BILL_DOES_NOT_ADD_UP"
    cancel = about(request_of("s10"), mdtrt_id)
    cancel["input"]["data"]["setl_id"] = info["setl_id"]
    till.good(cancel)
    till.good(taken_back(mdtrt_id, "CB20260615000123"))
    till.good(ended(mdtrt_id))


def test_a_visit_with_fees_is_not_ended(till: Till) -> None:
    mdtrt_id = registered(till)
    till.good(about(request_of("s06"), mdtrt_id))
    assert till.refused(ended(mdtrt_id)) == "VISIT_HAS_CHARGES"
    till.good(taken_back(mdtrt_id))
    assert till.refused(ended(mdtrt_id, "OP-OTHER")) == "VISIT_UNKNOWN"
    till.good(ended(mdtrt_id))
    assert till.refused(ended(mdtrt_id)) == "VISIT_UNKNOWN"


def test_lines_of_two_visits_are_not_sent_together(till: Till) -> None:
    fees = about(request_of("s06"), registered(till))
    fees["input"]["feedetail"][2]["mdtrt_id"] = "1"
    assert till.refused(fees) == "FIELD_INVALID"
    assert till.booked()["visit_charge"] == 0


def test_what_the_hospital_does_not_approve_is_paid_by_the_person(till: Till) -> None:
    fees = about(request_of("s06"), registered(till))
    fees["input"]["feedetail"][1]["hosp_appr_flag"] = "2"
    unknown = deepcopy(fees["input"]["feedetail"][0]) | {"feedetl_sn": "9", "med_list_codg": "NOT-LISTED"}
    fees["input"]["feedetail"].append(unknown)
    result = till.good(fees)["result"]
    assert [line["fulamt_ownpay_amt"] for line in result] == [0, 126, 0, 20]
    assert [line["memo"] for line in result] == ["", "", "", "目录外项目，全额自费"]


def test_a_trial_is_good_for_ten_minutes(till: Till) -> None:
    mdtrt_id = registered(till)
    till.good(about(request_of("s06"), mdtrt_id))
    till.good(about(request_of("s07"), mdtrt_id))
    till.at("2026-06-15 08:10:00")
    assert till.refused(settled(mdtrt_id)) == "PRESETTLE_EXPIRED"
    till.good(about(request_of("s07"), mdtrt_id))
    till.good(settled(mdtrt_id))


def test_somebody_elses_credential_registers_nobody(till: Till) -> None:
    message = request_of("s04")
    message["input"]["data"]["certno"] = "430102190001010023"
    assert till.refused(message) == "IDENTITY_MISMATCH"
    # Whoever is brought in unconscious is registered; the settlement asks for the credential again (E-44).
    message["input"]["data"] |= {"certno": "", "mdtrt_cert_type": "", "mdtrt_cert_no": ""}
    mdtrt_id = till.good(message)["data"]["mdtrt_id"]
    till.good(about(request_of("s06"), mdtrt_id))
    nothing_shown = {"certno": "", "mdtrt_cert_type": "", "mdtrt_cert_no": ""}
    assert till.refused(settled(mdtrt_id, **nothing_shown)) == "FIELD_MISSING"
    till.good(settled(mdtrt_id, med_type="13", **nothing_shown))


def test_operators_are_named_by_their_last_sign_in(till: Till) -> None:
    mdtrt_id = registered(till)
    till.good(about(request_of("s06"), mdtrt_id))
    info = till.good(settled(mdtrt_id))["setlinfo"]
    query = request_of("s18")
    query["input"]["data"] |= {"setl_id": info["setl_id"], "mdtrt_id": mdtrt_id}
    assert till.good(query)["setlinfo"]["opter_name"] == ""
    till.good(request_of("s01"))
    assert till.good(query)["setlinfo"]["opter_name"] == "收费员一"
