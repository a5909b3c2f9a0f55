"""A lane lives through a day: premiums in the morning, bills until the evening, some of them cancelled."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from gongji import contributions
from gongji.audit import By
from gongji.contributions import Scheme
from gongji.edge.country.bills import NEXT_DAY, SAME_DAY, Crowd, bills_of, cancel, taken_back
from gongji.edge.invented.family import FAMILY, SIBLINGS
from gongji.edge.operator_error import OperatorError
from gongji.edge.settling import settle_and_commit
from gongji.ground.calendar import BEIJING
from gongji.ground.policy import published
from gongji.ground.refusal import Refusal
from gongji.settlement import Moment, Request, Settled

BATCH = 500
OPEN_AT, CLOSED_AFTER = time(8), timedelta(hours=12)
TAX = By(0, "tax")


def live_through(pool: ConnectionPool[Connection[Any]], crowd: Crowd, day: date) -> Iterator[int]:
    """Do what a day has that is not done yet; how much, batch by batch.

    Raises OperatorError where something is refused.
    """
    opening = datetime.combine(day, OPEN_AT, BEIJING)
    bills = list(bills_of(crowd, day))
    if day > crowd.country.plan.first_day:
        before = day - timedelta(days=1)
        _take_back(pool, crowd, list(bills_of(crowd, before)), on=before, which=NEXT_DAY, at=opening)
    for first in range(0, len(bills), BATCH):
        some = bills[first : first + BATCH]
        _settle(pool, some, at=opening + CLOSED_AFTER * first / len(bills))
        yield len(some)
    _take_back(pool, crowd, bills, on=day, which=SAME_DAY, at=opening + CLOSED_AFTER)
    for number in crowd.country.plan.premiums(day, crowd.lane):
        with pool.connection() as db, db.transaction():
            _pay_premium(db, crowd, number, opening)
        yield 1


def _settle(pool: ConnectionPool[Connection[Any]], requests: Sequence[Request], *, at: datetime) -> None:
    with pool.connection() as db:
        if len(_outcomes(db, [one.key.message_id for one in requests])) == len(requests):
            return
    for answer in settle_and_commit(pool, requests, moment=Moment(at, published())):
        if not isinstance(answer, Settled):
            raise OperatorError(f"a bill of our own was not settled: {answer}")


def _take_back(
    pool: ConnectionPool[Connection[Any]], crowd: Crowd, bills: list[Any], *, on: date, which: int, at: datetime
) -> None:
    waiting = taken_back(crowd, bills, on=on, which=which)
    while some := list(islice(waiting, BATCH)):
        with pool.connection() as db:
            found = _outcomes(db, [one.key.message_id for one, _ in some])
        cancels = [cancel(one, key, settlement_id=found[one.key.message_id]) for one, key in some]
        _settle(pool, cancels, at=at)


def _outcomes(db: Connection[Any], message_ids: Sequence[str]) -> dict[str, int]:
    rows = db.execute("select message_id, outcome_id from request where message_id = any(%s)", [list(message_ids)])
    return dict(rows.fetchall())


def _pay_premium(db: Connection[Any], crowd: Crowd, number: int, now: datetime) -> None:
    """An elder's cover of next year; the tax office answers at once. Nothing where it is paid or not collected yet."""
    elder, family = divmod(number, crowd.families)
    person = crowd.people[family * FAMILY + SIBLINGS + elder]
    cover: dict[str, Any] = {
        "person_id": person,
        "scheme": Scheme.RESIDENT,
        "year": now.year + 1,
        "group": "",
        "now": now,
        "policy": published(),
    }
    try:
        found = contributions.quote(db, **cover)
    except Refusal:
        return
    order = contributions.reserve(
        db, **cover, cash_fen=found.cash_fen, payer_id=person, told_key=str(number), by=By(person, "app")
    )
    contributions.sent(db, order_id=order.order_id, now=now, by=TAX)
    contributions.paid(db, order_id=order.order_id, receipt=str(number), now=now, by=TAX)
