"""Who calls: a bearer token, and for whom (header Acts-For). The only place that makes a Caller."""

from datetime import datetime
from typing import Any

from litestar import Request
from psycopg import Connection

from gongji import access
from gongji.access import Caller, Grant, NotYours, Role, SignInNeeded
from gongji.ground.keys import KeyStore
from gongji.insured import by_number, find_relations

ACTS_FOR = "acts-for"
SERVE_CITIZENS = (Role.CLERK, Role.CHECKER)


def caller_of(db: Connection[Any], keys: KeyStore, request: Request[Any, Any, Any], *, now: datetime) -> Caller:
    """The caller of a request; refuses SignInNeeded, and NotYours or NoRole where she names whom she may not act for.

    Acts-For names a person by person number: whom a clerk serves who is insured in her region.
    """
    proved = access.require_token(db, _bearer(request), now=now)
    grants = tuple(access.find_grants(db, staff_id=proved.holder_id)) if proved.is_staff else ()
    acts_for, authority = (None if proved.is_staff else proved.holder_id), 0
    if (named := request.headers.get(ACTS_FOR)) is not None:
        acts_for = _require_person(db, keys, named)
        if acts_for != proved.holder_id:
            authority = _require_authority(db, grants, acts_for).grant_id
    return Caller(
        who=proved.holder_id,
        grants=grants,
        acts_for=acts_for,
        authority_id=authority,
        authenticated_at=proved.issued_at,
        stepped_up_at=proved.stepped_up_at,
        channel=proved.channel,
    )


def _bearer(request: Request[Any, Any, Any]) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise SignInNeeded()
    return token.strip()


def _require_person(db: Connection[Any], keys: KeyStore, person_number: str) -> int:
    """Whoever has no such number is not told apart from whom one may not act for."""
    person = by_number(db, keys, person_numbers=[person_number]).get(person_number)
    if person is None:
        raise NotYours()
    return person


def _require_authority(db: Connection[Any], grants: tuple[Grant, ...], person_id: int) -> Grant:
    """The grant by which staff serve somebody: at a counter where she is insured (A-04)."""
    pools = {relation.pool for relation in find_relations(db, people=[person_id]).get(person_id, {}).values()}
    for grant in grants:
        if grant.role in SERVE_CITIZENS and any(grant.covers(pool) for pool in pools):
            return grant
    raise NotYours()
