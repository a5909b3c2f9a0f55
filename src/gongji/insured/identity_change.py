"""Changes of what people are called and carry, a row each, with what was before (N-03, N-07)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.keys import KeyStore
from gongji.ground.rows import fetch, fetch_one
from gongji.ground.value import columns_of, value, values_of
from gongji.insured.identity import NewIdentity
from gongji.insured.person import Person, PersonalFields


@value
class IdentityChange:
    """A change as its row has it. state: waiting for a review, done, rejected. told: a NewIdentity, sealed. former: the
    personal fields before, sealed, once it is done. told_by: 0 for the roll.
    """

    cell: int
    change_id: int
    person_id: int
    happened_on: date
    told_at: datetime
    told_by: int
    evidence_hash: bytes | None
    state: str
    told: bytes
    former: bytes | None


CHANGES = f"select {columns_of(IdentityChange)} from identity_change "


def write_change(db: Connection[Any], change: IdentityChange) -> None:
    """Keep a change as it was told."""
    db.execute(
        f"insert into identity_change ({columns_of(IdentityChange)}) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        values_of(change),
    )


def decide_change(db: Connection[Any], change: IdentityChange, *, state: str, former: bytes | None = None) -> None:
    """Write what became of a change that waited; former: the fields before, where it is done."""
    db.execute(
        "update identity_change set state = %s, former = %s where cell = %s and change_id = %s",
        [state, former, change.cell, change.change_id],
    )


def keep_former(
    db: Connection[Any], keys: KeyStore, changed: Sequence[tuple[Person, PersonalFields]], *, now: datetime
) -> None:
    """Keep the fields of people that a roll says otherwise of, as they were; people whose fields stay are left out."""
    told = [(person, after) for person, after in changed if person.personal_fields(keys) != after]
    for (person, after), change_id in zip(
        told, new_identifiers(db, cells=[person.cell for person, _ in told]), strict=True
    ):
        sealed = person.seal(keys, NewIdentity(after.name, after.certificate, after.telephone))
        day = beijing_day(now)
        write_change(
            db,
            IdentityChange(
                cell_of(change_id), change_id, person.person_id, day, now, 0, None, "done", sealed, person.sealed
            ),
        )


def find_change(db: Connection[Any], *, change_id: int) -> IdentityChange | None:
    """One change; None where there is no such."""
    return fetch_one(
        db, IdentityChange, CHANGES + "where cell = %s and change_id = %s", [cell_of(change_id), change_id]
    )


def find_former(db: Connection[Any], *, person_id: int) -> list[IdentityChange]:
    """What was replaced of a person's fields, oldest first; `Person.open` opens what was before."""
    return fetch(
        db,
        IdentityChange,
        CHANGES + "where cell = %s and person_id = %s and state = 'done' order by change_id",
        [cell_of(person_id), person_id],
    )
