"""A pool pays its institutions: a statement a month, seen and confirmed by the institution, released by two people."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit
from gongji.access import SecondPerson
from gongji.audit import By, Fact, Happening
from gongji.clearing.batch import first_day_after
from gongji.clearing.day import hold_days, latest_day
from gongji.clearing.generate import DaysMissing
from gongji.ground.identifiers import new_identifiers
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch, fetch_one
from gongji.ground.value import columns_of, value


class StatementState(StrEnum):
    """An objection stops a statement until the pool has answered it by a deduction or a new word."""

    DRAFTED = "DRAFTED"
    CONFIRMED = "CONFIRMED"
    OBJECTED = "OBJECTED"
    RELEASED = "RELEASED"
    PAID = "PAID"


@value
class InstitutionStatement:
    """What a pool pays an institution for a month. deduction_fen: kept back, for the reason told."""

    statement_id: int
    month: int
    pool: int
    institution_no: int
    bills: int
    amount_fen: int
    deduction_fen: int
    deduction_reason: str
    state: str
    drafted_at: datetime
    drafted_by: int
    objection: str
    paid_on: date | None
    bank: str | None
    serial_no: str | None
    journal_id: int | None

    @property
    def payable_fen(self) -> int:
        """What is paid."""
        return self.amount_fen - self.deduction_fen


@refusal
class StatementUnknown(Refusal):
    """There is no such statement."""

    code: ClassVar[str] = "STATEMENT_UNKNOWN"
    rule: ClassVar[str] = "C-10"


@refusal
class StatementNotReady(Refusal):
    """The statement is not, or no longer, where this can be done with it."""

    code: ClassVar[str] = "STATEMENT_NOT_READY"
    rule: ClassVar[str] = "C-10"
    state: str


@refusal
class DeductionTooLarge(Refusal):
    """No more is kept back than the statement comes to."""

    code: ClassVar[str] = "DEDUCTION_TOO_LARGE"
    rule: ClassVar[str] = "C-10"
    amount_fen: int


COLUMNS = columns_of(InstitutionStatement)


def draft_statements(db: Connection[Any], *, month: int, pool: int, now: datetime, by: By) -> int:
    """Write a pool's statements of a month whose days are filed, once; how many are new.

    A month in which an institution gave back more than it was owed waits for the next one. Refuses: DaysMissing.
    """
    hold_days(db)
    filed = latest_day(db)
    if filed is None or filed.day.toordinal() < first_day_after(month).toordinal() - 1:
        raise DaysMissing(batch_month=month)
    rows = db.execute(
        """
        select institution_no, sum(bills)::bigint, sum(amount_fen)::bigint
        from statement_month
        where month <= %s
        and pool = %s
        and statement_id is null
        group by institution_no
        having sum(amount_fen) >= 0
        order by institution_no
        """,
        [month, pool],
    ).fetchall()
    identifiers = new_identifiers(db, cells=[0] * (len(rows) + 1))
    columns = "statement_id, month, pool, institution_no, bills, amount_fen, state, drafted_at, drafted_by"
    with db.cursor().copy(f"copy statement ({columns}) from stdin") as copy:
        for statement_id, (institution_no, bills, amount_fen) in zip(identifiers, rows, strict=False):
            state = StatementState.DRAFTED.value
            copy.write_row((statement_id, month, pool, institution_no, bills, amount_fen, state, now, by.actor_id))
    db.execute(
        """
        update statement_month
        set statement_id = statement.statement_id
        from statement
        where statement.month = %(month)s
        and statement.pool = %(pool)s
        and statement_month.pool = statement.pool
        and statement_month.institution_no = statement.institution_no
        and statement_month.month <= %(month)s
        and statement_month.statement_id is null
        """,
        {"month": month, "pool": pool},
    )
    if rows:
        detail = {"month": month, "statements": len(rows)}
        audit.record(db, [Fact(identifiers[-1], Happening.STATEMENTS_DRAFTED, pool, now, detail, by)])
    return len(rows)


def deduct(
    db: Connection[Any], *, statement_id: int, deduction_fen: int, reason: str, now: datetime, by: By
) -> InstitutionStatement:
    """Keep something back, before the institution confirms it anew. reason: mandatory, told to the institution.

    Refuses: StatementUnknown, StatementNotReady, DeductionTooLarge.
    """
    assert deduction_fen > 0, "the door takes no other amount"
    assert reason, "the door requires a reason"
    statement = hold_statement(
        db, statement_id, StatementState.DRAFTED, StatementState.CONFIRMED, StatementState.OBJECTED
    )
    if deduction_fen > statement.amount_fen:
        raise DeductionTooLarge(amount_fen=statement.amount_fen)
    db.execute(
        """
        update statement
        set deduction_fen = %s, deduction_reason = %s, state = 'DRAFTED', drafted_at = %s, drafted_by = %s
        where statement_id = %s
        """,
        [deduction_fen, reason, now, by.actor_id, statement_id],
    )
    _record(db, Happening.STATEMENTS_DRAFTED, statement_id, {"deduction_fen": deduction_fen}, now, by)
    return require_statement(db, statement_id=statement_id)


def confirm_statement(db: Connection[Any], *, statement_id: int, now: datetime, by: By) -> InstitutionStatement:
    """The institution agrees with its statement. Refuses: StatementUnknown, StatementNotReady."""
    hold_statement(db, statement_id, StatementState.DRAFTED, StatementState.OBJECTED)
    db.execute(
        """
        update statement
        set state = 'CONFIRMED', confirmed_at = %s, confirmed_by = %s
        where statement_id = %s
        """,
        [now, by.actor_id, statement_id],
    )
    _record(db, Happening.STATEMENT_CONFIRMED, statement_id, {}, now, by)
    return require_statement(db, statement_id=statement_id)


def object_to_statement(
    db: Connection[Any], *, statement_id: int, objection: str, now: datetime, by: By
) -> InstitutionStatement:
    """The institution does not agree. objection: why. Refuses: StatementUnknown, StatementNotReady."""
    hold_statement(db, statement_id, StatementState.DRAFTED)
    db.execute(
        "update statement set state = 'OBJECTED', objection = %s where statement_id = %s", [objection, statement_id]
    )
    _record(db, Happening.STATEMENT_OBJECTED, statement_id, {}, now, by)
    return require_statement(db, statement_id=statement_id)


def release_statement(db: Connection[Any], *, statement_id: int, now: datetime, by: By) -> InstitutionStatement:
    """A second person lets it be paid. Refuses: StatementUnknown, StatementNotReady (not confirmed), SecondPerson."""
    statement = hold_statement(db, statement_id, StatementState.CONFIRMED)
    if statement.drafted_by == by.actor_id:
        raise SecondPerson()
    db.execute(
        "update statement set state = 'RELEASED', released_at = %s, released_by = %s where statement_id = %s",
        [now, by.actor_id, statement_id],
    )
    _record(db, Happening.STATEMENT_RELEASED, statement_id, {}, now, by)
    return require_statement(db, statement_id=statement_id)


def require_statement(db: Connection[Any], *, statement_id: int) -> InstitutionStatement:
    """A statement, whatever its state. Refuses: StatementUnknown."""
    statement = fetch_one(
        db, InstitutionStatement, f"select {COLUMNS} from statement where statement_id = %s", [statement_id]
    )
    if statement is None:
        raise StatementUnknown()
    return statement


def list_statements(
    db: Connection[Any], *, pool: int, month: int, after: int = 0, limit: int = 100
) -> list[InstitutionStatement]:
    """A page of a pool's statements of a month, by identifier."""
    return fetch(
        db,
        InstitutionStatement,
        f"""
        select {COLUMNS}
        from statement
        where pool = %s
        and month = %s
        and statement_id > %s
        order by statement_id
        limit %s
        """,
        [pool, month, after, limit],
    )


def list_statements_of(
    db: Connection[Any], *, institution_no: int, before: int, limit: int = 100
) -> list[InstitutionStatement]:
    """A page of an institution's statements, newest first. before: the last of the page before."""
    return fetch(
        db,
        InstitutionStatement,
        f"""
        select {COLUMNS}
        from statement
        where institution_no = %s
        and statement_id < %s
        order by statement_id desc
        limit %s
        """,
        [institution_no, before, limit],
    )


def hold_statement(db: Connection[Any], statement_id: int, *states: StatementState) -> InstitutionStatement:
    """The statement, locked, in one of these states. Refuses: StatementUnknown, StatementNotReady."""
    statement = fetch_one(
        db, InstitutionStatement, f"select {COLUMNS} from statement where statement_id = %s for update", [statement_id]
    )
    if statement is None:
        raise StatementUnknown()
    if statement.state not in states:
        raise StatementNotReady(state=statement.state)
    return statement


def _record(
    db: Connection[Any], happening: Happening, statement_id: int, detail: dict[str, Any], now: datetime, by: By
) -> None:
    (fact_id,) = new_identifiers(db, cells=[0])
    audit.record(db, [Fact(fact_id, happening, statement_id, now, detail, by)])
