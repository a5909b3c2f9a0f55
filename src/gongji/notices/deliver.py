"""Hand notices out to be sent, each person's in order: at least once, and again after growing pauses."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cells_and
from gongji.ground.rows import fetch
from gongji.notices.notice import NOTICE_COLUMNS, Notice

# The pause doubles from a minute on; after the eleventh attempt a day and a half have gone, and the inbox has to do.
ATTEMPTS_AT_MOST = 11


def to_deliver(db: Connection[Any], *, now: datetime, limit: int) -> list[Notice]:
    """Take notices to be sent now, one a person: the next waits until this one is sent or given up.

    now: of real time; a frozen sandbox clock would let nothing ever come again.
    The attempt and the pause after it are written here, so what is taken and never marked comes again by itself.
    """
    _give_up(db, now)
    rows = fetch(
        db,
        Notice,
        f"""
        update notice
        set attempts = attempts + 1,
            next_attempt_at = %s + interval '1 minute' * (1 << attempts)
        where (notice_id, cell) in (
            select notice_id, cell
            from notice due
            where sms = 'waiting'
            and next_attempt_at <= %s
            and not exists (
                select
                from notice earlier
                where earlier.person_id = due.person_id
                and earlier.sms = 'waiting'
                and earlier.notice_id < due.notice_id
            )
            order by next_attempt_at
            limit %s
            for update skip locked
        )
        returning {NOTICE_COLUMNS}
        """,
        [now, now, limit],
    )
    return sorted(rows, key=lambda notice: notice.notice_id)


def mark_delivered(db: Connection[Any], *, notice_ids: Collection[int], now: datetime) -> None:
    """These were taken by who sends them."""
    db.execute(
        """
        update notice
        set sms = 'sent', sent_at = %s
        where cell = any(%s::smallint[])
        and notice_id = any(%s::bigint[])
        and sms = 'waiting'
        """,
        [now, *cells_and(notice_ids)],
    )


def mark_kept(db: Connection[Any], *, notice_ids: Collection[int]) -> None:
    """These stay in the inbox only: there is no telephone, or nobody who sends."""
    db.execute(
        """
        update notice
        set sms = 'none'
        where cell = any(%s::smallint[])
        and notice_id = any(%s::bigint[])
        and sms = 'waiting'
        """,
        cells_and(notice_ids),
    )


def _give_up(db: Connection[Any], now: datetime) -> None:
    db.execute(
        """
        update notice
        set sms = 'given_up'
        where sms = 'waiting'
        and next_attempt_at <= %s
        and attempts >= %s
        """,
        [now, ATTEMPTS_AT_MOST],
    )
