"""Who calls: a bearer token, for whom (header Acts-For), with whom (By-Agent, Second-Token). The only place that makes
a Caller.
"""

from datetime import datetime
from typing import Any

from litestar import Request
from psycopg import Connection

from gongji import access, delegation, kinship
from gongji.access import Caller, Grant, NotYours, Role, SecondPerson, SignInNeeded
from gongji.delegation import Mandate, MandateKind, MandateMissing
from gongji.ground.calendar import beijing_day
from gongji.ground.keys import KeyStore
from gongji.ground.value import replace
from gongji.insured import by_number, find_relations
from gongji.kinship import FactKind

Headers = Request[Any, Any, Any]
ACTS_FOR, BY_AGENT, SECOND_TOKEN = "acts-for", "by-agent", "second-token"
SERVE_CITIZENS = (Role.CLERK, Role.CHECKER)


def caller_of(db: Connection[Any], keys: KeyStore, request: Headers, *, now: datetime) -> Caller:
    """The caller of a request.

    Acts-For names a person by person number: whose mandate a citizen has, or whom a clerk serves who is insured in her
    region. By-Agent: the agent before the clerk, by person number. Second-Token: of the colleague who signs with her.
    Refuses: SignInNeeded, NotYours, SecondPerson, GuardianshipEnded, and what
    `delegation.require_mandate` refuses.
    """
    proved = access.require_token(db, _bearer(request), now=now)
    caller = Caller(
        who=proved.holder_id,
        grants=tuple(access.find_grants(db, staff_id=proved.holder_id)) if proved.is_staff else (),
        acts_for=None if proved.is_staff else proved.holder_id,
        authority_id=0,
        authenticated_at=proved.issued_at,
        stepped_up_at=proved.stepped_up_at,
        channel=proved.channel,
    )
    named = request.headers.get(ACTS_FOR)
    if named is None:
        return caller
    # Whoever has no such number is not told apart from whom one may not act for.
    person = by_number(db, keys, person_numbers=[named]).get(named)
    if person is None:
        raise NotYours()
    if person == caller.acts_for:
        return caller
    if proved.is_staff:
        return _at_the_counter(db, keys, request, caller, person, now)
    try:
        mandate = _require_mandate(db, caller.who, person, now)
    except MandateMissing:
        raise NotYours() from None
    return _on(mandate, caller)


def _at_the_counter(
    db: Connection[Any], keys: KeyStore, request: Headers, caller: Caller, person: int, now: datetime
) -> Caller:
    """Staff serve whom they may (A-04): herself, or her agent, who shows the authority that was registered (A-05)."""
    grant = _find_grant(db, caller.grants, person)
    if grant is None:
        raise NotYours()
    serving = replace(caller, acts_for=person, authority_id=grant.grant_id)
    if (token := request.headers.get(SECOND_TOKEN)) is not None:
        serving = replace(serving, second_id=_require_colleague(db, token, caller.who, person, now))
    if (number := request.headers.get(BY_AGENT)) is None:
        return serving
    agent = by_number(db, keys, person_numbers=[number]).get(number)
    if agent is None:
        raise MandateMissing()
    return _on(_require_mandate(db, agent, person, now), serving)


def _require_mandate(db: Connection[Any], agent: int, principal: int, now: datetime) -> Mandate:
    """The mandate by which one acts for the other; a guardian's, while facts of kinship still make her one (A-06)."""
    mandate = delegation.require_mandate(db, agent_id=agent, principal_id=principal, scope=None, now=now)
    if mandate.kind == MandateKind.GUARDIAN:
        kin = kinship.find_kinds(db, subject_id=agent, object_id=principal, on=beijing_day(now))
        delegation.require_guardianship(mandate, is_parent=FactKind.PARENT in kin, is_guardian=FactKind.GUARDIAN in kin)
    return mandate


def _on(mandate: Mandate, caller: Caller) -> Caller:
    return replace(
        caller,
        acts_for=mandate.principal_id,
        authority_id=mandate.mandate_id,
        mandate_scope=frozenset(mandate.scope),
    )


def _require_colleague(db: Connection[Any], token: str, staff_id: int, person_id: int, now: datetime) -> int:
    """Another member of staff who could serve this person too; refuses SecondPerson."""
    try:
        second = access.require_token(db, token.strip(), now=now)
    except SignInNeeded:
        raise SecondPerson() from None
    grants = tuple(access.find_grants(db, staff_id=second.holder_id)) if second.is_staff else ()
    if second.holder_id == staff_id or _find_grant(db, grants, person_id) is None:
        raise SecondPerson()
    return second.holder_id


def _bearer(request: Headers) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise SignInNeeded()
    return token.strip()


def _find_grant(db: Connection[Any], grants: tuple[Grant, ...], person_id: int) -> Grant | None:
    """The grant by which staff serve somebody: at a counter where she is insured (A-04)."""
    pools = {relation.pool for relation in find_relations(db, people=[person_id]).get(person_id, {}).values()}
    covering = (g for g in grants if g.role in SERVE_CITIZENS and any(g.covers(pool) for pool in pools))
    return next(covering, None)
