"""Whom news of a complaint concerns: who filed it, with until when it is answered and nothing of the text (X-44)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from gongji.ground.calendar import beijing_day
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Side


def about_complaints(_: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """The person, with the last day of the deadline as it was when this happened."""
    return [_concern(one, one.detail or {}) for one in heard]


def _concern(one: Heard, detail: dict[str, Any]) -> Concern:
    # The deadline is the end of a day, which is the beginning of the next.
    last = beijing_day(datetime.fromisoformat(detail["due_at"]) - timedelta(microseconds=1))
    return Concern(one, Side.OWNER, int(detail["person_id"]), {"due_on": last.isoformat()})
