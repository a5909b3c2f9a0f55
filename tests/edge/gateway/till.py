"""A till for tests: speaks to the gateway as hospital and pharmacy systems do, in bytes."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from gongji.edge.asgi import serving_pool
from gongji.edge.clock import Clock
from gongji.edge.gateway import Gateway, Reply
from gongji.edge.office import Office
from gongji.edge.postgres import Database
from gongji.ground.keys import KeyStore
from gongji.ground.policy import published
from gongji.ground.value import replace

SAMPLES: dict[str, dict[str, Any]] = {
    sample["id"]: sample for sample in json.loads((Path(__file__).parent / "samples.json").read_text())["samples"]
}
TABLES = ("request", "settlement", "transfer", "fee_lines", "cancellation", "fact", "trial", "visit", "visit_charge")
OPENING = datetime.fromisoformat("2026-06-15T08:00:00+08:00")
HOSPITAL, PHARMACY = "H43010099901", "P44030099901"
# The druginfo of 测试甲, who has an account; the samples' sale is 测试乙's, who has none.
JIA = {
    "psn_no": "43010000000000000000000001", "certno": "430102190001010015", "psn_name": "测试甲", "insutype": "310",
}  # fmt: skip

Json = dict[str, Any]


def request_of(sample: str) -> Json:
    """The request of a sample, to be changed at will."""
    (found,) = [one for name, one in SAMPLES.items() if name.startswith(sample)]
    request: Json = found["request"]
    return deepcopy(request)


def response_of(sample: str) -> Json:
    """What a sample answers."""
    (found,) = [one for name, one in SAMPLES.items() if name.startswith(sample)]
    response: Json = found["response"]
    return deepcopy(response)


@dataclass
class Till:
    """Sends bodies to a gateway of its own and reads the answers."""

    office: Office
    loop: asyncio.AbstractEventLoop
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.gateway = Gateway(self.office)

    def at(self, moment: str) -> None:
        """Go on at another moment, 2026-06-15 09:04:00."""
        self.gateway.close()
        self.office = replace(self.office, clock=Clock(frozen_at=datetime.fromisoformat(f"{moment}+08:00")))
        self.gateway = Gateway(self.office)

    def reply(self, body: bytes) -> Reply:
        """The HTTP answer to a body."""
        return self.loop.run_until_complete(self.gateway.answer(body, trace="0" * 32))

    def replies(self, *messages: Json) -> list[Json]:
        """The answers to messages that arrive together."""

        async def together() -> list[Reply]:
            return await asyncio.gather(*[self.gateway.answer(encoded(one), trace="0" * 32) for one in messages])

        return [json.loads(reply.body) for reply in self.loop.run_until_complete(together())]

    def send(self, message: Json) -> Json:
        """The answer to a message, which HTTP must have carried well."""
        reply = self.reply(encoded(message))
        assert reply.status == 200, reply
        answer: Json = json.loads(reply.body)
        return answer

    def good(self, message: Json) -> Json:
        """The output of a message that must succeed."""
        answer = self.send(message)
        assert answer["infcode"] == "0", answer
        output: Json = answer["output"]
        return output

    def refused(self, message: Json) -> str:
        """The code of a message that must be refused."""
        answer = self.send(message)
        assert answer["infcode"] == "-1", answer
        assert answer["output"] is None
        return code_of(answer)

    def fresh(self, message: Json) -> Json:
        """The same message under a number that was not used before."""
        number = next(self.numbers)
        return message | {"msgid": f"{message['fixmedins_code']}20260615{120000 + number // 10000}{number % 10000:04d}"}

    def purchase(self, **druginfo: Any) -> Json:
        """The pharmacy sale of sample s12 under a fresh number."""
        message = self.fresh(request_of("s12"))
        message["input"]["druginfo"] |= druginfo
        return message

    def booked(self) -> dict[str, int]:
        """How many rows there are of everything a message can leave behind."""
        tables = (
            "request",
            "settlement",
            "transfer",
            "fee_lines",
            "cancellation",
            "fact",
            "trial",
            "visit",
            "visit_charge",
        )
        with self.office.pool.connection() as db:
            return {table: db.execute(f"select count(*) from {table}").fetchone()[0] for table in tables}  # type: ignore


def encoded(message: Json) -> bytes:
    """The bytes of a message."""
    return json.dumps(message, ensure_ascii=False).encode()


def code_of(answer: Json) -> str:
    """Our code in the brackets at the end of err_msg."""
    assert len(answer["err_msg"]) <= 200
    return str(answer["err_msg"]).rsplit("[", 1)[1].removesuffix("]")


@contextmanager
def open_till(database: Database, keys: KeyStore) -> Iterator[Till]:
    """A till at a gateway on this database, at eight in the morning of 2026-06-15."""
    loop = asyncio.new_event_loop()
    with serving_pool(database.url, size=5) as pool, serving_pool(database.url, size=1) as settling:
        till = Till(Office(pool, settling, keys, Clock(frozen_at=OPENING), published()), loop)
        yield till
        till.gateway.close()
    loop.close()
