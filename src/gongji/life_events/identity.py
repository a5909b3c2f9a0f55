"""Another name, certificate or telephone: the new finds her, the old stays known, and nothing of hers moves (W-03)."""

from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji import audit, insured, work_items
from gongji.access import SecondPerson
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.keys import KeyStore
from gongji.ground.policy import PolicySet
from gongji.ground.value import value
from gongji.insured import IdentityChange, NewIdentity, Person, PersonalFields
from gongji.life_events.event import IdentityTold, Kind, LifeEvent
from gongji.life_events.remember import find_told, remember
from gongji.work_items import WorkItem

IDENTITY_REVIEW = "IDENTITY_REVIEW"


@value
class IdentityRecorded:
    """state: done; waiting, while staff look why the birth date is another; rejected. again: the news was known."""

    change_id: int
    state: str
    again: bool = False


def record_identity(
    db: Connection[Any], keys: KeyStore, *, told: IdentityTold, now: datetime, policy: PolicySet, by: By
) -> IdentityRecorded:
    """Let somebody be called or carry something else; the same news again changes nothing.

    Wallet, relations, quotas and accounts stay as they are. An identity card with another birth date waits for review.
    Refuses: PersonUnknown, PersonDied, RecordMerged, IdentityUnchanged, CertificateInvalid, CertificateTaken,
    CertificateFormer.
    """
    insured.hold_living(db, person_id=told.person_id)
    # Of no scheme, and of all of them.
    event = LifeEvent(Kind.IDENTITY_CHANGED, told.person_id, told.told_key, told.on, 0)
    event_id = remember(db, event, now=now, by=by)
    if event_id is None:
        return _known_before(db, find_told(db, event))
    person = insured.find_people(db, people=[told.person_id])[told.person_id]
    after = insured.require_identity(db, keys, person=person, new=told.new)
    change = IdentityChange(
        cell=cell_of(event_id),
        change_id=event_id,
        person_id=told.person_id,
        happened_on=told.on,
        told_at=now,
        told_by=by.actor_id,
        evidence_hash=told.evidence_hash,
        state="waiting",
        told=person.seal(keys, told.new),
        former=None,
    )
    insured.write_change(db, change)
    if told.new.certificate is not None and insured.born_by(after, else_=person.born_on) != person.born_on:
        return _ask_staff(db, change, now, policy, by)
    return _carry_out(db, keys, person, change, after, person.born_on, now, by)


def close_identity_review(
    db: Connection[Any], keys: KeyStore, *, work_item_id: int, confirmed: bool, note: str, now: datetime, by: By
) -> IdentityRecorded:
    """Decide a change whose certificate tells another birth date; confirmed, that date is hers.

    note: what was looked at, for the file; nothing personal. Refuses: WorkItemUnknown, WorkItemClosed, SecondPerson
    (who told it), and what `record_identity` refuses.
    """
    item = work_items.require_open_item(db, work_item_id=work_item_id, kind=IDENTITY_REVIEW)
    change = insured.find_change(db, change_id=item.subject_id)
    assert change is not None
    if change.told_by == by.actor_id:
        raise SecondPerson()
    outcome = "confirmed" if confirmed else "rejected"
    if not confirmed:
        insured.decide_change(db, change, state="rejected")
        _record(db, change, Happening.IDENTITY_CHANGE_REJECTED, now, by)
        work_items.close_item(db, work_item_id=work_item_id, outcome=outcome, note=note, now=now, by=by)
        return IdentityRecorded(change.change_id, "rejected")
    insured.hold_living(db, person_id=change.person_id)
    person = insured.find_people(db, people=[change.person_id])[change.person_id]
    # As she is called now: something else may have changed while this waited.
    after = insured.require_identity(db, keys, person=person, new=person.open(keys, change.told, NewIdentity))
    born_on = insured.born_by(after, else_=person.born_on)
    done = _carry_out(db, keys, person, change, after, born_on, now, by)
    work_items.close_item(db, work_item_id=work_item_id, outcome=outcome, note=note, now=now, by=by)
    return done


def _known_before(db: Connection[Any], change_id: int) -> IdentityRecorded:
    change = insured.find_change(db, change_id=change_id)
    assert change is not None
    return IdentityRecorded(change_id, change.state, again=True)


def _ask_staff(
    db: Connection[Any], change: IdentityChange, now: datetime, policy: PolicySet, by: By
) -> IdentityRecorded:
    pool = insured.pool_of_staff(db, person_id=change.person_id)
    item = WorkItem(IDENTITY_REVIEW, pool, change.change_id, {"person_id": str(change.person_id)})
    work_items.open_item(db, item, now=now, policy=policy)
    _record(db, change, Happening.IDENTITY_DOUBTED, now, by)
    return IdentityRecorded(change.change_id, "waiting")


def _carry_out(
    db: Connection[Any],
    keys: KeyStore,
    person: Person,
    change: IdentityChange,
    after: PersonalFields,
    born_on: date,
    now: datetime,
    by: By,
) -> IdentityRecorded:
    # Whatever day the paper names, until now the old one was good at every till.
    insured.write_identity(db, keys, person=person, after=after, born_on=born_on, until=beijing_day(now))
    insured.decide_change(db, change, state="done", former=person.sealed)
    _record(db, change, Happening.IDENTITY_CHANGED, now, by)
    return IdentityRecorded(change.change_id, "done")


def _record(db: Connection[Any], change: IdentityChange, happening: Happening, now: datetime, by: By) -> None:
    (fact_id,) = new_identifiers(db, cells=[change.cell])
    audit.record(db, [Fact(fact_id, happening, change.person_id, now, {"change": str(change.change_id)}, by)])
