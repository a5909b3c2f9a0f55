"""A person's records: the one that lives, and those that were merged into it (W-03)."""

from typing import Any, ClassVar

from psycopg import Connection

from gongji import ledger
from gongji.ground.refusal import Refusal, refusal
from gongji.insured.find import PersonUnknown
from gongji.ledger import Spender


@refusal
class PersonDied(Refusal):
    """Nothing of a dead person's record is changed."""

    code: ClassVar[str] = "PERSON_DIED"
    rule: ClassVar[str] = "W-31"


@refusal
class RecordMerged(Refusal):
    """The record was merged into another of the same person, which her numbers and certificates find."""

    code: ClassVar[str] = "RECORD_MERGED"
    rule: ClassVar[str] = "W-03"


def hold_living(db: Connection[Any], *, person_id: int) -> Spender:
    """Lock somebody whose record lives; refuses PersonUnknown, PersonDied, RecordMerged."""
    return require_living(ledger.lock(db, spenders=[person_id]).spenders.get(person_id))


def require_living(spender: Spender | None) -> Spender:
    """A record that was found and lives; refuses as `hold_living` does."""
    if spender is None:
        raise PersonUnknown()
    if spender.merged_into is not None:
        raise RecordMerged()
    if spender.died_on is not None:
        raise PersonDied()
    return spender


def records_of(db: Connection[Any], *, person_id: int) -> list[int]:
    """Every record of the person one of whose records this is, the living one first: for views of her history."""
    survivor = ledger.find_survivors(db, people=[person_id]).get(person_id, person_id)
    return [survivor, *sorted(ledger.find_merged(db, into=[survivor]))]
