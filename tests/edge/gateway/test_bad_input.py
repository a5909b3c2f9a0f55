"""Whatever arrives: a named refusal or a 4xx, never a 500, and nothing booked."""

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.edge.gateway.till import PHARMACY, SAMPLES, Json, Till, code_of, encoded, request_of

DRUGINFO, LINE = ("input", "druginfo"), ("input", "drugdetail", 0)
LONG = "长" * 5000

# What is wrong with a pharmacy sale, and what is answered: (where, value, code, what err_msg names).
WRONG: list[tuple[tuple[Any, ...], Any, str, str]] = [
    # wrong types
    (("input",), "text", "FIELD_INVALID", "input"),
    (("input",), [], "FIELD_INVALID", "input"),
    (DRUGINFO, "text", "FIELD_INVALID", "input.druginfo"),
    ((*LINE[:2],), {}, "FIELD_INVALID", "input.drugdetail"),
    ((*LINE[:2],), [], "FIELD_MISSING", "input.drugdetail"),
    ((*LINE[:2],), ["text"], "FIELD_INVALID", "input.drugdetail[0]"),
    ((*DRUGINFO, "psn_no"), 123, "FIELD_INVALID", "input.druginfo.psn_no"),
    ((*DRUGINFO, "medfee_sumamt"), "many", "FIELD_INVALID", "input.druginfo.medfee_sumamt"),
    ((*DRUGINFO, "medfee_sumamt"), True, "FIELD_INVALID", "input.druginfo.medfee_sumamt"),
    ((*DRUGINFO, "medfee_sumamt"), [96.5], "FIELD_INVALID", "input.druginfo.medfee_sumamt"),
    ((*DRUGINFO, "begntime"), "yesterday", "FIELD_INVALID", "input.druginfo.begntime"),
    ((*DRUGINFO, "insutype"), "abc", "FIELD_INVALID", "input.druginfo.insutype"),
    ((*DRUGINFO, "acct_used_flag"), "7", "FIELD_INVALID", "input.druginfo.acct_used_flag"),
    ((*DRUGINFO, "mdtrt_cert_type"), "09", "FIELD_INVALID", "input.druginfo.mdtrt_cert_type"),
    ((*LINE, "cnt"), {}, "FIELD_INVALID", "input.drugdetail[0].cnt"),
    ((*LINE, "med_list_codg"), 5, "FIELD_INVALID", "input.drugdetail[0].med_list_codg"),
    ((*LINE, "durg_trac_info"), "text", "FIELD_INVALID", "input.drugdetail[0].durg_trac_info"),
    (("mdtrtarea_admvs",), "Shenzhen", "FIELD_INVALID", "mdtrtarea_admvs"),
    (("infno",), 2102, "FIELD_INVALID", "infno"),
    # too long
    (("msgid",), "1" * 31, "FIELD_INVALID", "msgid"),
    (("opter",), LONG, "FIELD_INVALID", "opter"),
    ((*DRUGINFO, "psn_no"), "1" * 31, "FIELD_INVALID", "input.druginfo.psn_no"),
    ((*DRUGINFO, "invono"), "1" * 21, "FIELD_INVALID", "input.druginfo.invono"),
    ((*LINE, "feedetl_sn"), "1" * 31, "FIELD_INVALID", "input.drugdetail[0].feedetl_sn"),
    ((*LINE, "exp_content"), LONG, "FIELD_INVALID", "input.drugdetail[0].exp_content"),
    # amounts
    ((*DRUGINFO, "medfee_sumamt"), -96.5, "AMOUNT_INVALID", "input.druginfo.medfee_sumamt"),
    ((*DRUGINFO, "medfee_sumamt"), 0, "AMOUNT_INVALID", "input.druginfo.medfee_sumamt"),
    ((*DRUGINFO, "medfee_sumamt"), 96.505, "AMOUNT_INVALID", "input.druginfo.medfee_sumamt"),
    ((*DRUGINFO, "medfee_sumamt"), "NaN", "AMOUNT_INVALID", "input.druginfo.medfee_sumamt"),
    ((*DRUGINFO, "medfee_sumamt"), "-Infinity", "AMOUNT_INVALID", "input.druginfo.medfee_sumamt"),
    ((*DRUGINFO, "medfee_sumamt"), 10**30, "AMOUNT_INVALID", "input.druginfo.medfee_sumamt"),
    ((*DRUGINFO, "medfee_sumamt"), "1e30", "AMOUNT_INVALID", "input.druginfo.medfee_sumamt"),
    ((*DRUGINFO, "medfee_sumamt"), "96.50000000000000000000000000000001", "AMOUNT_INVALID", "medfee_sumamt"),
    ((*LINE, "det_item_fee_sumamt"), 0, "AMOUNT_INVALID", "input.drugdetail[0].det_item_fee_sumamt"),
    ((*LINE, "det_item_fee_sumamt"), -57, "AMOUNT_INVALID", "input.drugdetail[0].det_item_fee_sumamt"),
    ((*LINE, "cnt"), 0, "AMOUNT_INVALID", "input.drugdetail[0].cnt"),
    ((*LINE, "cnt"), -2, "AMOUNT_INVALID", "input.drugdetail[0].cnt"),
    ((*LINE, "cnt"), 2.00001, "AMOUNT_INVALID", "input.drugdetail[0].cnt"),
    ((*LINE, "cnt"), "2.0000000000000000000000000000001", "AMOUNT_INVALID", "input.drugdetail[0].cnt"),
    ((*LINE, "pric"), "NaN", "AMOUNT_INVALID", "input.drugdetail[0].pric"),
    ((*LINE, "pric"), 10**15, "AMOUNT_INVALID", "input.drugdetail[0].pric"),
    # nobody, nowhere
    ((*DRUGINFO, "psn_no"), "4301009", "PERSON_UNKNOWN", "未查询到参保信息"),
    (("fixmedins_code",), "P44030000000", "INSTITUTION_UNKNOWN", "P44030000000"),
    (("infno",), "4711", "TRANSACTION_UNKNOWN", "4711"),
    ((*DRUGINFO, "insutype"), "340", "NOT_INSURED", "340"),
    # a bill that is none
    ((*DRUGINFO, "medfee_sumamt"), 96.51, "BILL_DOES_NOT_ADD_UP", "¥96.51"),
    ((*LINE, "feedetl_sn"), "202606150012", "LINE_NUMBER_TWICE", "202606150012"),
]

