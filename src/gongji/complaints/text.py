"""What is written about a complaint, by either side: personal, so sealed under the key of whose complaint it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import insured
from gongji.audit import By
from gongji.complaints.complaint import Complaint
from gongji.complaints.refusals import ComplaintEmpty, ComplaintTooLong
from gongji.ground.calendar import beijing_day
from gongji.ground.keys import SM4_GCM, KeyStore, open_sealed, seal
from gongji.ground.policy import PolicySet
from gongji.ground.value import value

FILED, ANSWER, REOPENED = "filed", "answer", "reopened"


@value
class Written:
    """kind: filed, answer or reopened. written_by: a person or a member of staff. outcome: of an answer."""

    kind: str
    written_at: datetime
    written_by: int
    outcome: str | None
    text: str


def require_text(text: str, *, pool: int, now: datetime, policy: PolicySet) -> str:
    """The text without blanks around it; refuses ComplaintEmpty, ComplaintTooLong."""
    stripped = text.strip()
    if not stripped:
        raise ComplaintEmpty()
    at_most = policy.value("complaint.characters", pool=pool, on=beijing_day(now))
    if len(stripped) > at_most:
        raise ComplaintTooLong(characters=len(stripped), at_most=at_most)
    return stripped


def write_text(
    db: Connection[Any],
    keys: KeyStore,
    complaint: Complaint,
    *,
    kind: str,
    text: str,
    now: datetime,
    by: By,
    outcome: str | None = None,
) -> None:
    """Add what somebody wrote to a complaint, which the caller holds."""
    key = _key_of(db, keys, complaint.person_id)
    db.execute(
        """
        insert into complaint_text
            (cell, complaint_id, line, kind, written_at, written_by, outcome, algorithm, sealed)
        select %s, %s, coalesce(max(line), 0) + 1, %s, %s, %s, %s, %s, %s
        from complaint_text
        where cell = %s
        and complaint_id = %s
        """,
        [
            complaint.cell,
            complaint.complaint_id,
            kind,
            now,
            by.actor_id,
            outcome,
            SM4_GCM,
            seal(text.encode(), key=key, person_id=complaint.person_id),
            complaint.cell,
            complaint.complaint_id,
        ],
    )


def read_texts(db: Connection[Any], keys: KeyStore, complaint: Complaint) -> Sequence[Written]:
    """Everything written about a complaint, in order."""
    key = _key_of(db, keys, complaint.person_id)
    rows = db.execute(
        """
        select kind, written_at, written_by, outcome, sealed
        from complaint_text
        where cell = %s
        and complaint_id = %s
        order by line
        """,
        [complaint.cell, complaint.complaint_id],
    ).fetchall()
    return [
        Written(kind, at, who, outcome, open_sealed(sealed, key=key, person_id=complaint.person_id).decode())
        for kind, at, who, outcome, sealed in rows
    ]


def _key_of(db: Connection[Any], keys: KeyStore, person_id: int) -> bytes:
    person = insured.find_people(db, people=[person_id])[person_id]
    assert person.wrapped_key is not None, "the person was erased"
    return keys.unwrap(person.wrapped_key, master_key_id=person.master_key_id)
