"""Let somebody act for another: by her own tap, by a written authority, or as guardian (A-02, A-05, A-06)."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import msgspec
from psycopg import Connection

from gongji import ledger
from gongji.access import Scope
from gongji.audit import By, Happening
from gongji.delegation.end import end
from gongji.delegation.mandate import FAMILY_SCOPE, Mandate, MandateKind, find_latest, record
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import columns_of, value
from gongji.insured import find_people


@value
class MandateAsked:
    """valid_to: the first day it is over. evidence_hash: of the paper; None where the principal lets her in herself.

    is_parent, is_guardian: what the facts of kinship say the agent is to the principal.
    """

    principal_id: int
    agent_id: int
    kind: MandateKind
    scope: frozenset[Scope]
    valid_to: date | None = None
    evidence_hash: bytes | None = None
    is_parent: bool = False
    is_guardian: bool = False


@refusal
class MandateExists(Refusal):
    """One acts for the other already; to change in what, that is ended first."""

    code: ClassVar[str] = "MANDATE_EXISTS"
    rule: ClassVar[str] = "A-05"


@refusal
class MandateIncomplete(Refusal):
    """An authority names somebody else, what for, until when, and comes with its paper (A-05). missing: one of them."""

    code: ClassVar[str] = "MANDATE_INCOMPLETE"
    rule: ClassVar[str] = "A-05"
    missing: str


@refusal
class NotGuardian(Refusal):
    """Nothing says that she is the parent of this minor, or the guardian a court named (A-06)."""

    code: ClassVar[str] = "NOT_GUARDIAN"
    rule: ClassVar[str] = "A-06"


def grant_mandate(
    db: Connection[Any], *, asked: MandateAsked, now: datetime, policy: PolicySet, pool: int, by: By
) -> Mandate:
    """Grant a mandate. What moves money, and an agent's, also needs `confirm_mandate` before it is worth anything.

    pool: whose policy counts. A parent's mandate is over when the child comes of age; from 14 the child has to say yes
    too (A-06). An agent has to wait 24 h before she does what benefits herself (A-05).
    Refuses: MandateIncomplete, NotGuardian, MandateExists.
    """
    _require_complete(asked, by, beijing_day(now))
    born_on = find_people(db, people=[asked.principal_id])[asked.principal_id].born_on
    ledger.lock(db, spenders={asked.principal_id})
    before = find_latest(db, agent_id=asked.agent_id, principal_id=asked.principal_id)
    if before is not None and before.ended_at is None:
        if not before.is_over(beijing_day(now)):
            raise MandateExists()
        end(db, before, reason="EXPIRED", now=now, by=by)
    (mandate_id,) = new_identifiers(db, cells=[cell_of(asked.principal_id)])
    mandate = _decide(asked, mandate_id, born_on, now, policy, pool, by)
    _write(db, mandate)
    record(db, Happening.MANDATE_GRANTED, mandate, now=now, by=by)
    return mandate


def _require_complete(asked: MandateAsked, by: By, day: date) -> None:
    herself = by.actor_id == asked.principal_id
    complete = {
        "agent": asked.agent_id != asked.principal_id,
        "scope": bool(asked.scope) and (asked.kind != MandateKind.FAMILY_ACCOUNT or asked.scope <= FAMILY_SCOPE),
        "evidence_hash": asked.evidence_hash is not None or (herself and asked.kind == MandateKind.FAMILY_ACCOUNT),
        "valid_to": day < asked.valid_to if asked.valid_to else asked.kind != MandateKind.AGENT,
    }
    for name, given in complete.items():
        if not given:
            raise MandateIncomplete(missing=name)


def _decide(
    asked: MandateAsked, mandate_id: int, born_on: date, now: datetime, policy: PolicySet, pool: int, by: By
) -> Mandate:
    day = beijing_day(now)
    usable_from, valid_to, agrees_from = now, asked.valid_to, None
    if asked.kind == MandateKind.AGENT:
        usable_from += timedelta(hours=policy.value("mandate.cooling_hours", pool=pool, on=day))
        agrees_from = day
    if asked.kind == MandateKind.GUARDIAN:
        of_age = birthday(born_on, policy.value("mandate.majority_years", pool=pool, on=day))
        if not (asked.is_guardian or (asked.is_parent and day < of_age)):
            raise NotGuardian()
        if day < of_age:
            valid_to = min(valid_to or of_age, of_age)
            agrees_from = birthday(born_on, policy.value("mandate.minor_agrees_years", pool=pool, on=day))
    return Mandate(
        cell=cell_of(mandate_id),
        mandate_id=mandate_id,
        principal_id=asked.principal_id,
        agent_id=asked.agent_id,
        kind=asked.kind.value,
        scope=sorted(scope.value for scope in asked.scope),
        granted_at=now,
        usable_from=usable_from,
        valid_to=valid_to,
        agrees_from=agrees_from,
        evidence_hash=asked.evidence_hash,
        registered_by=by.actor_id,
    )


def birthday(born_on: date, years: int) -> date:
    """The day somebody turns so many years; born on 29 February, in other years on 1 March."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def _write(db: Connection[Any], mandate: Mandate) -> None:
    db.execute(
        f"""
        insert into mandate ({columns_of(Mandate)})
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        msgspec.structs.astuple(mandate),  # type: ignore[arg-type]
    )
