"""One request in one transaction: read, or write once under the caller's Idempotency-Key."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, TypeVar

import msgspec
from litestar import Request, Response
from psycopg import Connection

from gongji import access
from gongji.access import Caller
from gongji.edge.api.caller import ACTS_FOR, caller_of
from gongji.edge.office import Office
from gongji.ground.keys import KeyStore
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import value
from gongji.settlement import Moment

T = TypeVar("T")
KEY = "idempotency-key"
LONGEST_KEY = 100


@refusal
class KeyMissing(Refusal):
    """A write needs a key of the caller's, so that asking again does nothing twice."""

    code: ClassVar[str] = "IDEMPOTENCY_KEY_MISSING"
    rule: ClassVar[str] = "S-12"


@refusal
class KeyUsed(Refusal):
    """The key was used for something else."""

    code: ClassVar[str] = "IDEMPOTENCY_KEY_USED"
    rule: ClassVar[str] = "S-12"


@value
class Call:
    """What a door works with. now: the moment of business."""

    db: Connection[Any]
    keys: KeyStore
    caller: Caller
    now: datetime
    policy: PolicySet

    def looked(self, *people: int, purpose: str) -> None:
        """Write down whose data this call shows; whom the caller acts for is written down already."""
        access.record_looks(self.db, people=people, purpose=purpose, now=self.now, by=self.caller.by)


def read(office: Office, request: Request[Any, Any, Any], work: Callable[[Call], T]) -> T:
    """Answer a question; what it writes is at most who looked at whom."""
    return office.work(lambda db: _read(db, office, request, work))


def write(
    office: Office, request: Request[Any, Any, Any], said: Any, work: Callable[[Call], Any], *, status: int = 200
) -> Response[Any]:
    """Do something once: the same key again is answered as before, whatever has happened since.

    said: the body, None without one. work: answers a struct without anything personal, which is kept. Refusals are not
    kept: a repeat is decided anew.
    Refuses: KeyMissing, KeyUsed.
    """
    key = request.headers.get(KEY, "").strip()
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise KeyMissing()
    asked = [request.method, request.url.path, request.headers.get(ACTS_FOR, ""), said]
    digest = hashlib.sha256(msgspec.json.encode(asked)).digest()
    body, told = office.work(lambda db: _write(db, office, request, work, key, digest, status))
    return Response(msgspec.Raw(body), status_code=told, media_type="application/json")


def _read(db: Connection[Any], office: Office, request: Request[Any, Any, Any], work: Callable[[Call], T]) -> T:
    with db.transaction():
        return work(_call(db, office, request, office.moment()))


def _write(
    db: Connection[Any],
    office: Office,
    request: Request[Any, Any, Any],
    work: Callable[[Call], Any],
    key: str,
    digest: bytes,
    status: int,
) -> tuple[bytes, int]:
    with db.transaction():
        call = _call(db, office, request, office.moment())
        # Two calls with one key come one after the other.
        db.execute("select pg_advisory_xact_lock(hashtext(%s), hashtext(%s::text))", [key, call.caller.who])
        before = db.execute(
            "select content_digest, status, answer from api_answer where holder_id = %s and idempotency_key = %s",
            [call.caller.who, key],
        ).fetchone()
        if before is not None:
            if before[0] != digest:
                raise KeyUsed()
            return before[2], before[1]
        body = msgspec.json.encode(work(call))
        db.execute(
            """
            insert into api_answer (holder_id, idempotency_key, content_digest, status, answer, answered_at)
            values (%s, %s, %s, %s, %s, %s)
            """,
            [call.caller.who, key, digest, status, body, call.now],
        )
    return body, status


def _call(db: Connection[Any], office: Office, request: Request[Any, Any, Any], moment: Moment) -> Call:
    """The call, and a note that somebody looks at another's affairs: here, so that no door can forget it (N-03)."""
    caller = caller_of(db, office.keys, request, now=moment.accepted_at)
    call = Call(db, office.keys, caller, moment.accepted_at, moment.policy)
    if caller.acts_for is not None:
        call.looked(caller.acts_for, purpose=" ".join(request.route_handler.tags or ()))
    return call
