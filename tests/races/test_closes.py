"""Months end one after another while bills are paid and taken back without a pause (C-11, C-13, C-33)."""

import calendar
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from random import Random
from threading import Semaphore
from typing import Any

from psycopg import Connection, IsolationLevel

from gongji import clearing, verification
from gongji.audit import By
from gongji.edge.postgres import Database
from gongji.ground.calendar import BEIJING
from gongji.kinship import NearRelative
from gongji.ledger import FACE
from gongji.settlement import Pay, Settled
from tests.races.race import settle_one
from tests.world import PILLS, World

Connect = Callable[..., Connection[Any]]
TILLS, BILLS = 2, 24
# Of clearing items: what the books say, and what batches took.
BOOKED = f"""
    select book, account / 10000000 % 1000000, account / 10 % 1000000, account % 10, count(*), sum(fen)::bigint
    from (
        select book, credit_account as account, amount_fen as fen from transfer
        union all
        select book, debit_account, -amount_fen from transfer
    ) as side
    where account between {FACE} and {2 * FACE - 1}
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
"""
TAKEN = """
    select payer_pool, payee_pool, month, business, sum(items)::bigint, sum(amount_fen)::bigint
    from clearing_line
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
"""


class Country:
    """A clock that goes from month to month, tills that never look up, and whoever closes."""

    def __init__(self, world: World, connect: Connect) -> None:
        self.world = world
        self.tills = [connect(autocommit=True) for _ in range(TILLS)]
        self.closer = connect(autocommit=True)
        self.mothers = [self._family() for _ in range(TILLS)]
        self.random = Random(1)
        self.threads = ThreadPoolExecutor(TILLS)
        self.paid = Semaphore(0)

    def end_month(self, month: date) -> None:
        """Bills are paid over its last midnight, and again on the 21st, while days are filed and it is sorted."""
        following = next_month(month)
        self._while_bills_are_paid(midnight(following) - timedelta(seconds=1), lambda: self._file(following))
        self._while_bills_are_paid(midnight(following.replace(day=21)), lambda: self._sort(month))

    def _while_bills_are_paid(self, now: datetime, close: Callable[[], None]) -> None:
        self.world.now = now
        bills = [[self.world.bill(mother, (PILLS, self._fen())) for _ in range(BILLS)] for mother in self.mothers]
        self.world.db.commit()
        paying = [self.threads.submit(self._pay, *till) for till in zip(self.tills, bills, strict=True)]
        # Any bill may be the one midnight falls on.
        for _ in range(self.random.randrange(TILLS * BILLS)):
            assert self.paid.acquire(timeout=60), "a till has stopped"
        close()
        for one in paying:
            one.result()
        self.paid = Semaphore(0)

    def _pay(self, till: Connection[Any], bills: list[Pay]) -> None:
        for number, bill in enumerate(bills):
            settled = settle_one(till, self.world, bill)
            assert isinstance(settled, Settled), settled
            self.paid.release()
            if number % 3 == 0:
                assert isinstance(settle_one(till, self.world, self.world.cancel(settled)), Settled)

    def _file(self, until: date) -> None:
        """Every day before this one; the clock strikes, and nobody waits for who has begun to pay."""
        self.world.now = midnight(until)
        filed = clearing.latest_day(self.closer)
        day = until.replace(day=1) - timedelta(days=1) if filed is None else filed.day + timedelta(days=1)
        while day < until:
            with self.closer.transaction():
                clearing.file_day(self.closer, day=day, now=self.world.now)
            day += timedelta(days=1)

    def _sort(self, month: date) -> None:
        self._file(self.world.now.date())
        with self.closer.transaction():
            clearing.generate(
                self.closer,
                batch_month=month.year * 100 + month.month,
                now=self.world.now,
                policy=self.world.policy,
                by=By(1, "office"),
            )

    def _family(self) -> int:
        son, mother = self.world.employee("陈一", account=9_000_000_00), self.world.resident("李秀兰")
        self.world.share(son, mother, NearRelative.PARENT, 9_000_000_00)
        return mother

    def _fen(self) -> int:
        return self.random.randrange(1, 50_00)


def midnight(day: date) -> datetime:
    """The first moment of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)


def next_month(month: date) -> date:
    """Its first day."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1]) + timedelta(days=1)


def test_every_line_is_in_one_batch_while_months_close_in_a_row(
    world: World, connect: Connect, database: Database, long: bool
) -> None:
    country, month = Country(world, connect), date(2026, 11, 1)
    for _ in range(50 if long else 2):
        country.end_month(month)
        month = next_month(month)
    # Two more without bills take what was late.
    for _ in range(2):
        world.now = midnight(next_month(month).replace(day=21))
        country._sort(month)
        month = next_month(month)
    with database.app_connection() as books:
        books.isolation_level = IsolationLevel.REPEATABLE_READ
        booked = books.execute(BOOKED.encode()).fetchall()
        assert booked
        assert books.execute(TAKEN.encode()).fetchall() == booked
        assert verification.verify(books) == []
