"""The real server, two processes of it: what only HTTP and processes can show."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from gongji.edge.cli.serve import serve_until_stopped
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database
from gongji.edge.readiness import require_partitions
from gongji.edge.settings import Settings
from tests.edge.gateway.conftest import TownHall
from tests.edge.gateway.till import PHARMACY, Json, encoded, request_of

GATEWAY = "/fsi/api/rsfComIfsService/callService"
PATHS = (
    GATEWAY,
    f"{GATEWAY}/2102",
    "/mbs/fmi/fsi/api/callFsiService/callService",
    "/isp-api/powercsb/hsa/hgs/2102",
    "/hsa/hgs/2102",
    "/fsi/api/fileupload/upload",
    "/fsi/api/fileupload/download",
)
CONTENT_TYPES = ("text/plain", "application/json", "application/json; charset=UTF-8", "x/y")
BEGINS = "2026-06-15T08:00:00+08:00"


@contextmanager
def served(hall: TownHall, port: int, *, workers: int = 2) -> Iterator[subprocess.Popen[bytes]]:
    """`./gongji serve`, until it answers; stopped as an operator stops it."""
    variables = settings_of(hall) | {"GONGJI_CLOCK": f"frozen:{BEGINS}", "PYTHONPATH": "src"}
    command = [sys.executable, "-m", "gongji", "serve", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(command, env=dict(os.environ) | variables)
    try:
        while process.poll() is None and not answers(port):
            pass
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def settings_of(hall: TownHall) -> dict[str, str]:
    return {"GONGJI_DATABASE_URL": hall.database.url, "GONGJI_KEY_STORE": str(hall.keys)}


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def address(town_hall: TownHall) -> Iterator[str]:
    """The address of a server with two workers in the samples' world."""
    port = free_port()
    with served(town_hall, port):
        yield f"http://127.0.0.1:{port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sale(number: int, **druginfo: Any) -> Json:
    message = request_of("s12") | {"msgid": f"{PHARMACY}20260615120000{number:04d}"}
    message["input"]["druginfo"] |= {"medfee_sumamt": 0.02} | druginfo
    for line in message["input"]["drugdetail"]:
        line |= {"det_item_fee_sumamt": 0.01, "cnt": 1, "pric": 0.01}
    return message


def test_every_path_and_content_type_that_was_met(address: str) -> None:
    for number, path in enumerate(PATHS):
        for kind, content_type in enumerate(
            ("text/plain", "application/json", "application/json; charset=UTF-8", "x/y")
        ):
            body = encoded(sale(100 * kind + number))
            answer = httpx.post(address + path, content=body, headers={"content-type": content_type})
            assert answer.status_code == 200, path
            assert answer.headers["content-type"] == "application/json; charset=utf-8"
            assert answer.json()["infcode"] == "0", (path, content_type)


def test_only_post_and_nothing_too_large(address: str) -> None:
    assert httpx.get(address + GATEWAY).status_code == 405
    assert httpx.put(address + GATEWAY, content=b"{}").headers["allow"] == "POST"
    large = httpx.post(address + GATEWAY, content=b" " * 10_000_000)
    assert large.status_code == 413
    assert large.json()["err_msg"] == "报文超过1MB[TOO_LARGE]"

    def endless() -> Iterator[bytes]:
        for _ in range(30):
            yield b" " * 100_000

    assert httpx.post(address + GATEWAY, content=endless()).status_code == 413
    assert httpx.post(address + "/elsewhere", content=b"{}").status_code == 404
    assert httpx.post(address + GATEWAY, content=b"\xff").status_code == 400


