"""What stands in a person's inbox, whether it was sent or not."""

from datetime import datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji.ground.identifiers import cell_of
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch, fetch_one
from gongji.notices.notice import NOTICE_COLUMNS, Notice


@refusal
class NoticeUnknown(Refusal):
    """There is no such notice, or it is somebody else's."""

    code: ClassVar[str] = "NOTICE_UNKNOWN"
    rule: ClassVar[str] = "A-08"


def list_notices(db: Connection[Any], *, person_id: int, before: int | None = None, limit: int = 20) -> list[Notice]:
    """A page of a person's notices, newest first. before: the last of the page before."""
    return fetch(
        db,
        Notice,
        f"""
        select {NOTICE_COLUMNS}
        from notice
        where cell = %s
        and person_id = %s
        and notice_id < coalesce(%s, 9223372036854775807)
        order by notice_id desc
        limit %s
        """,
        [cell_of(person_id), person_id, before, limit],
    )


def read_notice(db: Connection[Any], *, notice_id: int, person_id: int, now: datetime) -> Notice:
    """Remember that a notice was read; the first time counts. Refuses: NoticeUnknown."""
    notice = fetch_one(
        db,
        Notice,
        f"""
        update notice
        set read_at = coalesce(read_at, %s)
        where cell = %s
        and notice_id = %s
        and person_id = %s
        returning {NOTICE_COLUMNS}
        """,
        [now, cell_of(notice_id), notice_id, person_id],
    )
    if notice is None:
        raise NoticeUnknown()
    return notice
