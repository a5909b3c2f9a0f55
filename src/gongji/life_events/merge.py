"""Two records are found to be one person: proposed by one member of staff, confirmed by another, merged (R-12).

There is no way back: what followed cannot be told apart afterwards. A merge that was wrong is mended by enrolling the
other person anew, and with corrections of money.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji import access, audit, delegation, insured, kinship, ledger, mutual_aid, wallet, work_items
from gongji.access import SecondPerson
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import new_identifiers
from gongji.ground.keys import KeyStore
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import value
from gongji.insured import Merge, MergeOfOne
from gongji.life_events.concerned import hold_concerned
from gongji.life_events.event import Kind, LifeEvent
from gongji.life_events.follow import SYSTEM_MERGE, follow
from gongji.life_events.remember import remember
from gongji.mutual_aid import AidRelation
from gongji.wallet import WalletState
from gongji.work_items import WorkItem

MERGE_REVIEW = "MERGE_REVIEW"
# What somebody has begun elsewhere and is not settled: asked by the door, which knows the bills and the premiums.
FindOpen = Callable[[Connection[Any], Collection[int]], str | None]


@refusal
class MergeWaits(Refusal):
    """Something of the absorbed record is not settled yet, and could not be found afterwards. what: visit, premium."""

    code: ClassVar[str] = "MERGE_WAITS"
    rule: ClassVar[str] = "R-12"
    what: str


@value
class Merged:
    """What followed: how many relations ended, how much came into the account of the record that lives on."""

    merge_id: int
    kept_id: int
    dissolved: int
    brought_fen: int


@value
class Proposed:
    """A proposal and the item in which another member of staff decides it."""

    merge: Merge
    work_item_id: int


def propose_merge(
    db: Connection[Any],
    *,
    kept_id: int,
    absorbed_id: int,
    evidence_hash: bytes,
    now: datetime,
    policy: PolicySet,
    by: By,
) -> Proposed:
    """Say that two records are one person's, and which lives on; nothing moves until it is confirmed.

    The item waits where the absorbed record is insured, so that both pools have looked. Refuses: MergeOfOne,
    PersonUnknown, PersonDied, RecordMerged, MergeProposed.
    """
    _hold_living(db, kept_id, absorbed_id)
    merge = insured.write_merge(
        db, kept_id=kept_id, absorbed_id=absorbed_id, evidence_hash=evidence_hash, now=now, by=by
    )
    pool = insured.pool_of_staff(db, person_id=absorbed_id)
    detail = {"kept_id": str(kept_id), "absorbed_id": str(absorbed_id), "proposed_by": str(by.actor_id)}
    item_id = work_items.open_item(db, WorkItem(MERGE_REVIEW, pool, merge.merge_id, detail), now=now, policy=policy)
    _record(db, merge, Happening.MERGE_PROPOSED, now, by)
    return Proposed(merge, item_id)


def refuse_merge(db: Connection[Any], *, work_item_id: int, note: str, now: datetime, by: By) -> Merge:
    """They are two people after all, or who proposed it takes it back: nothing happens.

    note: what was looked at; nothing personal. Refuses: WorkItemUnknown, WorkItemClosed.
    """
    merge = _require_proposed(db, work_item_id)
    insured.decide_merge(db, merge, state="refused", now=now, by=by)
    work_items.close_item(db, work_item_id=work_item_id, outcome="refused", note=note, now=now, by=by)
    _record(db, merge, Happening.MERGE_REFUSED, now, by)
    return merge


def confirm_merge(
    db: Connection[Any],
    keys: KeyStore,
    *,
    work_item_id: int,
    note: str,
    find_open: FindOpen,
    now: datetime,
    policy: PolicySet,
    by: By,
) -> Merged:
    """Merge two records: from now on there is one person, with the history of both.

    find_open: what of a record is begun and not settled. Refuses: WorkItemUnknown, WorkItemClosed, SecondPerson (who
    proposed it), PersonDied, RecordMerged, MergeWaits, InsuredElsewhere (P-19), KinContradiction (X-04),
    NoInterestRate.
    """
    merge = _require_proposed(db, work_item_id)
    if merge.proposed_by == by.actor_id:
        raise SecondPerson()
    standing = hold_concerned(db, people=[merge.kept_id, merge.absorbed_id], person_id=merge.absorbed_id)
    _hold_living(db, merge.kept_id, merge.absorbed_id)
    if (what := find_open(db, [merge.absorbed_id])) is not None:
        raise MergeWaits(what=what)
    done = _merge(db, keys, merge, standing, now, policy, by)
    insured.decide_merge(db, merge, state="merged", now=now, by=by)
    work_items.close_item(db, work_item_id=work_item_id, outcome="merged", note=note, now=now, by=by)
    _record(db, merge, Happening.PEOPLE_MERGED, now, by)
    return done


def _merge(
    db: Connection[Any],
    keys: KeyStore,
    merge: Merge,
    standing: list[AidRelation],
    now: datetime,
    policy: PolicySet,
    by: By,
) -> Merged:
    """What becomes of everything the absorbed record had, line by line."""
    kept, gone = merge.kept_id, merge.absorbed_id
    pool = insured.pool_of_staff(db, person_id=gone)
    event = LifeEvent(Kind.MERGED, gone, str(merge.merge_id), beijing_day(now), 0)
    remember(db, event, now=now, by=by)
    place = wallet.find_wallet(db, person_id=gone)
    # What relatives share with the record, and it with them, ends; what is unused goes back to who gave it.
    ended = follow(db, event=event, standing=standing, pool=pool, now=now, policy=policy, by=by)
    mutual_aid.end_invitations(db, person_id=gone, now=now, by=by)
    wallet.return_all(db, person_id=gone, now=now, policy=policy, by=by)
    _require_nothing_held(db, gone)
    # Who acts for her is asked anew, and she signs in anew.
    delegation.end_mandates(db, person_id=gone, reason=SYSTEM_MERGE, now=now, by=by)
    access.revoke_tokens_of(db, holder_id=gone, now=now)
    # What is known of her family, her cover, her money, her numbers and the sums of her year are hers in either record.
    kinship.carry_over(db, from_id=gone, to_id=kept, now=now, policy=policy, pool=pool)
    wallet.close_wallet(db, person_id=gone, now=now, by=by, reason=SYSTEM_MERGE)
    # What its account earned until today comes along; afterwards there is no account to credit it to (W-36).
    insured.close_interest(db, person_id=gone, now=now, policy=policy, by=by)
    brought = insured.absorb(db, keys, kept_id=kept, absorbed_id=gone, now=now, by=by)
    # One wallet a person (W-03): where only the record had one, it is opened for her in the same place.
    if place.state is WalletState.ACTIVE and insured.is_insured(db, person_id=kept):
        wallet.open_wallet(db, person_id=kept, now=now, policy=policy, by=by, place=place.place_of_use)
    return Merged(merge.merge_id, kept, ended.dissolved, brought)


def _hold_living(db: Connection[Any], kept_id: int, absorbed_id: int) -> None:
    if kept_id == absorbed_id:
        raise MergeOfOne()
    spenders = ledger.lock(db, spenders=[kept_id, absorbed_id]).spenders
    for one in (kept_id, absorbed_id):
        insured.require_living(spenders.get(one))


def _require_nothing_held(db: Connection[Any], person_id: int) -> None:
    """What an order holds of anybody's for this record, or of this record's for anybody, has to be decided first."""
    for_her = [a for a in ledger.find_accounts(db, spenders=[person_id]) if a.subject_id != person_id]
    if any(account.balance_fen for account in [*for_her, *ledger.find_set_aside(db, owner_id=person_id)]):
        raise MergeWaits(what="premium")


def _require_proposed(db: Connection[Any], work_item_id: int) -> Merge:
    item = work_items.require_open_item(db, work_item_id=work_item_id, kind=MERGE_REVIEW)
    merge = insured.find_merge(db, merge_id=item.subject_id)
    assert merge is not None
    return merge


def _record(db: Connection[Any], merge: Merge, happening: Happening, now: datetime, by: By) -> None:
    (fact_id,) = new_identifiers(db, cells=[merge.cell])
    detail = {"kept_id": str(merge.kept_id), "absorbed_id": str(merge.absorbed_id)}
    audit.record(db, [Fact(fact_id, happening, merge.kept_id, now, detail, by)])
