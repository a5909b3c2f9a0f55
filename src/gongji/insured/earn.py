"""Work out what accounts have earned and did not get yet (W-36 … W-38)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.ground.value import value
from gongji.insured.account import own_buckets
from gongji.insured.accrual import Change, Span, accrue_e4, day_basis, rate_spans, whole_fen
from gongji.insured.earned import Interest, find_changes
from gongji.ledger import Account, AccountKind


@value
class Period:
    """In one pool, from a day, None for the first there was, to before another."""

    pool: int
    since: date | None
    to_day: date


def running_interest(db: Connection[Any], *, person_id: int, now: datetime, policy: PolicySet) -> Interest | None:
    """What a person's account has earned until today and did not get yet; None without an account or a day.

    For showing: nothing is locked or written. Refuses NoInterestRate.
    """
    homes = homes_of(ledger.find_accounts(db, spenders=[person_id]), [person_id])
    for answer in earned_since(db, homes=homes, until=lambda _: beijing_day(now), policy=policy):
        if isinstance(answer, Refusal):
            raise answer
        return answer if answer.from_day < answer.to_day else None
    return None


def homes_of(accounts: Iterable[Account], people: Iterable[int]) -> dict[int, Account]:
    """Where each person's interest goes: into the carried bucket, which every account has."""
    own = own_buckets(accounts)
    return {person: own[person][AccountKind.CARRIED] for person in people if person in own}


def earned_since(
    db: Connection[Any], *, homes: Mapping[int, Account], until: Callable[[int], date], policy: PolicySet
) -> list[Interest | Refusal]:
    """What is not credited yet to the accounts people's interest goes to, with a fresh number for the journal of each.

    until: to before which day, by pool. A refusal stands in its place: NoInterestRate.
    """
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
