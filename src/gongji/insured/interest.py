"""Credit interest: on all that is the owner's, wherever it is set aside, into her own account (W-36, W-37)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.copying import NULL, copy_json, copy_rows
from gongji.ground.divisions import pools
from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.ground.value import value
from gongji.insured.account import own_buckets
from gongji.insured.accrual import Change, Span, accrue_e4, day_basis, last_due_day, rate_spans, whole_fen
from gongji.insured.earned import COLUMNS, Interest, find_changes
from gongji.ledger import Account, AccountKind, Transfer


@value
class Period:
    """In one pool, from a day, None for the first there was, to before another."""

    pool: int
    since: date | None
    to_day: date


def find_interest_due(db: Connection[Any], *, now: datetime, policy: PolicySet, after: int, limit: int) -> list[int]:
    """Owners of accounts whose interest was to be credited by now and is not, by identifier from `after` on."""
    day = beijing_day(now)
    due = {pool.code: last_due_day(pool.code, on=day, policy=policy) for pool in pools(day)}
    rows = db.execute(
        """
        select spender_id
        from account
        join unnest(%s::integer[], %s::date[]) as due (book, day) using (book)
        where kind = %s
        and closed_at is null
        and spender_id > %s
        and not exists (
            select
            from interest_credit as credited
            where credited.cell = account.cell
            and credited.person_id = spender_id
            and credited.pool = book
            and credited.to_day >= due.day
        )
        order by spender_id
        limit %s
        """,
        [list(due), list(due.values()), AccountKind.CARRIED.value, after, limit],
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
    own = own_buckets(ledger.lock(db, spenders=people).accounts.values())
    # Into the carried bucket, which every account has.
    homes = {person: own[person][AccountKind.CARRIED] for person in people if person in own}
    credited = _credited_to(db, homes)
    due = [person for person, home in homes.items() if credited.get(person, date.min) < until(home.book)]
    changes = find_changes(db, people=due)
    journals = new_identifiers(db, cells=[cell_of(person) for person in due])
    spans_of = cache(partial(rate_spans, policy=policy))
    answers: list[Interest | Refusal] = []
    for person, journal_id in zip(due, journals, strict=True):
        pool = homes[person].book
        period = Period(pool, credited.get(person), until(pool))
        try:
            answers.append(_earn(person, period, changes.get((person, pool), []), spans_of, policy, journal_id))
        except Refusal as refused:
            answers.append(refused)
    _write(db, [one for one in answers if isinstance(one, Interest)], homes, now, by)
    return answers


def _earn(
    person_id: int,
    period: Period,
    history: Sequence[Change],
    spans_of: Callable[..., list[Span]],
    policy: PolicySet,
    journal_id: int,
) -> Interest:
    # Nothing was earned before the first change.
    from_day = period.since or min([period.to_day, *(change.day for change in history)])
    spans = spans_of(period.pool, from_day=from_day, to_day=period.to_day)
    basis = day_basis(period.pool, on=period.to_day, policy=policy)
    accrued = accrue_e4(history, spans, basis=basis)
    fen = whole_fen(accrued)
    return Interest(
        cell=cell_of(person_id),
        person_id=person_id,
        pool=period.pool,
        from_day=from_day,
        to_day=period.to_day,
        day_basis=basis,
        rates=spans,
        accrued_e4=accrued,
        amount_fen=fen,
        journal_id=journal_id if fen else None,
    )


def _credited_to(db: Connection[Any], homes: Mapping[int, Account]) -> dict[int, date]:
    """Up to which day each person has had the interest of the pool her account is in."""
    rows = db.execute(
        """
        select person_id, pool, max(to_day)
        from interest_credit
        where cell = any(%s::smallint[])
        and person_id = any(%s::bigint[])
        group by person_id, pool
        """,
        cells_and(homes),
    )
    return {person: to_day for person, pool, to_day in rows.fetchall() if homes[person].book == pool}


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
