"""One message has one outcome: repeats, conflicts, reversals, cancels (S-12, S-15, S-16, E-24)."""

from typing import Any

import pytest

from tests.edge.gateway.conftest import Town
from tests.edge.gateway.till import HOSPITAL, PHARMACY, Json, Till, code_of, encoded, request_of

BEFORE = {"request": 0, "settlement": 0, "fee_lines": 0, "cancellation": 0}


def reversal_of(till: Till, message: Json, **data: Any) -> Json:
    """The 2601 of a message."""
    original = {"psn_no": "43010000000000000000000002", "omsgid": message["msgid"], "oinfno": message["infno"]}
    wanted = request_of("s15") | {"fixmedins_code": message["fixmedins_code"], "input": {"data": original | data}}
    return till.fresh(wanted)


def cancel_of(till: Till, output: Json) -> Json:
    """The 2103 of an answered 2102."""
    info = output["setlinfo"]
    message = till.fresh(request_of("s13"))
    message["input"]["data"] |= {"setl_id": info["setl_id"], "mdtrt_id": info["mdtrt_id"]}
    return message


def booked(till: Till) -> dict[str, int]:
    rows = till.booked()
    return {table: rows[table] for table in BEFORE}


def test_e_24_the_same_message_again_gets_the_same_answer_and_books_once(till: Till) -> None:
    message = till.purchase()
    first = till.good(message)
    once = till.booked()
    # A retry has another sending time, sign-in and order of fields; what it says is the same.
    again = dict(reversed(message.items())) | {"inf_time": "2026-06-15 12:09:09", "sign_no": "", "dev_no": "7"}
    again["input"] = {name: again["input"][name] for name in ("drugdetail", "druginfo")}
    assert till.good(again) == first
    assert till.booked() == once


def test_the_same_answer_comes_on_another_day_too(till: Till) -> None:
    message = till.purchase()
    first = till.good(message)
    till.at("2026-12-31 23:59:59")
    assert till.good(message) == first


def test_e_24_the_same_number_with_other_content_is_refused_by_name(till: Till) -> None:
    message = till.purchase()
    till.good(message)
    once = till.booked()
    other = till.purchase(invono="INV0000002") | {"msgid": message["msgid"]}
    assert till.refused(other) == "IDEMPOTENCY_CONFLICT"
    cancel = cancel_of(till, till.good(message)) | {"msgid": message["msgid"]}
    assert till.refused(cancel) == "IDEMPOTENCY_CONFLICT"
    assert till.booked() == once


def test_a_number_used_for_one_person_is_refused_for_another(till: Till) -> None:
    message = till.purchase()
    till.good(message)
    assert till.refused(for_jia(message)) == "IDEMPOTENCY_CONFLICT"


def test_a_number_used_for_two_people_at_once_pays_one_of_them(till: Till) -> None:
    message = till.purchase()
    answers = till.replies(till.purchase(), message, for_jia(message))
    assert [answer["infcode"] for answer in answers] == ["0", "0", "-1"]
    assert code_of(answers[2]) == "IDEMPOTENCY_CONFLICT"


def test_the_same_number_at_another_institution_is_another_message(till: Till) -> None:
    message = till.purchase()
    till.good(message)
    elsewhere = message | {"fixmedins_code": HOSPITAL}
    assert till.good(elsewhere)["setlinfo"]["setl_id"] != till.good(message)["setlinfo"]["setl_id"]


def test_the_same_message_from_twenty_connections_books_once(till: Till, town: Town) -> None:
    message = till.purchase()
    answers = till.replies(*[message] * 20)
    assert [answer["output"] for answer in answers] == [answers[0]["output"]] * 20
    assert booked(till) == {"request": 1, "settlement": 1, "fee_lines": 1, "cancellation": 0}
    assert town.world.remaining(town.quota_of_yi) == 3_50


def test_a_refusal_is_decided_anew(till: Till, town: Town) -> None:
    message = till.purchase(medfee_sumamt=1.0)
    assert till.refused(message) == "BILL_DOES_NOT_ADD_UP"
    message["input"]["druginfo"]["medfee_sumamt"] = 96.5
    till.good(message)


def test_a_reversal_gives_everything_back_and_the_original_stays_dead(till: Till, town: Town) -> None:
    message = till.purchase()
    till.good(message)
    reversal = reversal_of(till, message)
    assert till.good(reversal) == {}
    assert till.good(reversal) == {}
    assert town.world.remaining(town.quota_of_yi) == 100_00
    assert till.refused(message) == "SETTLE_REVERSED"
    assert booked(till) == {"request": 2, "settlement": 2, "fee_lines": 1, "cancellation": 1}
    # Reversed by another message too: a success without effect.
    assert till.good(reversal_of(till, message)) == {}
    assert town.world.remaining(town.quota_of_yi) == 100_00


