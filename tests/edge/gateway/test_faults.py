"""Our own faults: loud in the log, silent on the wire, nothing half-booked, and nobody else's answer lost."""

import json
from typing import Any

from psycopg import Connection
from structlog.testing import capture_logs

from tests.edge.gateway.till import JIA, Till, code_of, encoded, request_of

BREAK = "alter table settlement add constraint broken_on_purpose check"


def test_what_breaks_tells_nothing_but_a_trace(till: Till, superuser: Connection[Any]) -> None:
    message = till.purchase()
    superuser.execute(f"{BREAK} (total_fen < 0)")
    reply = till.reply(encoded(message))
    assert reply.status == 500
    assert json.loads(reply.body)["err_msg"] == f"平台故障，结果以查询或冲正为准，编号{'0' * 32}[OUR_FAULT]"
    assert till.booked()["request"] == 0
    superuser.execute("alter table settlement drop constraint broken_on_purpose")
    till.good(message)


def test_a_fault_is_logged_without_what_it_was_about(till: Till, superuser: Connection[Any]) -> None:
    superuser.execute(f"{BREAK} (total_fen < 0)")
    with capture_logs() as logs:
        till.reply(encoded(till.purchase()))
    (fault,) = logs
    assert (fault["trace"], fault["infno"], fault["constraint"]) == ("0" * 32, "2102", "broken_on_purpose")
    for personal in ("43010000000000000000000002", "430102190001010023", "测试乙", "9650", "96.5"):
        assert personal not in json.dumps(fault, ensure_ascii=False)


def test_one_message_that_breaks_fails_alone(till: Till, superuser: Connection[Any]) -> None:
    superuser.execute(f"{BREAK} (invoice_no <> 'BROKEN')")
    # The first goes alone, since nothing waits when all is idle; the others go together.
    messages = [till.purchase(), till.purchase(**JIA), till.purchase(invono="BROKEN"), till.purchase()]
    answers = till.replies(*messages)
    assert [answer["infcode"] for answer in answers] == ["0", "0", "-1", "0"]
    assert code_of(answers[2]) == "OUR_FAULT"
    assert till.booked()["settlement"] == 3


def test_after_a_restart_of_the_database_nobody_is_sent_away(till: Till, superuser: Connection[Any]) -> None:
    for message in (request_of("s02"), till.purchase(), till.purchase() | {"infno": "2101"}):
        superuser.execute(
            """
            select pg_terminate_backend(pid)
            from pg_stat_activity
            where datname = current_database()
            and usename = 'gongji_app'
            """
        )
        till.good(message)


def test_a_person_whose_blob_was_damaged_fails_alone(till: Till, superuser: Connection[Any]) -> None:
    superuser.execute("update person set sealed = sealed || 'x' where born_on = '1900-01-01' and sex = 1")
    answers = till.replies(till.purchase(), till.purchase(), till.purchase(**JIA), till.purchase())
    assert [answer["infcode"] for answer in answers] == ["0", "0", "-1", "0"]
