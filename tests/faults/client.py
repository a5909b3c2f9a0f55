"""Tills that keep a log of their own: what they sent, what was answered, what was not."""

import asyncio
import json
import re
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from random import Random

from tests.edge.gateway.till import encoded
from tests.messages import Customer, Json, cancel, reversal, sale
from tests.world import PHARMACY

# What a till does while the server is away: it asks again, but not in one burning loop.
AGAIN_AFTER_SECONDS = 0.3
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class Unanswered(Exception):
    """Nobody knows whether it is booked."""


@dataclass(eq=False)
class Sent:
    """A message and what became of it, as far as the till was told. reversed: a 2601 was sent for it."""

    message: Json
    output: Json | None = None
    reversed: bool = False

    @property
    def number(self) -> str:
        return str(self.message["msgid"])

    @property
    def infno(self) -> str:
        return str(self.message["infno"])

    @property
    def psn_no(self) -> str:
        """Whose money it is about."""
        (node, *_) = self.message["input"].values()
        return str(node["psn_no"])

    @property
    def aid_fen(self) -> int:
        """What was answered to be paid by mutual aid; a cancel's is below zero."""
        return int(self.output["setlinfo"]["acct_mulaid_pay"] * 100) if self.output and "setlinfo" in self.output else 0


@dataclass
class Log:
    """Everything sent by all tills, in order."""

    sent: list[Sent] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def acknowledged(self) -> list[Sent]:
        return [one for one in self.sent if one.output is not None]

    def unknown(self) -> list[Sent]:
        return [one for one in self.sent if one.output is None]

    def number(self) -> str:
        """A message number nobody used."""
        return f"{PHARMACY}{next(self.numbers):018d}"


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


@dataclass
class Cashier:
    """Works at one till until told to close: sales, some cancels, reversals of what stayed unanswered."""

    till: Till
    log: Log
    customers: Sequence[Customer]
    random: Random
    closing: asyncio.Event

    async def work(self) -> None:
        while not self.closing.is_set():
            customer, fen = self.random.choice(self.customers), self.random.randrange(1_00, 60_00)
            sold = await self.send(sale(customer, fen, message_id=self.log.number()))
            if sold.output is None:
                await self._after_no_answer(sold)
            elif self.random.random() < 0.2:
                await self.send(cancel(sold.output, message_id=self.log.number()))
            elif self.random.random() < 0.2:
                await self.ask(self.random.choice(self.log.acknowledged()))
        self.till.close()

    async def send(self, message: Json) -> Sent:
        """Send a new message, once."""
        sent = Sent(message)
        self.log.sent.append(sent)
        await self.ask(sent)
        return sent

    async def ask(self, sent: Sent) -> None:
        """Ask, also again: for ever the same figures, or for now nothing."""
        try:
            output = good(await self.till.post(sent.message))
        except Unanswered:
            await asyncio.sleep(AGAIN_AFTER_SECONDS)
            return
        assert sent.output in (None, output), sent
        sent.output = output

    async def _after_no_answer(self, sold: Sent) -> None:
        """One in four is reversed, one asked for once more; the others stay as they are."""
        match self.random.randrange(4):
            case 0:
                sold.reversed = True
                await self.send(reversal(sold.message, message_id=self.log.number()))
            case 1:
                await self.ask(sold)


def good(answer: Json) -> Json:
    """The output of an answer that must be no refusal."""
    assert answer["infcode"] == "0", answer
    output: Json = answer["output"]
    return output
