"""Who is asked to put mismatches right: the province, once a day and code, until the last of them has ended."""

from datetime import date, datetime, time, timedelta
from typing import Any

from psycopg import Connection

from gongji import work_items
from gongji.audit import By
from gongji.ground.calendar import BEIJING
from gongji.ground.policy import PolicySet
from gongji.work_items import WorkItem


def close_when_done(db: Connection[Any], *, work_item_id: int, outcome: str, note: str, now: datetime, by: By) -> None:
    """Close a work item when none of its mismatches is open."""
    row = db.execute(
        "select exists (select 1 from clearing_mismatch where work_item_id = %s and ended_at is null)", [work_item_id]
    ).fetchone()
    if row is not None and not row[0]:
        work_items.close_item(db, work_item_id=work_item_id, outcome=outcome, note=note, now=now, by=by)


def ask_people(
    db: Connection[Any], *, day: date, province: int, files: tuple[bytes, bytes], now: datetime, policy: PolicySet
) -> None:
    """One work item of the province for each code with open rows. files: SM3 of the hub's and of the province's."""
    rows = db.execute(
        """
        select code, max(work_item_id), count(*)
        from clearing_mismatch
        where day = %s
        and province = %s
        and institution_no = 0
        and ended_at is null
        group by code
        order by code
        """,
        [day, province],
    )
    for code, work_item_id, count in rows.fetchall():
        asked = work_item_id or _open(db, day, province, files, (code, count), now, policy)
        db.execute(
            """
            update clearing_mismatch
            set work_item_id = %s
            where day = %s
            and province = %s
            and institution_no = 0
            and code = %s
            and ended_at is null
            and work_item_id is null
            """,
            [asked, day, province, code],
        )


def _open(
    db: Connection[Any],
    day: date,
    province: int,
    files: tuple[bytes, bytes],
    rows: tuple[int, int],
    now: datetime,
    policy: PolicySet,
) -> int:
    red_after = policy.value("clearing.mismatch_ages", pool=province, on=day)["red"]
    detail = {
        "day": day.isoformat(),
        "code": f"M{rows[0]}",
        "items": rows[1],
        "hub_file": files[0].hex(),
        "answer_file": files[1].hex(),
    }
    return work_items.open_item(
        db,
        WorkItem("RECONCILIATION", province, province, detail),
        now=now,
        policy=policy,
        due_at=max(now, datetime.combine(day + timedelta(days=red_after + 1), time(), BEIJING)),
    )
