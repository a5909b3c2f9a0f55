"""Days for which a province that has to answer has not: they wait, each with its age (C-34)."""

from datetime import date, datetime, time, timedelta
from typing import Any

from psycopg import Connection

from gongji import work_items
from gongji.audit import By
from gongji.clearing.held import compares_files
from gongji.clearing.mismatch import Colour, age_since
from gongji.ground import divisions
from gongji.ground.calendar import BEIJING, beijing_day
from gongji.ground.identifiers import array_of
from gongji.ground.policy import PolicySet
from gongji.ground.value import value
from gongji.work_items import WorkItem

# An item is delayed by two months at most (C-13).
LONGEST = timedelta(days=62)


@value
class Unanswered:
    """A filed day, and a province that is party to an item of it and has not answered."""

    day: date
    province: int


def unanswered(db: Connection[Any], *, days: tuple[date, date], policy: PolicySet) -> list[Unanswered]:
    """Of the filed days from the first to the last those that wait, and for whom."""
    provinces = sorted({pool.province for pool in divisions.all_pools()})
    asked = [one for one in provinces if any(compares_files(policy, province=one, day=day) for day in days)]
    if not asked:
        return []
    rows = db.execute(
        """
        select distinct pair.day, party.province
        from clearing_day_pair as pair,
             lateral (
                values (payer_pool / 10000 * 10000), (payee_pool / 10000 * 10000), (third_province)
             ) as party (province)
        where pair.day between %s and %s
        and party.province = any(%s::integer[])
        and not exists (
            select 1
            from clearing_answer as answer
            where answer.day = pair.day
            and answer.province = party.province
            and answer.replaced_at is null
        )
        order by day, province
        """,
        [*days, array_of(asked)],
    )
    found = [Unanswered(day, province) for day, province in rows.fetchall()]
    return [one for one in found if compares_files(policy, province=one.province, day=one.day)]


def remind_of_answers(db: Connection[Any], *, now: datetime, policy: PolicySet, by: By) -> int:
    """Ask each province for answers that are yellow, once, and close what it answered since; how many were asked."""
    today = beijing_day(now)
    first = today - LONGEST
    missing = unanswered(db, days=(first, today), policy=policy)
    reminded = _reminded(db)
    for one, work_item_id in reminded.items():
        if one.day >= first and one not in missing:
            db.execute("delete from clearing_reminder where day = %s and province = %s", [one.day, one.province])
            work_items.close_item(db, work_item_id=work_item_id, outcome="ANSWERED", note="by a file", now=now, by=by)
    asked = [
        one
        for one in missing
        if one not in reminded
        and age_since(one.day, province=one.province, today=today, policy=policy).colour is not Colour.FRESH
    ]
    for one in asked:
        _ask(db, one, now, policy)
    return len(asked)


def _reminded(db: Connection[Any]) -> dict[Unanswered, int]:
    rows = db.execute("select day, province, work_item_id from clearing_reminder order by day, province")
    return {Unanswered(day, province): work_item_id for day, province, work_item_id in rows.fetchall()}


def _ask(db: Connection[Any], one: Unanswered, now: datetime, policy: PolicySet) -> None:
    red_after = policy.value("clearing.mismatch_ages", pool=one.province, on=one.day)["red"]
    detail = {"day": one.day.isoformat(), "code": "NO_ANSWER"}
    work_item_id = work_items.open_item(
        db,
        WorkItem("RECONCILIATION", one.province, one.province, detail),
        now=now,
        policy=policy,
        due_at=max(now, datetime.combine(one.day + timedelta(days=red_after + 1), time(), BEIJING)),
    )
    db.execute(
        "insert into clearing_reminder (day, province, work_item_id) values (%s, %s, %s)",
        [one.day, one.province, work_item_id],
    )
