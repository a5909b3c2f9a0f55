"""Record what happened in somebody's life: the fact and everything that follows from it, in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import insured, wallet
from gongji.audit import By
from gongji.ground.divisions import pool_of
from gongji.ground.policy import PolicySet
from gongji.insured import EMPLOYEE, RESIDENT, InsuredElsewhere, InsuredRelation, InsuredStatus, NotInsuredThere
from gongji.life_events.concerned import hold_concerned
from gongji.life_events.event import Kind, LifeEvent
from gongji.life_events.follow import Recorded, follow
from gongji.life_events.remember import remember

# The insured status an event leaves behind (interface 3); where none is named it stays.
STATUS = {
    Kind.EMPLOYED: InsuredStatus.NORMAL,
    Kind.PAUSED: InsuredStatus.PAUSED,
    Kind.RESTORED: InsuredStatus.NORMAL,
    Kind.TERMINATED: InsuredStatus.ENDED,
    Kind.NOT_RENEWED: InsuredStatus.PAUSED,
    Kind.DIED: InsuredStatus.ENDED,
}
# The scheme an event brings somebody into, whichever it is told about.
SCHEME_AFTER = {Kind.EMPLOYED: EMPLOYEE, Kind.TO_RESIDENT: RESIDENT}


def record(db: Connection[Any], *, event: LifeEvent, now: datetime, policy: PolicySet, by: By) -> Recorded:
    """Record one event; the same news again changes nothing.

    Locks the person and everybody she shares with. Refuses: RecordMerged, NotInsuredThere, InsuredElsewhere (P-19),
    UnknownDivision, NoInterestRate (of a move).
    """
    standing = hold_concerned(db, people=[event.person_id], person_id=event.person_id)
    if remember(db, event, now=now, by=by) is None:
        return Recorded(again=True)
    before = insured.find_relations(db, people=[event.person_id]).get(event.person_id, {})
    pool = _pool_of_decision(before, event)
    _require_about_her(event, before)
    _change_insurance(db, event, before, now)
    followed = follow(db, event=event, standing=standing, pool=pool, now=now, policy=policy, by=by)
    _change_account(db, event, before, now, policy, by)
    _change_wallet(db, event, now, policy, by)
    return followed


def _pool_of_decision(before: Mapping[int, InsuredRelation], event: LifeEvent) -> int:
    """Whose policy says what follows: the pool that insured her until now."""
    held = before.get(event.scheme) or next(iter(before.values()), None)
    return 0 if held is None else held.pool


def _require_about_her(event: LifeEvent, before: Mapping[int, InsuredRelation]) -> None:
    """Refuses a move in a scheme she is not in, and work elsewhere that would leave her account behind (P-19)."""
    if event.kind is Kind.MOVED and event.scheme not in before:
        raise NotInsuredThere(scheme=event.scheme)
    if event.kind is Kind.EMPLOYED and EMPLOYEE in before:
        pool = before[EMPLOYEE].pool
        if pool != pool_of(event.division, on=event.on):
            raise InsuredElsewhere(pool=pool)


def _change_insurance(
    db: Connection[Any], event: LifeEvent, before: Mapping[int, InsuredRelation], now: datetime
) -> None:
    schemes = list(before) if event.kind is Kind.DIED else [event.scheme]
    if event.kind is Kind.DIED:
        insured.record_death(db, person_id=event.person_id, died_on=event.on)
    if event.kind in (Kind.EMPLOYED, Kind.TO_RESIDENT, Kind.MOVED):
        scheme = SCHEME_AFTER.get(event.kind, event.scheme)
        insured.insure(db, person_id=event.person_id, scheme=scheme, division=event.division, since=event.on, now=now)
        if event.kind is Kind.TO_RESIDENT:
            insured.change_status(
                db, person_id=event.person_id, scheme=EMPLOYEE, status=InsuredStatus.ENDED, on=event.on
            )
    if event.kind is Kind.RETIRED:
        insured.retire(db, person_id=event.person_id)
    for scheme in schemes if event.kind in STATUS and event.kind is not Kind.EMPLOYED else ():
        insured.change_status(db, person_id=event.person_id, scheme=scheme, status=STATUS[event.kind], on=event.on)


def _change_account(
    db: Connection[Any],
    event: LifeEvent,
    before: Mapping[int, InsuredRelation],
    now: datetime,
    policy: PolicySet,
    by: By,
) -> None:
    """A balance goes with its owner to another pool (P-19), with the interest it earned in the old one until today.

    Who is employed has an account, and who comes back after hers was paid out has one again (P-01, P-18).
    """
    if event.kind is Kind.MOVED and event.scheme == EMPLOYEE:
        insured.close_interest(db, person_id=event.person_id, now=now, policy=policy, by=by)
        insured.move_account(db, person_id=event.person_id, pool=pool_of(event.division, on=event.on), now=now, by=by)
        insured.reopen_account(db, person_id=event.person_id, pool=pool_of(event.division, on=event.on), now=now)
    if event.kind is Kind.RESTORED and event.scheme == EMPLOYEE:
        insured.reopen_account(db, person_id=event.person_id, pool=before[EMPLOYEE].pool, now=now)
    if event.kind is Kind.EMPLOYED:
        insured.open_account(db, person_id=event.person_id, pool=pool_of(event.division, on=event.on), now=now)


def _change_wallet(db: Connection[Any], event: LifeEvent, now: datetime, policy: PolicySet, by: By) -> None:
    """A wallet waits while its owner's cover does, and ends with her cover or her life (W-07)."""
    person, reason = event.person_id, event.kind.value
    match event.kind:
        case Kind.PAUSED | Kind.NOT_RENEWED:
            if not insured.is_insured(db, person_id=person):
                wallet.suspend_wallet(db, person_id=person, now=now, by=by, reason=reason)
        case Kind.RESTORED | Kind.EMPLOYED | Kind.TO_RESIDENT:
            _resume(db, person, now, by)
        case Kind.DIED:
            wallet.return_all(db, person_id=person, now=now, policy=policy, by=by)
            wallet.close_wallet(db, person_id=person, now=now, by=by, reason=reason)
        case Kind.TERMINATED:
            if not insured.is_insured(db, person_id=person):
                _close_or_suspend(db, person, now, by, reason)
        case Kind.MOVED:
            wallet.follow_owner(db, person_id=person, pool=pool_of(event.division, on=event.on), now=now, by=by)
            _resume(db, person, now, by)


def _resume(db: Connection[Any], person_id: int, now: datetime, by: By) -> None:
    """Who is insured again, here or elsewhere, in this scheme or the other, has waited for that."""
    for waited_for in (Kind.PAUSED, Kind.NOT_RENEWED, Kind.TERMINATED):
        wallet.resume_wallet(db, person_id=person_id, now=now, by=by, reason=waited_for.value)


def _close_or_suspend(db: Connection[Any], person_id: int, now: datetime, by: By, reason: str) -> None:
    """Lots of the pilot stay hers when her cover ends; they wait until she is insured again (W-07)."""
    if wallet.transfers_of(db, person_id=person_id):
        wallet.suspend_wallet(db, person_id=person_id, now=now, by=by, reason=reason)
    else:
        wallet.close_wallet(db, person_id=person_id, now=now, by=by, reason=reason)
