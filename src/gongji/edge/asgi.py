"""The server's application: the gateway's messages handled raw, because they are many; everything else by Litestar."""

import os
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from psycopg_pool import ConnectionPool

from gongji.edge.gateway import SETTLE_THREADS, SINGLE_THREADS, Gateway, NotAMessage, Reply
from gongji.edge.logs import set_up_logs, trace_id
from gongji.edge.memory import settle_in
from gongji.edge.office import make_office
from gongji.edge.pages import make_pages
from gongji.edge.postgres.database import SESSION
from gongji.edge.settings import Settings

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# All paths that were met (interface 1.6); which transaction it is stands in the body.
GATEWAY_PATH = re.compile(r".*/(callService(/[^/]*)?|hsa/hgs/[^/]+|fileupload/(upload|download))/?")
LARGEST_BODY = 1_000_000
# A till waits eight seconds for a settlement (S-14); a process without a database says so before.
CONNECTION_WITHIN_SECONDS = 4
LOCK_TIMEOUT = "500ms"
# One plan a statement for batches of every size: planned anew, a single payment would wait as long again.
SERVING = f"{SESSION['options']} -c lock_timeout={LOCK_TIMEOUT} -c plan_cache_mode=force_generic_plan"


class Application:
    """One worker process: made empty, opened by the lifespan's start, closed by its end."""

    def __init__(self, settings: Settings) -> None:
        """settings: with the address of a database that is already running."""
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http" and GATEWAY_PATH.fullmatch(scope["path"]):
            await self._message(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._pages(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            self._open()
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._gateway.close()
        self._pool.close()
        self._settling.close()
        await send({"type": "lifespan.shutdown.complete"})

    def _open(self) -> None:
        set_up_logs(self._settings.log_level)
        assert self._settings.database_url
        # One more than settles: messages are looked up there too.
        self._pool = serving_pool(self._settings.database_url, size=SINGLE_THREADS + 1)
        self._settling = serving_pool(self._settings.database_url, size=SETTLE_THREADS)
        self._pool.open(wait=True)
        self._settling.open(wait=True)
        office = make_office(self._settings, pool=self._pool, settling=self._settling)
        self._gateway = Gateway(office)
        self._pages: Any = make_pages(office)
        settle_in()

    async def _message(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        try:
            body = await _body(scope, headers, receive)
        except NotAMessage as what:
            await _respond(send, self._gateway.not_a_message(what))
            return
        await _respond(send, await self._gateway.answer(body, trace=trace_id(headers.get(b"traceparent"))))


def serving_pool(database_url: str, *, size: int) -> "ConnectionPool[Any]":
    """`size` connections of one worker, not yet open."""
    return ConnectionPool(
        database_url,
        kwargs=SESSION | {"autocommit": True, "options": SERVING},
        min_size=size,
        max_size=size,
        open=False,
        timeout=CONNECTION_WITHIN_SECONDS,
        # A pool that finds no database asks after ever longer pauses; given up, it begins anew with the next message.
        reconnect_timeout=CONNECTION_WITHIN_SECONDS,
    )


def make_application() -> Application:
    """The application of a worker, from the variables its parent set."""
    return Application(Settings.read(os.environ))


async def _body(scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> bytes:
    """The whole body; raises NotAMessage for another method than POST and for more than a message can be."""
    if scope["method"] != "POST":
        raise NotAMessage(405, "POST_ONLY")
    announced = headers.get(b"content-length", b"0")
    if not announced.isdigit() or len(announced) > 12 or int(announced) > LARGEST_BODY:
        raise NotAMessage(413, "TOO_LARGE")
    body: bytes = b""
    while True:
        part = await receive()
        if part["type"] != "http.request":
            raise NotAMessage(400, "NOT_A_MESSAGE")
        body += part.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise NotAMessage(413, "TOO_LARGE")
        if not part.get("more_body", False):
            return body


async def _respond(send: Send, answer: Reply) -> None:
    headers = [(b"content-type", answer.content_type.encode()), (b"content-length", b"%d" % len(answer.body))]
    if answer.status == 405:
        headers.append((b"allow", b"POST"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