def test_one_number_over_many_connections_to_two_workers_books_once(address: str, town_hall: TownHall) -> None:
    messages = [encoded(sale(9000 + number)) for number in range(5)]

    async def together() -> list[httpx.Response]:
        async with httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=40)) as client:
            return await asyncio.gather(*[client.post(address + GATEWAY, content=body) for body in messages * 8])

    answers = [response.json()["output"] for response in asyncio.run(together())]
    for position in range(5):
        assert answers[position::5] == [answers[position]] * 8
    with town_hall.database.app_connection() as db:
        row = db.execute("select count(*) from request where message_id like '%1200009%'").fetchone()
    assert row == (5,)


def test_the_trace_of_the_caller_is_taken_on(address: str) -> None:
    response = httpx.post(address + GATEWAY, content=b"{}", headers={"traceparent": "no trace at all"})
    assert response.json()["infcode"] == "-1"


def test_alive_ready_and_measured(address: str) -> None:
    assert httpx.get(address + "/healthz").text == "ok\n"
    ready = httpx.get(address + "/readyz")
    assert (ready.status_code, ready.text) == (200, "ok\n")
    before = counted(address, 'code="PERSON_UNKNOWN",infno="2102"')
    # More requests than one worker would get by itself: the numbers of both are added up.
    for number in range(20):
        httpx.post(address + GATEWAY, content=encoded(sale(number, psn_no="nobody")))
    assert counted(address, 'code="PERSON_UNKNOWN",infno="2102"') == before + 20
    httpx.post(address + GATEWAY, content=encoded(sale(1) | {"infno": "AB12"}))
    page = httpx.get(address + "/metrics").text
    assert "AB12" not in page
    assert "P44030099901" not in page


def counted(address: str, labels: str) -> float:
    for line in httpx.get(address + "/metrics").text.splitlines():
        if line.startswith(f"gongji_gateway_messages_total{{{labels}}}"):
            return float(line.rsplit(" ", 1)[1])
    return 0.0


def test_it_stops_when_it_is_told_and_leaves_nothing_behind(town_hall: TownHall) -> None:
    port = free_port()
    with served(town_hall, port, workers=1) as process:
        answer = httpx.post(f"http://127.0.0.1:{port}{GATEWAY}", content=encoded(sale(8000)))
        assert answer.json()["infcode"] == "0"
    assert process.returncode in (0, 143)
    assert not answers(port)


def test_production_needs_keys_and_a_clock_of_its_own(town_hall: TownHall) -> None:
    settings = Settings.read(settings_of(town_hall) | {"GONGJI_PRODUCTION": "true"})
    with pytest.raises(OperatorError, match="key store of its own"):
        serve_until_stopped(settings, town_hall.database)
    with pytest.raises(OperatorError, match="real time"):
        Settings.read(settings_of(town_hall) | {"GONGJI_PRODUCTION": "true", "GONGJI_CLOCK": "shift:+3d"})


def test_it_will_not_run_as_somebody_who_could_edit_the_past(town_hall: TownHall) -> None:
    owner = Database(town_hall.database.require_owner_url())
    with pytest.raises(OperatorError, match="could edit the past"):
        serve_until_stopped(Settings.read(settings_of(town_hall)), owner)


def test_it_will_not_run_on_another_schema(database: Database, town_hall: TownHall) -> None:
    with database.owner_connection(autocommit=True) as db:
        db.execute("update schema_version set version_num = '0000'")
    with pytest.raises(OperatorError, match="at migration 0000"):
        serve_until_stopped(Settings.read(settings_of(town_hall)), database)


def test_it_is_not_ready_where_next_month_has_no_place(database: Database) -> None:
    with database.app_connection() as db:
        require_partitions(db, until=datetime(2030, 11, 1, tzinfo=UTC))
        with pytest.raises(OperatorError, match="no partition for 2031-01-01"):
            require_partitions(db, until=datetime(2031, 1, 1, tzinfo=UTC))


def test_answers_are_json_also_where_the_body_is_none(address: str) -> None:
    answer = json.loads(httpx.post(address + GATEWAY, content=b"").content)
    assert (answer["infcode"], answer["output"]) == ("-1", None)