REQUIRED = [
    ("msgid",), ("mdtrtarea_admvs",), ("recer_sys_code",), ("infver",), ("opter_type",), ("opter",), ("opter_name",),
    ("inf_time",), ("fixmedins_code",), ("fixmedins_name",), ("input",),
    *[(*DRUGINFO, name) for name in (
        "psn_no", "mdtrt_cert_type", "mdtrt_cert_no", "certno", "psn_type", "psn_name", "begntime", "medfee_sumamt",
        "insutype", "acct_used_flag", "med_type",
    )],
    *[(*LINE, name) for name in (
        "feedetl_sn", "rx_circ_flag", "fee_ocur_time", "med_list_codg", "medins_list_codg", "det_item_fee_sumamt",
        "cnt", "pric",
    )],
]  # fmt: skip

NO_MESSAGES = {
    "nothing": b"",
    "no JSON": b"infno=2102",
    "half a message": encoded(request_of("s12"))[:-20],
    "a list": b"[]",
    "a text": b'"2102"',
    "broken UTF-8": encoded(request_of("s12")).replace("测".encode(), b"\xb2\xe2"),
    "GBK": json.dumps(request_of("s12"), ensure_ascii=False).encode("gbk"),
    "NaN": encoded(request_of("s12")).replace(b"96.5", b"NaN"),
    "an endless number": encoded(request_of("s12")).replace(b"96.5", b"9" * 5000),
    "a thousand lists": b'{"infno":"2102","input":' + b"[" * 1000 + b"]" * 1000 + b"}",
    "ten thousand objects": b'{"input":' * 10_000 + b"1" + b"}" * 10_000,
    "a NUL character": encoded(request_of("s12")).replace(b"INV0000001", b"INV\\u0000"),
    "half a surrogate pair": encoded(request_of("s12")).replace(b"INV0000001", b"INV\\ud800"),
}


@pytest.fixture
def nothing_is_booked(counter: Till) -> Iterator[None]:
    before = counter.booked()
    yield
    assert counter.booked() == before


@pytest.mark.usefixtures("nothing_is_booked")
def test_a_wrong_field_is_refused_by_name(counter: Till) -> None:
    for where, value, code, named in WRONG:
        answer = counter.send(changed(counter.purchase(), where, value))
        assert (answer["infcode"], answer["output"]) == ("-1", None), (where, value, answer)
        assert code_of(answer) == code, (where, value, answer)
        assert named in answer["err_msg"], (where, value, answer)


