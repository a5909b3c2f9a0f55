"""Everybody an event concerns: looked for, locked in the one order, looked for again."""

from collections.abc import Collection
from typing import Any

from psycopg import Connection, Rollback

from gongji import delegation, insured, ledger, mutual_aid, wallet
from gongji.mutual_aid import AidRelation


def hold_concerned(db: Connection[Any], *, people: Collection[int], person_id: int) -> list[AidRelation]:
    """Lock these people and everybody with whom `person_id` shares anything; her standing relations.

    Refuses RecordMerged where one of `people` was merged into another record.
    """
    wanted = {*people, *_everybody(db, person_id)}
    while True:
        # Where somebody came in between, the locks are given back before more are taken: taken out of order, two could
        # wait for each other.
        with db.transaction() as locked:
            spenders = ledger.lock(db, spenders=wanted).spenders
            everybody = {*people, *_everybody(db, person_id)}
            if everybody <= wanted:
                break
            wanted = everybody
            raise Rollback(locked)
    if any(spenders[one].merged_into is not None for one in people):
        raise insured.RecordMerged()
    return mutual_aid.standing_relations(db, person_id=person_id)


def _everybody(db: Connection[Any], person_id: int) -> set[int]:
    relations = mutual_aid.standing_relations(db, person_id=person_id)
    invitations = mutual_aid.open_invitations(db, person_id=person_id)
    transfers = wallet.transfers_of(db, person_id=person_id)
    mandates = delegation.standing_mandates(db, person_id=person_id)
    people = {
        *insured.records_of(db, person_id=person_id),
        *(person for relation in relations for person in (relation.donor_id, relation.beneficiary_id)),
        *(person for invitation in invitations for person in (invitation.donor_id, invitation.beneficiary_id)),
        *(person for one in transfers for person in (one.sender_id, one.receiver_id)),
        *(one.principal_id for one in mandates),
    }
    return people | set(ledger.find_survivors(db, people=people).values())
