"""Tills that keep a log of their own: what they sent, what was answered, what was not."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

from tests.faults.till import Till, Unanswered, good
from tests.messages import Customer, Json, cancel, reversal, sale
from tests.world import PHARMACY

# What a till does while the server is away: it asks again, but not in one burning loop.
AGAIN_AFTER_SECONDS = 0.3


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