@pytest.mark.usefixtures("nothing_is_booked")
def test_a_missing_or_empty_field_is_refused_by_name(counter: Till) -> None:
    for where in REQUIRED:
        path = ".".join(map(str, where)).replace(".0", "[0]")
        for empty in ("", "null", "NULL", None):
            message = changed(counter.purchase(), where, empty)
            numeric = where[-1] in ("medfee_sumamt", "det_item_fee_sumamt", "cnt", "pric", "input") and empty == ""
            answer = counter.send(message)
            assert code_of(answer) == ("FIELD_INVALID" if numeric else "FIELD_MISSING"), (where, empty, answer)
            assert f"字段{path}" in answer["err_msg"], (where, answer)


@pytest.mark.usefixtures("nothing_is_booked")
def test_a_field_that_comes_twice_is_refused_wherever_it_stands(counter: Till) -> None:
    body = encoded(counter.purchase())
    for once, twice in [
        (b'"infver":', b'"infno": "2103", "infver":'),
        (b'"psn_type":', b'"psn_no": "1", "psn_type":'),
        (b'"pric": 39.5', b'"pric": 39.5, "cnt" : 1'),
        (b'"trdn_flag": "0"', b'"trdn_flag": "0", "trdn_flag" : "1"'),
        (b'"med_type": "41"', b'"med_type": "41", "memo": "\\u0022:", "med_type"\n: "42"'),
        (b'"med_type": "41"', b'"\\u006ded_type": "41", "med_type": "42"'),
    ]:
        reply = counter.reply(body.replace(once, twice, 1))
        assert (reply.status, reply.code) == (200, "FIELD_TWICE"), twice


@pytest.mark.usefixtures("nothing_is_booked")
def test_what_is_no_message_gets_a_400(counter: Till) -> None:
    for name, body in NO_MESSAGES.items():
        reply = counter.reply(body)
        assert (reply.status, reply.code) == (400, "NOT_A_MESSAGE"), name
        assert json.loads(reply.body)["infcode"] == "-1"


def test_no_field_of_any_transaction_can_bring_the_gateway_down(counter: Till, long: bool) -> None:
    values: list[Any] = [
        None,
        "",
        "null",
        0,
        -1,
        10**40,
        0.001,
        "x",
        LONG,
        "🙂\\",
        [],
        {},
        [{}],
        True,
        "9223372036854775808",
    ]
    cases = [
        changed(counter.fresh(sample["request"]), where, value)
        for sample in SAMPLES.values()
        for where in leaves(sample["request"])
        for value in values
        # A cancel or reversal of the samples would find nothing, and sign-ins are no bookings.
        if where != ("infno",)
    ]
    for message in cases if long else random.Random(20260615).sample(cases, 400):
        reply = counter.reply(encoded(message))
        assert reply.status == 200, message
        assert len(json.loads(reply.body)["err_msg"]) <= 200


@pytest.mark.usefixtures("nothing_is_booked")
def test_a_wrong_line_number_of_a_query_finds_nothing(counter: Till) -> None:
    for number in ("0", "-5", "1e3", "٣", "9" * 30, "SE43010020260615000001"):
        query = request_of("s18")
        query["input"]["data"]["setl_id"] = number
        assert counter.refused(query) == "SETTLEMENT_UNKNOWN"
        cancel = counter.fresh(request_of("s13"))
        cancel["input"]["data"]["setl_id"] = number
        assert counter.refused(cancel) == "SETTLEMENT_UNKNOWN"
        visit = request_of("s05")
        visit["input"]["mdtrtinfo"]["mdtrt_id"] = number
        assert counter.refused(visit) == "VISIT_UNKNOWN"


@pytest.mark.usefixtures("nothing_is_booked")
def test_nobody_pays_with_a_made_up_sign_in(counter: Till) -> None:
    sign_out = request_of("s01") | {"infno": "9002", "input": {"signOut": {"sign_no": "77", "opter_no": "0001"}}}
    assert counter.refused(sign_out) == "SIGN_IN_UNKNOWN"
    assert counter.refused(sign_out | {"fixmedins_code": PHARMACY}) == "SIGN_IN_UNKNOWN"


def changed(message: Json, where: tuple[Any, ...], value: Any) -> Json:
    """The message with one field changed."""
    message = deepcopy(message)
    node: Any = message
    for step in where[:-1]:
        node = node[step]
    node[where[-1]] = value
    return message


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of everything in a message."""
    for step, value in node.items() if isinstance(node, dict) else enumerate(node):
        yield (*path, step)
        if isinstance(value, dict | list):
            yield from leaves(value, (*path, step))