def test_a_message_reversed_before_it_came_is_refused_when_it_comes(till: Till, town: Town) -> None:
    message = till.purchase()
    assert till.good(reversal_of(till, message)) == {}
    assert till.refused(message) == "SETTLE_REVERSED"
    assert booked(till)["settlement"] == 0
    assert town.world.remaining(town.quota_of_yi) == 100_00


def test_settled_and_reversed_in_one_batch(till: Till, town: Town) -> None:
    message = till.purchase()
    answers = till.replies(till.purchase(), message, reversal_of(till, message), message)
    assert [answer["infcode"] for answer in answers] == ["0", "0", "0", "-1"]
    assert town.world.remaining(town.quota_of_yi) == 3_50


def test_a_reversal_says_whose_message_it_is(till: Till) -> None:
    message = till.purchase()
    till.good(message)
    other = reversal_of(till, message, psn_no="43010000000000000000000001")
    assert till.refused(other) == "REVERSAL_OF_OTHER"
    assert till.refused(reversal_of(till, message, oinfno="2103")) == "NOT_REVERSIBLE"
    assert till.refused(reversal_of(till, message, psn_no="nobody")) == "PERSON_UNKNOWN"
    assert booked(till)["cancellation"] == 0


@pytest.mark.parametrize("infno", ["2102", "2207", "2304", "2401"])
def test_these_transactions_can_be_reversed(till: Till, infno: str) -> None:
    assert till.good(reversal_of(till, till.purchase(), oinfno=infno)) == {}


def test_a_settlement_is_cancelled_once(till: Till, town: Town) -> None:
    cancel = cancel_of(till, till.good(till.purchase()))
    first = till.good(cancel)
    assert till.good(cancel) == first
    assert till.refused(till.fresh(cancel)) == "ALREADY_CANCELLED"
    assert town.world.remaining(town.quota_of_yi) == 100_00


def test_nobody_cancels_what_another_institution_settled(till: Till, town: Town) -> None:
    cancel = cancel_of(till, till.good(till.purchase()))
    assert till.refused(till.fresh(cancel | {"fixmedins_code": HOSPITAL})) == "SETTLEMENT_UNKNOWN"
    other_person = till.fresh(cancel)
    other_person["input"] = {"data": cancel["input"]["data"] | {"psn_no": "43010000000000000000000001"}}
    assert till.refused(other_person) == "SETTLEMENT_UNKNOWN"
    other_visit = till.fresh(cancel)
    other_visit["input"] = {"data": cancel["input"]["data"] | {"mdtrt_id": "5"}}
    assert till.refused(other_visit) == "SETTLEMENT_UNKNOWN"
    assert town.world.remaining(town.quota_of_yi) == 3_50


def test_a_cancel_is_no_settlement_that_could_be_cancelled(till: Till) -> None:
    cancelled = till.good(cancel_of(till, till.good(till.purchase())))
    assert till.refused(cancel_of(till, cancelled)) == "SETTLEMENT_UNKNOWN"


def test_nobody_reads_what_another_institution_settled(till: Till) -> None:
    info = till.good(till.purchase())["setlinfo"]
    data = {"psn_no": info["psn_no"], "setl_id": info["setl_id"], "mdtrt_id": info["mdtrt_id"]}
    query = request_of("s18") | {"fixmedins_code": PHARMACY, "input": {"data": data}}
    assert till.good(query)["setlinfo"]["refd_setl_flag"] == "0"
    assert till.refused(query | {"fixmedins_code": HOSPITAL}) == "SETTLEMENT_UNKNOWN"
    other = query | {"input": {"data": data | {"psn_no": "43010000000000000000000001"}}}
    assert till.refused(other) == "SETTLEMENT_UNKNOWN"


def test_any_number_of_one_to_thirty_characters_will_do(till: Till) -> None:
    for number in ("1", "a3f5" * 7, "20260615120000123-7", "单号 \\N\t{}"):
        message = till.purchase() | {"msgid": number}
        assert till.good(message)["setlinfo"]["medins_setl_id"] == number
        assert till.good(message) == till.good(message)


def for_jia(message: Json) -> Json:
    """The same message for 测试甲."""
    jia = {"psn_no": "43010000000000000000000001", "certno": "430102190001010015", "psn_name": "测试甲"}
    info = message["input"]["druginfo"] | jia | {"insutype": "310"}
    return message | {"input": message["input"] | {"druginfo": info}}


def test_bytes_that_differ_say_the_same(till: Till) -> None:
    message = till.purchase()
    first = till.good(message)
    pretty = encoded(message).replace(b'": ', b'" : ').replace(b", ", b",\n ")
    assert till.reply(b"\xef\xbb\xbf" + pretty).code == ""
    assert first == till.good(message)
