"""Credit interest: on all that is the owner's, wherever it is set aside, into her own account (W-36, W-37)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.copying import NULL, copy_json, copy_rows
from gongji.ground.divisions import pools
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.insured.accrual import last_due_day
from gongji.insured.earn import earned_since, homes_of
from gongji.insured.earned import COLUMNS, Interest
from gongji.ledger import Account, AccountKind, Transfer


def find_interest_due(db: Connection[Any], *, now: datetime, policy: PolicySet, after: int, limit: int) -> list[int]:
    """Owners of accounts whose interest was to be credited by now and is not, by identifier from `after` on."""
    day = beijing_day(now)
    national = last_due_day(0, on=day, policy=policy)
    days = {pool.code: last_due_day(pool.code, on=day, policy=policy) for pool in pools(day)}
    elsewhere = {str(pool): due.isoformat() for pool, due in days.items() if due != national}
    # Each `offset 0` keeps the planner from looking at all to sort it: so it walks along the people and stops in time.
    rows = db.execute(
        """
        select person_id
        from (
            select cell, person_id
            from spender
            where person_id > %s
            order by person_id
            offset 0
        ) as walked
        cross join lateral (
            select book
            from account
            where account.cell = walked.cell
            and spender_id = walked.person_id
            and kind = %s
            and closed_at is null
            offset 0
        ) as home
        where coalesce((
            select max(to_day)
            from interest_credit as credited
            where credited.cell = walked.cell
            and credited.person_id = walked.person_id
            and pool = book
        ), '-infinity') < coalesce((%s::jsonb ->> book::text)::date, %s)
        order by person_id
        limit %s
        """,
        [after, AccountKind.CARRIED.value, Jsonb(elsewhere), national, limit],
    )
    return [row[0] for row in rows.fetchall()]


def credit_interest(
    db: Connection[Any], *, people: Sequence[int], now: datetime, policy: PolicySet, by: By
) -> list[Interest | Refusal]:
    """Credit what these people's accounts earned up to the last credit date, from `interest:<pool>` (W-38).

    Once for every day: again, and for who has no account, it is nothing. A refusal fails no neighbour: NoInterestRate.
    """
    day = beijing_day(now)

    def until(pool: int) -> date:
        return last_due_day(pool, on=day, policy=policy)

    return _credit(db, people, until, now, policy, by)


def close_interest(db: Connection[Any], *, person_id: int, now: datetime, policy: PolicySet, by: By) -> None:
    """Credit what a person's account earned up to the day before this one, before its money leaves the pool.

    The caller holds the person. Refuses NoInterestRate.
    """
    for answer in _credit(db, [person_id], lambda _: beijing_day(now), now, policy, by):
        if isinstance(answer, Refusal):
            raise answer


def _credit(
    db: Connection[Any],
    people: Sequence[int],
    until: Callable[[int], date],
    now: datetime,
    policy: PolicySet,
    by: By,
) -> list[Interest | Refusal]:
    """until: to before which day, by pool."""
    homes = homes_of(ledger.lock(db, spenders=people).accounts.values(), people)
    answers = earned_since(db, homes=homes, until=until, policy=policy)
    _write(db, [one for one in answers if isinstance(one, Interest)], homes, now, by)
    return answers


def _write(
    db: Connection[Any], earned: Sequence[Interest], homes: Mapping[int, Account], now: datetime, by: By
) -> None:
    brought = [(one, one.journal_id) for one in earned if one.journal_id is not None]
    ledger.post(
        db,
        [
            Transfer(journal_id, 1, one.pool, ledger.interest(), homes[one.person_id].account_id, one.amount_fen)
            for one, journal_id in brought
        ],
    )
    copy_rows(
        db,
        table="interest_credit",
        columns=COLUMNS,
        lines=[
            f"{one.cell}\t{one.person_id}\t{one.pool}\t{one.from_day}\t{one.to_day}\t{one.day_basis}"
            f"\t{copy_json(one.rates)}\t{one.accrued_e4}\t{one.amount_fen}\t{one.journal_id or NULL}\n"
            for one in earned
        ],
    )
    audit.record(
        db,
        [Fact(journal_id, Happening.INTEREST_CREDITED, one.person_id, now, by=by) for one, journal_id in brought],
    )
