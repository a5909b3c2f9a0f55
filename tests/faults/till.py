"""One till's connection to the server, which may be lost at any time."""

import asyncio
import json
import re
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from decimal import Decimal

from tests.edge.gateway.till import encoded
from tests.messages import Json

LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class Unanswered(Exception):
    """Nobody knows whether it is booked."""


class Till:
    """Speaks HTTP over one connection, opened again where it was lost."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._line: tuple[StreamReader, StreamWriter] | None = None

    async def post(self, message: Json) -> Json:
        """The answer to a message; raises Unanswered for a lost connection and for a fault on the server's side."""
        try:
            status, body = await self._exchange(encoded(message))
        except (OSError, IncompleteReadError) as lost:
            self.close()
            raise Unanswered from lost
        if status == 500:
            raise Unanswered
        assert status == 200, body
        answer: Json = json.loads(body, parse_float=Decimal)
        return answer

    def close(self) -> None:
        """Hang up."""
        if self._line:
            self._line[1].close()
        self._line = None

    async def _exchange(self, body: bytes) -> tuple[int, bytes]:
        self._line = self._line or await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._line
        writer.write(b"POST /callService HTTP/1.1\r\nhost: gongji\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body))
        head = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        assert length, head
        return int(head.split(b" ", 2)[1]), await reader.readexactly(int(length[1]))


def good(answer: Json) -> Json:
    """The output of an answer that must be no refusal."""
    assert answer["infcode"] == "0", answer
    output: Json = answer["output"]
    return output
