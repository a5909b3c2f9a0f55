"""Outpatient visits at a hospital: registered, described, taken back (2201 … 2203)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.ground.rows import Asking, asked, fetch_one, question
from gongji.ground.value import replace, value
from gongji.settlement.refusals import VisitHasCharges, VisitUnknown


@value
class OutpatientVisit:
    """A registered visit. case_no: the hospital's own number; med_type is told later, with the diagnosis."""

    cell: int
    visit_id: int
    person_id: int
    institution_no: int
    scheme: int
    case_no: str
    department_code: str
    department_name: str
    registered_at: datetime
    cancelled_at: datetime | None = None
    med_type: str | None = None

    def belongs_to(self, person_id: int, institution_no: int) -> bool:
        """Whether it is an open visit of this person at this institution."""
        return (self.person_id, self.institution_no, self.cancelled_at) == (person_id, institution_no, None)


VISITS = """
    select cell, visit_id, person_id, institution_no, scheme, case_no, department_code, department_name,
           registered_at, cancelled_at, med_type
    from visit
"""
OPEN_CASE = f"""
    {VISITS}
    where cell = %s
    and person_id = %s
    and institution_no = %s
    and scheme = %s
    and case_no = %s
    and department_code = %s
    and registered_at > %s - interval '1 day'
    and cancelled_at is null
    and not exists (
        select
        from visit_charge
        where visit_charge.cell = visit.cell
        and visit_charge.visit_id = visit.visit_id
    )
    order by visit_id desc
    limit 1
"""


@value
class Diagnosis:
    """One diagnosis of a visit, with the type and code the hospital sent."""

    position: int
    diagnosis_type: str
    diagnosis_code: str
    diagnosis_name: str


def register_visit(db: Connection[Any], visit: OutpatientVisit) -> OutpatientVisit:
    """Register a visit under a number of ours, in the cell of its person; visit.visit_id and cell are ignored.

    The same case within a day, while nothing was charged on it, is the same visit: a hospital that got no answer asks
    again. The caller holds the person, so that asking twice at once is asking one after the other.
    """
    known = _find_open_case(db, visit)
    if known is not None:
        return known
    cell = cell_of(visit.person_id)
    registered = replace(visit, cell=cell, visit_id=new_identifiers(db, cells=[cell])[0])
    _insert_visit(db, registered)
    return registered


def _find_open_case(db: Connection[Any], visit: OutpatientVisit) -> OutpatientVisit | None:
    return fetch_one(
        db,
        OutpatientVisit,
        OPEN_CASE,
        [
            cell_of(visit.person_id),
            visit.person_id,
            visit.institution_no,
            visit.scheme,
            visit.case_no,
            visit.department_code,
            visit.registered_at,
        ],
    )


def _insert_visit(db: Connection[Any], visit: OutpatientVisit) -> None:
    db.execute(
        """
        insert into visit
            (cell, visit_id, person_id, institution_no, scheme, case_no, department_code, department_name,
             registered_at)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            visit.cell,
            visit.visit_id,
            visit.person_id,
            visit.institution_no,
            visit.scheme,
            visit.case_no,
            visit.department_code,
            visit.department_name,
            visit.registered_at,
        ],
    )


def require_visit(db: Connection[Any], *, visit_id: int, person_id: int, institution_no: int) -> OutpatientVisit:
    """The open visit, locked against changes; refuses a visit of somebody else, elsewhere, or cancelled."""
    row = fetch_one(
        db,
        OutpatientVisit,
        VISITS + "where cell = %s and visit_id = %s for no key update",
        [cell_of(visit_id), visit_id],
    )
    if row is None or not row.belongs_to(person_id, institution_no):
        raise VisitUnknown(visit_id=str(visit_id))
    return row


def cancel_visit(db: Connection[Any], visit: OutpatientVisit, *, now: datetime) -> None:
    """Take a registration back; refuses while charges are on the visit."""
    if line_numbers(db, visit):
        raise VisitHasCharges(visit_id=str(visit.visit_id))
    db.execute(
        "update visit set cancelled_at = %s where cell = %s and visit_id = %s", [now, visit.cell, visit.visit_id]
    )


def describe_visit(
    db: Connection[Any], visit: OutpatientVisit, *, med_type: str, main_condition: str, diagnoses: Sequence[Diagnosis]
) -> None:
    """Say what the visit is for; a later description replaces an earlier one."""
    db.execute(
        "update visit set med_type = %s, main_condition = %s where cell = %s and visit_id = %s",
        [med_type, main_condition, visit.cell, visit.visit_id],
    )
    db.execute("delete from visit_diagnosis where cell = %s and visit_id = %s", [visit.cell, visit.visit_id])
    db.cursor().executemany(
        "insert into visit_diagnosis values (%s, %s, %s, %s, %s, %s)",
        [
            (visit.cell, visit.visit_id, d.position, d.diagnosis_type, d.diagnosis_code, d.diagnosis_name)
            for d in diagnoses
        ],
    )


@question
def find_visits(db: Connection[Any], *, visit_ids: Collection[int]) -> Asking[dict[int, OutpatientVisit]]:
    """Visits in whatever state, by number; one that does not exist is absent."""
    rows = yield from asked(
        db,
        OutpatientVisit,
        VISITS + "where cell = any(%s::smallint[]) and visit_id = any(%s::bigint[])",
        cells_and(visit_ids),
    )
    return {row.visit_id: row for row in rows}


def line_numbers(db: Connection[Any], visit: OutpatientVisit) -> list[tuple[str, int | None]]:
    """The lines on a visit, each with the settlement that took it, None while it waits."""
    rows = db.execute(
        "select line_no, settled_by from visit_charge where cell = %s and visit_id = %s", [visit.cell, visit.visit_id]
    )
    return rows.fetchall()


def has_open_visit(db: Connection[Any], *, people: Collection[int], now: datetime) -> bool:
    """Whether any of these people has charges that no bill has taken, or registered within a day and has none yet."""
    row = db.execute(
        """
        select exists (
            select
            from visit
            left join visit_charge using (cell, visit_id)
            where visit.cell = any(%s::smallint[])
            and visit.person_id = any(%s::bigint[])
            and visit.cancelled_at is null
            and settled_by is null
            and (visit_charge.visit_id is not null or registered_at > %s - interval '1 day')
        )
        """,
        [*cells_and(people), now],
    ).fetchone()
    return row is not None and bool(row[0])
