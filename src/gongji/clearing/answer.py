"""A province's answer to the hub's file of a day: everything is matched but the rows it comes with (C-30 … C-32)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji import audit
from gongji.audit import By, Fact, Happening
from gongji.clearing.day import hold_days
from gongji.clearing.late import end_what_came_late, sort_out_late
from gongji.clearing.mismatch import Code, Difference, Mismatch, mismatches_of
from gongji.clearing.mismatch_rows import Content, content_of, write_mismatches
from gongji.clearing.mismatch_work import ask_people, close_when_done
from gongji.clearing.year import require_open_year
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.value import columns_of, value, values_of


@value
class Answer:
    """hub_digest: SM3 of the hub's file of the whole day; hub_items, hub_fen: what the province is party to in it."""

    day: date
    province: int
    hub_digest: bytes
    file_digest: bytes
    hub_items: int
    hub_fen: int
    items: int
    amount_fen: int


def record_answer(
    db: Connection[Any],
    *,
    answer: Answer,
    differences: Sequence[Difference],
    now: datetime,
    policy: PolicySet,
    by: By,
) -> dict[Code, int]:
    """Take what a comparison found in place of what an earlier answer of that day and province said.

    What both say stays open, with its age; what somebody solved stays solved. Nothing is booked. Answers how many rows
    there are of each code but M0. Refuses: ClearingYearClosed.
    """
    hold_days(db)
    day, province = answer.day, answer.province
    require_open_year(db, year=day.year)
    told = sort_out_late(db, province=province, differences=differences)
    earlier = mismatches_of(db, day=day, province=province)
    answer_id = _replace_answer(db, answer, len(told), now)
    kept = _end_what_is_gone(db, earlier, told, now)
    new = [one for one in told if content_of(one) not in kept]
    rows = [(day, one) for one in new]
    write_mismatches(db, answer_id=answer_id, province=province, institution_no=0, rows=rows, now=now)
    late = [one for one in new if one.code == Code.LATE]
    answered_now = end_what_came_late(db, day=day, province=province, late=late, now=now)
    answered_now |= {one.work_item_id for one in earlier if one.ending is None and one.work_item_id is not None}
    for work_item_id in sorted(answered_now):
        close_when_done(db, work_item_id=work_item_id, outcome="MATCHED", note="by a later answer", now=now, by=by)
    ask_people(db, day=day, province=province, files=(answer.hub_digest, answer.file_digest), now=now, policy=policy)
    counts = {code: sum(one.code == code for one in told) for code in Code if code != Code.MATCHED}
    detail = {"day": day.isoformat(), "codes": {f"M{code.value}": count for code, count in counts.items() if count}}
    audit.record(db, [Fact(answer_id, Happening.DAY_RECONCILED, province, now, detail, by)])
    return {code: count for code, count in counts.items() if count}


def answered(db: Connection[Any], *, days: tuple[date, date]) -> set[tuple[date, int]]:
    """Which provinces have answered for which of the days from the first to the last."""
    rows = db.execute(
        """
        select day, province
        from clearing_answer
        where day between %s and %s
        and replaced_at is null
        """,
        days,
    )
    return set(rows.fetchall())


def answer_digests(db: Connection[Any], *, days: tuple[date, date]) -> dict[tuple[date, int], bytes]:
    """SM3 of the file that counts, by day and province, for the days from the first to the last."""
    rows = db.execute(
        """
        select day, province, file_digest
        from clearing_answer
        where day between %s and %s
        and replaced_at is null
        """,
        days,
    )
    return {(day, province): digest for day, province, digest in rows.fetchall()}


def _replace_answer(db: Connection[Any], answer: Answer, mismatches: int, now: datetime) -> int:
    db.execute(
        """
        update clearing_answer
        set replaced_at = %s
        where day = %s
        and province = %s
        and replaced_at is null
        """,
        [now, answer.day, answer.province],
    )
    (answer_id,) = new_identifiers(db, cells=[0])
    db.execute(
        f"""
        insert into clearing_answer (answer_id, answered_at, mismatches, {columns_of(Answer)})
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [answer_id, now, mismatches, *values_of(answer)],
    )
    return answer_id


def _end_what_is_gone(
    db: Connection[Any], earlier: Sequence[Mismatch], told: Sequence[Difference], now: datetime
) -> set[Content]:
    """End open mismatches the new answer does not repeat; what needs no new row since it is there already."""
    contents = {content_of(one) for one in told}
    keys = {(one.journal_id, one.line) for one in told}
    gone = [one for one in earlier if one.ending is None and content_of(one) not in contents]
    for ending, ended in (
        ("REPLACED", [one for one in gone if (one.journal_id, one.line) in keys]),
        ("MATCHED", [one for one in gone if (one.journal_id, one.line) not in keys]),
    ):
        db.execute(
            "update clearing_mismatch set ended_at = %s, ending = %s where mismatch_id = any(%s)",
            [now, ending, [one.mismatch_id for one in ended]],
        )
    return {content_of(one) for one in earlier if one.ending in (None, "SOLVED", "LATE")} & contents
