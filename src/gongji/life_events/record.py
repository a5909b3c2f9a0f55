"""Record what happened in somebody's life: the fact and everything that follows from it, in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection, Rollback

from gongji import audit, insured, ledger, mutual_aid, wallet
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.divisions import pool_of
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.value import value
from gongji.insured import EMPLOYEE, RESIDENT, InsuredElsewhere, InsuredRelation, InsuredStatus, NotInsuredThere
from gongji.life_events.event import Kind, LifeEvent
from gongji.mutual_aid import AidRelation

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
# Why a relation ends or waits: whose side it was.
REASON = {
    True: {Kind.DIED: "DEATH_DONOR"},
    False: {Kind.DIED: "DEATH_BENEFICIARY"},
}
INSURED_CHANGE = {True: "DONOR_INSURED_CHANGE", False: "BENEFICIARY_INSURED_CHANGE"}
# What resumes a relation is the end of what suspended it.
SUSPENDED_BY = {Kind.RESTORED: (Kind.PAUSED, Kind.NOT_RENEWED)}


@value
class Recorded:
    """What followed: how many relations ended, wait, and work again. again: the news was known before."""

    dissolved: int = 0
    suspended: int = 0
    resumed: int = 0
    again: bool = False


def record(db: Connection[Any], *, event: LifeEvent, now: datetime, policy: PolicySet, by: By) -> Recorded:
    """Record one event; the same news again changes nothing.

    Locks the person and everybody she shares with. Refuses: NotInsuredThere, InsuredElsewhere (P-19), UnknownDivision,
    NoInterestRate (of a move).
    """
    standing = _lock_and_look(db, event.person_id)
    if not _remember(db, event, now, by):
        return Recorded(again=True)
    before = insured.find_relations(db, people=[event.person_id]).get(event.person_id, {})
    pool = _pool_of_decision(before, event)
    _require_about_her(event, before)
    _change_insurance(db, event, before, now)
    followed = _follow(db, event, standing, pool, now, policy, by)
    _change_account(db, event, before, now, policy, by)
    _change_wallet(db, event, now, policy, by)
    return followed


def _lock_and_look(db: Connection[Any], person_id: int) -> list[AidRelation]:
    """Look with whom the person shares, lock all in the one order, look again."""
    people = _everybody(db, person_id, mutual_aid.standing_relations(db, person_id=person_id))
    while True:
        # Where somebody came in between, the locks are given back before more are taken: taken out of order, two could
        # wait for each other.
        with db.transaction() as locked:
            ledger.lock(db, spenders=people)
            found = mutual_aid.standing_relations(db, person_id=person_id)
            everybody = _everybody(db, person_id, found)
            if everybody <= people:
                return found
            people = everybody
            raise Rollback(locked)


def _everybody(db: Connection[Any], person_id: int, relations: Sequence[AidRelation]) -> set[int]:
    transfers = wallet.transfers_of(db, person_id=person_id)
    return {
        person_id,
        *(person for one in relations for person in (one.donor_id, one.beneficiary_id)),
        *(person for one in transfers for person in (one.sender_id, one.receiver_id)),
    }


def _remember(db: Connection[Any], event: LifeEvent, now: datetime, by: By) -> bool:
    """Keep the news; whether it was new."""
    (event_id,) = new_identifiers(db, cells=[cell_of(event.person_id)])
    kept = db.execute(
        """
        insert into life_event (cell, event_id, person_id, kind, told_key, happened_on, recorded_at)
        values (%s, %s, %s, %s, %s, %s, %s)
        on conflict (person_id, kind, told_key, cell) do nothing
        """,
        [cell_of(event_id), event_id, event.person_id, event.kind.value, event.told_key, event.on, now],
    )
    if kept.rowcount == 0:
        return False
    detail = {"kind": event.kind.value}
    audit.record(db, [Fact(event_id, Happening.LIFE_EVENT_RECORDED, event.person_id, now, detail, by)])
    return True


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


def _follow(
    db: Connection[Any],
    event: LifeEvent,
    standing: Sequence[AidRelation],
    pool: int,
    now: datetime,
    policy: PolicySet,
    by: By,
) -> Recorded:
    """What policy says becomes of the relations on either side."""
    counts = {"dissolve": 0, "suspend": 0, "resume": 0, "keep": 0}
    for gives in (True, False):
        table = policy.value(f"life_event.as_{'donor' if gives else 'beneficiary'}", pool=pool, on=beijing_day(now))
        side = [r.relation_id for r in standing if (r.donor_id == event.person_id) is gives]
        counts[table[event.kind]] += _apply(db, table[event.kind], side, event, gives, now, by)
    return Recorded(counts["dissolve"], counts["suspend"], counts["resume"])


def _apply(
    db: Connection[Any], what: str, relation_ids: Sequence[int], event: LifeEvent, gives: bool, now: datetime, by: By
) -> int:
    match what:
        case "dissolve":
            reason = REASON[gives].get(event.kind, INSURED_CHANGE[gives])
            for relation_id in relation_ids:
                mutual_aid.dissolve(db, relation_id=relation_id, reason=reason, now=now, by=by)
            return len(relation_ids)
        case "suspend":
            return mutual_aid.suspend(db, relation_ids=relation_ids, reason=event.kind.value, now=now, by=by)
        case "resume":
            return sum(
                mutual_aid.resume(db, relation_ids=relation_ids, reason=reason.value, now=now, by=by)
                for reason in SUSPENDED_BY[event.kind]
            )
        case "keep":
            return 0
    raise ValueError(f"policy names an unknown consequence {what}")


def _change_account(
    db: Connection[Any],
    event: LifeEvent,
    before: Mapping[int, InsuredRelation],
    now: datetime,
    policy: PolicySet,
    by: By,
) -> None:
    """A balance goes with its owner to another pool (P-19), with the interest it earned in the old one until today;
    who is employed for the first time gets an account.
    """
    if event.kind is Kind.MOVED and event.scheme == EMPLOYEE:
        insured.close_interest(db, person_id=event.person_id, now=now, policy=policy, by=by)
        insured.move_account(db, person_id=event.person_id, pool=pool_of(event.division, on=event.on), now=now, by=by)
    if event.kind is Kind.EMPLOYED and EMPLOYEE not in before:
        insured.open_account(db, person_id=event.person_id, pool=pool_of(event.division, on=event.on), now=now)


def _change_wallet(db: Connection[Any], event: LifeEvent, now: datetime, policy: PolicySet, by: By) -> None:
    """A wallet waits while its owner's cover does, and ends with her cover or her life (W-07)."""
    person, reason = event.person_id, event.kind.value
    match event.kind:
        case Kind.PAUSED | Kind.NOT_RENEWED:
            if not insured.is_insured(db, person_id=person):
                wallet.suspend_wallet(db, person_id=person, now=now, by=by, reason=reason)
        case Kind.RESTORED | Kind.EMPLOYED:
            for waited_for in (Kind.PAUSED, Kind.NOT_RENEWED, Kind.TERMINATED):
                wallet.resume_wallet(db, person_id=person, now=now, by=by, reason=waited_for.value)
        case Kind.DIED:
            wallet.return_all(db, person_id=person, now=now, policy=policy, by=by)
            wallet.close_wallet(db, person_id=person, now=now, by=by, reason=reason)
        case Kind.TERMINATED:
            if not insured.is_insured(db, person_id=person):
                _close_or_suspend(db, person, now, by, reason)
        case Kind.MOVED:
            wallet.follow_owner(db, person_id=person, pool=pool_of(event.division, on=event.on), now=now, by=by)


def _close_or_suspend(db: Connection[Any], person_id: int, now: datetime, by: By, reason: str) -> None:
    """Lots of the pilot stay hers when her cover ends; they wait until she is insured again (W-07)."""
    if wallet.transfers_of(db, person_id=person_id):
        wallet.suspend_wallet(db, person_id=person_id, now=now, by=by, reason=reason)
    else:
        wallet.close_wallet(db, person_id=person_id, now=now, by=by, reason=reason)
