"""Dialects: what differs between regions is data (interface 6)."""

import json
from collections.abc import Callable

import pytest

from tests.edge.gateway.conftest import Town
from tests.edge.gateway.till import JIA, Till, request_of

Profiled = Callable[[str], None]


@pytest.fixture
def profiled(town: Town) -> Profiled:
    """Give both institutions a dialect."""

    def give(profile: str) -> None:
        town.world.db.execute("update institution set profile = %s", [profile])
        town.world.db.commit()

    return give


def test_a_client_that_compares_numbers_gets_numbers(till: Till, profiled: Profiled) -> None:
    profiled("numeric")
    assert till.send(till.purchase())["infcode"] == 0
    assert till.send(till.purchase(psn_no="nobody"))["infcode"] == -1
    assert till.send(till.purchase(psn_no=5))["infcode"] == -1
    assert till.send(till.purchase() | {"infno": "4711"})["infcode"] == -1


def test_e_27_a_region_that_keeps_own_and_aid_apart(till: Till, profiled: Profiled) -> None:
    profiled("disjoint")
    info = till.good(till.purchase(**JIA))["setlinfo"]
    assert (info["acct_pay"], info["acct_mulaid_pay"], info["psn_cash_pay"]) == (31.96, 40, 24.54)
    cancel = till.fresh(request_of("s13"))
    cancel["input"]["data"] |= {"setl_id": info["setl_id"], "mdtrt_id": info["mdtrt_id"], "psn_no": JIA["psn_no"]}
    refund = till.good(cancel)["setlinfo"]
    assert (refund["acct_pay"], refund["acct_mulaid_pay"], refund["medfee_sumamt"]) == (31.96, 40, 96.5)
    assert json.loads(refund["exp_content"])["mulaiddetail"][0]["mulaid_amt"] == "40.00"


def test_guangzhou_reads_its_sign_in_from_result(till: Till, profiled: Profiled) -> None:
    profiled("guangzhou")
    number = till.good(request_of("s01"))["result"]["sign_no"]
    out = request_of("s01") | {"infno": "9002", "input": {"signOut": {"sign_no": number, "opter_no": "0001"}}}
    assert "sign_time" in till.good(out)["signoutoutb"]


def test_strict_line_numbers_are_digits(till: Till, profiled: Profiled) -> None:
    profiled("numeric_lines")
    message = till.purchase()
    till.good(message)
    for number in ("1234567890123456", "20260615-1", "٣"):
        message = till.fresh(message)
        message["input"]["drugdetail"][1]["feedetl_sn"] = number
        assert till.refused(message) == "FIELD_INVALID"
