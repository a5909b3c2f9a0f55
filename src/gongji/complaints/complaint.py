"""A complaint: about what, whose staff answer it, until when, and how far it has come."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from psycopg import Connection

from gongji.complaints.refusals import ComplaintUnknown
from gongji.ground.identifiers import cell_of, cells_and
from gongji.ground.rows import fetch
from gongji.ground.value import columns_of, value
from gongji.insured import records_of

KIND = "COMPLAINT"


class About(StrEnum):
    """What somebody can complain about. PAYMENT: a settlement. REFUSAL: what she was refused, by its code."""

    PAYMENT = "payment"
    RELATION = "relation"
    QUOTA = "quota"
    PREMIUM = "premium"
    TRANSFER = "transfer"
    REFUSAL = "refusal"
    PERSONAL_DATA = "personal_data"
    OTHER = "other"


class Outcome(StrEnum):
    """How a complaint is answered; the reason stands in the text of the answer."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"


@value
class Complaint:
    """pool: whose staff answer. about_id: the thing, 0 where it has no number. named: the code of what was refused, or
    what is wanted with personal data, "" elsewhere. state: open or answered. answered_by: who answered last.

    reopened_at: when it was opened again after its answer, None where it was not.
    """

    cell: int
    complaint_id: int
    person_id: int
    pool: int
    about: str
    about_id: int
    named: str
    state: str
    filed_at: datetime
    due_at: datetime
    work_item_id: int
    outcome: str | None = None
    answered_at: datetime | None = None
    answered_by: int | None = None
    reopened_at: datetime | None = None


COMPLAINTS = f"select {columns_of(Complaint)} from complaint where "


def find_complaints(db: Connection[Any], *, complaint_ids: Collection[int]) -> dict[int, Complaint]:
    """Complaints by identifier; those nobody has are absent."""
    where = "cell = any(%s::smallint[]) and complaint_id = any(%s::bigint[])"
    return {one.complaint_id: one for one in fetch(db, Complaint, COMPLAINTS + where, cells_and(complaint_ids))}


def list_complaints(db: Connection[Any], *, person_id: int, after: int, limit: int) -> list[Complaint]:
    """Somebody's complaints, by any record of the person, oldest first, from after an identifier on."""
    where = "cell = any(%s::smallint[]) and person_id = any(%s::bigint[]) and complaint_id > %s"
    ordered = where + " order by complaint_id limit %s"
    return fetch(db, Complaint, COMPLAINTS + ordered, [*cells_and(records_of(db, person_id=person_id)), after, limit])


def hold_complaint(db: Connection[Any], *, complaint_id: int) -> Complaint:
    """One complaint, locked until the transaction ends; refuses ComplaintUnknown."""
    where = "cell = %s and complaint_id = %s for no key update"
    found = fetch(db, Complaint, COMPLAINTS + where, [cell_of(complaint_id), complaint_id])
    if not found:
        raise ComplaintUnknown()
    return found[0]


def write_state(db: Connection[Any], after: Complaint) -> None:
    """Write how far a complaint has come, which the caller holds."""
    db.execute(
        """
        update complaint
        set state = %s, due_at = %s, work_item_id = %s, outcome = %s, answered_at = %s, answered_by = %s,
            reopened_at = %s
        where cell = %s
        and complaint_id = %s
        """,
        [
            after.state,
            after.due_at,
            after.work_item_id,
            after.outcome,
            after.answered_at,
            after.answered_by,
            after.reopened_at,
            after.cell,
            after.complaint_id,
        ],
    )
