"""Who puts an institution's mismatches right: its pool, one work item a code until the last of them has ended."""

from datetime import date, datetime, time, timedelta
from typing import Any

from psycopg import Connection

from gongji import work_items
from gongji.ground.calendar import BEIJING
from gongji.ground.policy import PolicySet
from gongji.work_items import WorkItem


def ask_pool(
    db: Connection[Any], *, institution_no: int, pool: int, file_digest: bytes, now: datetime, policy: PolicySet
) -> None:
    """One work item of the pool for each code of the institution with open rows. file_digest: SM3 of its file."""
    rows = db.execute(
        """
        select code, max(work_item_id), count(*), min(day)
        from clearing_mismatch
        where institution_no = %s
        and ended_at is null
        group by code
        order by code
        """,
        [institution_no],
    )
    for code, work_item_id, count, oldest in rows.fetchall():
        detail = {"code": f"M{code}", "items": count, "day": oldest.isoformat(), "answer_file": file_digest.hex()}
        item = WorkItem("RECONCILIATION", pool, institution_no, detail)
        asked = work_item_id or _open(db, item, oldest, now, policy)
        db.execute(
            """
            update clearing_mismatch
            set work_item_id = %s
            where institution_no = %s
            and code = %s
            and ended_at is null
            and work_item_id is null
            """,
            [asked, institution_no, code],
        )


def _open(db: Connection[Any], item: WorkItem, oldest: date, now: datetime, policy: PolicySet) -> int:
    red_after = policy.value("clearing.mismatch_ages", pool=item.pool, on=oldest)["red"]
    due_at = max(now, datetime.combine(oldest + timedelta(days=red_after + 1), time(), BEIJING))
    return work_items.open_item(db, item, now=now, policy=policy, due_at=due_at)
