"""An item that the hub and a party do not tell alike, and who puts it right (C-32, C-34)."""

from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit
from gongji.audit import By, Fact, Happening
from gongji.clearing.mismatch_work import close_when_done
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch, fetch_one
from gongji.ground.value import columns_of, value


class Code(IntEnum):
    """M0 to M7. A place of treatment is who pays the institution; M3 is of donor's and beneficiary's places."""

    MATCHED = 0
    NOT_AT_HUB = 1
    NOT_AT_TREATMENT_PLACE = 2
    NOT_AT_PAYERS_PLACE = 3
    AMOUNT_DIFFERS = 4
    STATE_DIFFERS = 5
    DOUBLED = 6
    LATE = 7


class Colour(StrEnum):
    """How long a mismatch has waited (C-34)."""

    FRESH = "fresh"
    YELLOW = "yellow"
    RED = "red"


@value
class Difference:
    """One row of a comparison that is not M0. An amount is None on the side that does not know the item.

    hub_fen and all that follows party_fen are the hub's, None where the hub has no such item.
    """

    journal_id: int
    line: int
    code: int
    hub_fen: int | None
    party_fen: int | None
    payer_pool: int | None
    payee_pool: int | None
    month: int | None
    business: int | None
    third_province: int | None


@value
class Mismatch:
    """A difference as it is kept. ending: MATCHED, REPLACED, LATE or SOLVED, None while it is open.

    institution_no: 0, or the institution of this province that tells a whole bill otherwise, which has line 0.
    """

    mismatch_id: int
    day: date
    province: int
    journal_id: int
    line: int
    code: int
    hub_fen: int | None
    party_fen: int | None
    opened_at: datetime
    work_item_id: int | None
    ended_at: datetime | None
    ending: str | None
    owner_id: int | None
    note: str | None
    evidence_hash: bytes | None
    institution_no: int


@value
class Age:
    """days: since the item's own day. carried_over: its month is over."""

    days: int
    colour: Colour
    carried_over: bool


@refusal
class MismatchUnknown(Refusal):
    """There is no such mismatch."""

    code: ClassVar[str] = "MISMATCH_UNKNOWN"
    rule: ClassVar[str] = "C-32"


@refusal
class MismatchEnded(Refusal):
    """The mismatch is no more: a later answer, or somebody, has ended it."""

    code: ClassVar[str] = "MISMATCH_ENDED"
    rule: ClassVar[str] = "C-32"
    ending: str


def age_of(mismatch: Mismatch, *, today: date, policy: PolicySet) -> Age:
    """How old a mismatch is on a day."""
    return age_since(mismatch.day, province=mismatch.province, today=today, policy=policy)


def age_since(day: date, *, province: int, today: date, policy: PolicySet) -> Age:
    """How old what a province has not put right, or not answered, of a day is."""
    days = (today - day).days
    more_than = policy.value("clearing.mismatch_ages", pool=province, on=today)
    colour = Colour.RED if days > more_than["red"] else Colour.YELLOW if days > more_than["yellow"] else Colour.FRESH
    return Age(days, colour, (day.year, day.month) < (today.year, today.month))


def count_mismatches(db: Connection[Any], *, days: tuple[date, date]) -> list[tuple[date, int, int]]:
    """What is open of the days from the first to the last: day, province, how many."""
    rows = db.execute(
        """
        select day, province, count(*)
        from clearing_mismatch
        where day between %s and %s
        and ended_at is null
        group by day, province
        order by day, province
        """,
        days,
    )
    return rows.fetchall()


def list_mismatches(db: Connection[Any], *, province: int, after: int = 0, limit: int = 100) -> list[Mismatch]:
    """A page of what is open with a province and its institutions, by number."""
    return fetch(
        db,
        Mismatch,
        f"""
        select {columns_of(Mismatch)}
        from clearing_mismatch
        where province = %s
        and mismatch_id > %s
        and ended_at is null
        order by mismatch_id
        limit %s
        """,
        [province, after, limit],
    )


def mismatches_of(db: Connection[Any], *, day: date, province: int) -> list[Mismatch]:
    """Everything a province ever answered otherwise than the hub about a day, ended or not, in the order it came up."""
    return fetch(
        db,
        Mismatch,
        f"""
        select {columns_of(Mismatch)}
        from clearing_mismatch
        where day = %s
        and province = %s
        and institution_no = 0
        order by mismatch_id
        """,
        [day, province],
    )


def solve_mismatch(
    db: Connection[Any], *, mismatch_id: int, note: str, evidence_hash: bytes, now: datetime, by: By
) -> Mismatch:
    """Declare an item matched as the hub has it; it enters the next batch. Money is put right by corrections alone.

    note: why, nothing personal. evidence_hash: SM3 of the paper that shows it.
    Refuses: MismatchUnknown, MismatchEnded.
    """
    assert note, "the door requires a note"
    mismatch = _require_open(db, mismatch_id)
    db.execute(
        """
        update clearing_mismatch
        set ended_at = %s, ending = 'SOLVED', owner_id = %s, note = %s, evidence_hash = %s
        where mismatch_id = %s
        """,
        [now, by.actor_id, note, evidence_hash, mismatch_id],
    )
    (fact_id,) = new_identifiers(db, cells=[0])
    detail = {"day": mismatch.day.isoformat(), "province": mismatch.province, "code": mismatch.code}
    if mismatch.institution_no:
        detail["institution"] = mismatch.institution_no
    audit.record(db, [Fact(fact_id, Happening.MISMATCH_SOLVED, mismatch_id, now, detail, by)])
    if mismatch.work_item_id is not None:
        close_when_done(db, work_item_id=mismatch.work_item_id, outcome="SOLVED", note=note, now=now, by=by)
    return _require(db, mismatch_id)


def _require_open(db: Connection[Any], mismatch_id: int) -> Mismatch:
    db.execute("select 1 from clearing_mismatch where mismatch_id = %s for update", [mismatch_id])
    mismatch = _require(db, mismatch_id)
    if mismatch.ending is not None:
        raise MismatchEnded(ending=mismatch.ending)
    return mismatch


def _require(db: Connection[Any], mismatch_id: int) -> Mismatch:
    mismatch = fetch_one(
        db, Mismatch, f"select {columns_of(Mismatch)} from clearing_mismatch where mismatch_id = %s", [mismatch_id]
    )
    if mismatch is None:
        raise MismatchUnknown()
    return mismatch
