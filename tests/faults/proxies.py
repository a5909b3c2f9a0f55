"""A proxy between two parts of the system that can hold what passes, so that a kill falls on a chosen moment."""

import asyncio
import re
import socket
import struct
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import Enum

CHUNK = 65536
# As PostgreSQL's protocol says it, by itself or at the end of a pipeline.
COMMIT = b"COMMIT\x00"
# The message by which a server tells its process number.
BACKEND_IS = re.compile(rb"K\x00\x00\x00\x0c(.{4}).{4}", re.DOTALL)
MESSAGE = b"POST "
# Process, user and group on the other side of a socket file.
PEER = struct.Struct("3i")

Streams = tuple[StreamReader, StreamWriter]


class Moment(Enum):
    """Where a question is when the kill falls."""

    ASKED = "asked, not passed on"
    PASSED_ON = "passed on, not answered"
    ANSWERED = "answered, not passed on"


class Line:
    """One connection through a proxy.

    caller: the process that opened it, on a socket file. backend: the database process at its other end, once that has
    told its number.
    """

    def __init__(self, near: StreamWriter, far: StreamWriter) -> None:
        self.near, self.far = near, far
        peer = near.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size)
        self.caller: int = PEER.unpack(peer)[0]
        self.asking = False
        self.held = False
        self.backend = 0
        self._greeting = b""
        self._cut = asyncio.Event()

    def greet(self, chunk: bytes) -> None:
        """Hear a part of what a database says first."""
        self._greeting += chunk
        found = BACKEND_IS.search(self._greeting)
        if found:
            self.backend = int.from_bytes(found[1], "big")

    async def hold(self) -> None:
        """Let nothing more pass, in neither direction."""
        self.held = True
        await self._cut.wait()

    def cut(self) -> None:
        """End it on both sides."""
        self._cut.set()
        for writer in (self.near, self.far):
            writer.transport.abort()


class Proxy:
    """Passes on what callers ask and what they are answered, and holds a line where somebody waits to catch it."""

    def __init__(self, question: bytes, connect: Callable[[], Awaitable[Streams]]) -> None:
        """question: by what a question is recognised. connect: opens a line to the part that answers."""
        self.lines: set[Line] = set()
        self._question = question
        self._connect = connect
        self._wanted: tuple[Moment, asyncio.Future[Line]] | None = None

    async def catch(self, moment: Moment) -> Line:
        """The next line that comes to this moment, held there; the catcher must cut it."""
        caught: asyncio.Future[Line] = asyncio.get_running_loop().create_future()
        self._wanted = (moment, caught)
        return await caught

    async def take(self, near_reader: StreamReader, near: StreamWriter) -> None:
        """Take a connection of a caller and keep it until one side ends it."""
        try:
            far_reader, far = await self._connect()
        except OSError:
            near.transport.abort()
            return
        line = Line(near, far)
        self.lines.add(line)
        ways = [asyncio.create_task(way) for way in (self._ask(near_reader, line), self._answer(far_reader, line))]
        # Cancelled when all is over: no error, and not to be reported once for every line.
        with suppress(asyncio.CancelledError):
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        self.lines.remove(line)
        for way in ways:
            way.cancel()
        line.cut()

    async def _ask(self, reader: StreamReader, line: Line) -> None:
        while chunk := await _read(reader):
            asks = self._question in chunk
            if asks:
                await self._reach(Moment.ASKED, line)
            line.asking |= asks
            line.far.write(chunk)
            if asks:
                await self._reach(Moment.PASSED_ON, line)

    async def _answer(self, reader: StreamReader, line: Line) -> None:
        while chunk := await _read(reader):
            if line.asking:
                line.asking = False
                await self._reach(Moment.ANSWERED, line)
            elif not line.backend:
                line.greet(chunk)
            if line.held:
                await line.hold()
            line.near.write(chunk)

    async def _reach(self, moment: Moment, line: Line) -> None:
        if self._wanted and self._wanted[0] is moment:
            _, caught = self._wanted
            self._wanted = None
            caught.set_result(line)
            await line.hold()


async def _read(reader: StreamReader) -> bytes:
    try:
        return await reader.read(CHUNK)
    except OSError:
        return b""
