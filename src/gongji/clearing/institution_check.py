"""What an institution's own reconciliation finds: a fourth kind of party, which tells whole bills (C-30 … C-32).

No institution has to: the bills of those that do not compare are matched unseen. What one tells otherwise is a mismatch
like a province's, and the bill's items wait for it (held.py).
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit
from gongji.audit import By, Fact, Happening
from gongji.clearing.institution_work import ask_pool
from gongji.clearing.mismatch import Code, Difference, Mismatch
from gongji.clearing.mismatch_rows import content_of, write_mismatches
from gongji.clearing.mismatch_work import close_when_done
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch
from gongji.ground.value import columns_of, value, values_of

# A bill is told whole.
WHOLE = 0


@value
class InstitutionCheck:
    """Which bills an institution told, and what they came to. hub_bills, hub_fen: ours of those days and that care.

    file_digest: SM3 of what it sent.
    """

    institution_no: int
    pool: int
    med_type: str
    first_day: date
    last_day: date
    file_digest: bytes
    hub_bills: int
    hub_fen: int
    bills: int
    amount_fen: int


@refusal
class ReconciliationBusy(Refusal):
    """Days are being filed or a batch is being made, or another file of the institution is being compared."""

    code: ClassVar[str] = "RECONCILIATION_BUSY"
    rule: ClassVar[str] = "C-31"


def record_check(
    db: Connection[Any],
    *,
    check: InstitutionCheck,
    differences: Sequence[tuple[date, Difference]],
    now: datetime,
    policy: PolicySet,
    by: By,
) -> None:
    """Take what a comparison found in place of what the institution told of these bills before. Nothing is booked.

    differences: at most one of a bill, with its day. Refuses: ReconciliationBusy; a till does not wait for the night's
    filing.
    """
    _hold(db, check.institution_no)
    earlier = _earlier(db, check, differences)
    told = {content_of(one) for _, one in differences}
    kept = {content_of(one) for one in earlier if one.ending in (None, "SOLVED", "LATE")} & told
    gone = [one for one in earlier if one.ending is None and content_of(one) not in told]
    _end(db, gone, {one.journal_id: one.code for _, one in differences}, now)
    check_id = _write(db, check, len(differences), now)
    new = [(day, one) for day, one in differences if content_of(one) not in kept]
    province = check.pool // 10_000 * 10_000
    write_mismatches(db, answer_id=check_id, province=province, institution_no=check.institution_no, rows=new, now=now)
    for work_item_id in sorted({one.work_item_id for one in gone if one.work_item_id is not None}):
        close_when_done(db, work_item_id=work_item_id, outcome="MATCHED", note="by a later file", now=now, by=by)
    ask_pool(
        db, institution_no=check.institution_no, pool=check.pool, file_digest=check.file_digest, now=now, policy=policy
    )
    codes = [one.code for _, one in differences]
    detail = {
        "first": check.first_day.isoformat(),
        "last": check.last_day.isoformat(),
        "codes": {f"M{code}": codes.count(code) for code in sorted(set(codes))},
    }
    audit.record(db, [Fact(check_id, Happening.INSTITUTION_RECONCILED, check.institution_no, now, detail)])


def told_late(db: Connection[Any], *, institution_no: int, settlement_ids: Collection[int]) -> set[int]:
    """Which of these bills the institution told, with our amounts, in a file of other days (M7)."""
    rows = db.execute(
        """
        select journal_id
        from clearing_mismatch
        where journal_id = any(%s)
        and line = %s
        and institution_no = %s
        and code = 7
        """,
        [list(settlement_ids), WHOLE, institution_no],
    )
    return {row[0] for row in rows.fetchall()}


def _hold(db: Connection[Any], institution_no: int) -> None:
    """Institutions go together, but none while days are filed or batches made (day.hold_days)."""
    row = db.execute(
        """
        select pg_try_advisory_xact_lock_shared(hashtext('clearing'), 0)
           and pg_try_advisory_xact_lock(hashtext('institution check'), %s)
        """,
        [institution_no],
    ).fetchone()
    if row is None or not row[0]:
        raise ReconciliationBusy()


def _earlier(
    db: Connection[Any], check: InstitutionCheck, differences: Sequence[tuple[date, Difference]]
) -> list[Mismatch]:
    """What it told otherwise of the same days and care, and of the same bills wherever it told them."""
    return fetch(
        db,
        Mismatch,
        f"""
        select {columns_of(Mismatch)}
        from clearing_mismatch
        where institution_no = %(institution_no)s
        and (
            journal_id = any(%(told)s)
            or day between %(first_day)s and %(last_day)s
            and exists (
                select 1
                from institution_check
                where check_id = answer_id
                and pool = %(pool)s
                and med_type = %(med_type)s
            )
        )
        """,
        {
            "institution_no": check.institution_no,
            "told": [one.journal_id for _, one in differences],
            "first_day": check.first_day,
            "last_day": check.last_day,
            "pool": check.pool,
            "med_type": check.med_type,
        },
    )


def _end(db: Connection[Any], gone: Sequence[Mismatch], told: dict[int, int], now: datetime) -> None:
    for one in gone:
        code = told.get(one.journal_id)
        ending = "MATCHED" if code is None else "LATE" if code == Code.LATE else "REPLACED"
        db.execute(
            "update clearing_mismatch set ended_at = %s, ending = %s where mismatch_id = %s",
            [now, ending, one.mismatch_id],
        )


def _write(db: Connection[Any], check: InstitutionCheck, mismatches: int, now: datetime) -> int:
    (check_id,) = new_identifiers(db, cells=[0])
    db.execute(
        f"""
        insert into institution_check (check_id, mismatches, checked_at, {columns_of(InstitutionCheck)})
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [check_id, mismatches, now, *values_of(check)],
    )
    return check_id
