"""Batches that fail: every request gets its own answer, by itself if it must be."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from gongji import ledger, mutual_aid, settlement
from gongji.edge.asgi import serving_pool
from gongji.edge.postgres import Database
from gongji.edge.settling import Fault, settle_and_commit
from gongji.ground.policy import published
from gongji.kinship import NearRelative
from gongji.settlement import Moment, Request, Settled
from gongji.settlement.refusals import IdempotencyConflict
from tests.world import NOON, PILLS, World

NOW = Moment(NOON, published())
Pool = ConnectionPool[Connection[Any]]
Connect = Callable[..., Connection[Any]]


@pytest.fixture
def pool(database: Database) -> Iterator[Pool]:
    with serving_pool(database.url, size=5) as pool:
        yield pool


def test_a_lock_somebody_holds_delays_one_and_not_its_neighbours(world: World, connect: Connect, pool: Pool) -> None:
    held, free = world.employee("陈一", account=100_00), world.employee("林二", account=100_00)
    bills = [world.bill(held, (PILLS, 10_00)), world.bill(free, (PILLS, 10_00))]
    blocker, watcher = connect(), connect(autocommit=True)
    ledger.lock(blocker, spenders=[held])
    told = Told(pool, bills)
    together = wait_for_a_waiter(watcher)
    # The batch gave up; now each request waits for itself, and the one that is free has been settled meanwhile.
    wait_for_a_waiter(watcher, other_than=together)
    blocker.rollback()
    assert all(isinstance(answer, Settled) for answer in told.answers())


def test_a_number_somebody_else_is_just_using_is_refused_by_name(world: World, connect: Connect, pool: Pool) -> None:
    one, other = world.employee("陈一", account=100_00), world.employee("林二", account=100_00)
    number = "P6201020000120261105120000ONCE"
    bills = [world.bill(person, (PILLS, 10_00), message=number) for person in (one, other)]
    first, watcher = connect(), connect(autocommit=True)
    settlement.settle(first, requests=bills[:1], moment=NOW)
    told = Told(pool, bills[1:])
    wait_for_a_waiter(watcher)
    first.commit()
    assert told.answers() == [IdempotencyConflict(message_id=number)]
    assert world.own(other) == 100_00


def test_a_connection_lost_in_the_commit_is_no_answer_lost(
    world: World, connect: Connect, pool: Pool, superuser: Connection[Any]
) -> None:
    mother = world.employee("陈一", account=100_00)
    connect()
    # The first two commits are cut: that of the batch, and the first of the request by itself.
    superuser.execute(
        """
        create sequence commits;
        create function cut_two_commits() returns trigger language plpgsql security definer as $$
        begin
            if nextval('commits') <= 2 then
                perform pg_terminate_backend(pg_backend_pid());
            end if;
            return null;
        end $$;
        create constraint trigger cut after insert on request deferrable initially deferred
            for each row execute function cut_two_commits()
        """
    )
    (answer,) = settle_and_commit(pool, [world.bill(mother, (PILLS, 10_00))], moment=NOW)
    assert isinstance(answer, Settled)
    assert world.own(mother) == 90_00


def test_connections_that_were_cut_meanwhile_are_replaced(
    world: World, connect: Connect, pool: Pool, superuser: Connection[Any]
) -> None:
    mother = world.employee("陈一", account=100_00)
    bills = [world.bill(mother, (PILLS, 10_00)) for _ in range(2)]
    connect()
    assert isinstance(settle_and_commit(pool, bills[:1], moment=NOW)[0], Settled)
    superuser.execute(
        """
        select pg_terminate_backend(pid)
        from pg_stat_activity
        where datname = current_database()
        and query not like '%pg_terminate_backend%'
        """
    )
    assert isinstance(settle_and_commit(pool, bills[1:], moment=NOW)[0], Settled)


def test_what_fails_every_time_is_a_fault_of_its_own(
    world: World, connect: Connect, pool: Pool, superuser: Connection[Any]
) -> None:
    mother = world.employee("陈一", account=100_00)
    bills = [world.bill(mother, (PILLS, 10_00), operator=operator) for operator in ("0001", "BROKEN", "0002")]
    connect()
    superuser.execute("alter table settlement add constraint broken_on_purpose check (operator <> 'BROKEN')")
    answers = settle_and_commit(pool, bills, moment=NOW)
    assert [type(answer) for answer in answers] == [Settled, Fault, Settled]
    assert world.own(mother) == 80_00


def test_a_refund_that_goes_to_the_donor_is_run_again_with_her_account(
    world: World, connect: Connect, pool: Pool
) -> None:
    son, mother = world.employee("陈一", account=500_00), world.resident("林二")
    other = world.employee("王三", account=50_00)
    quota = world.share(son, mother, NearRelative.PARENT, 300_00)
    bought = world.buy(mother, (PILLS, 100_00))
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=world.now)
    requests: list[Request] = [world.cancel(bought), world.bill(other, (PILLS, 10_00))]
    connect()
    answers = settle_and_commit(pool, requests, moment=NOW)
    assert all(isinstance(answer, Settled) for answer in answers)
    assert world.own(son) == 500_00


class Told:
    """Requests settled in a thread."""

    def __init__(self, pool: Pool, requests: Any) -> None:
        self._answers: list[Any] = []
        self._thread = threading.Thread(
            target=lambda: self._answers.extend(settle_and_commit(pool, requests, moment=NOW))
        )
        self._thread.start()

    def answers(self) -> list[Any]:
        """The answers, once they are there."""
        self._thread.join(timeout=30)
        return self._answers


def wait_for_a_waiter(watcher: Connection[Any], *, other_than: Any = None) -> Any:
    """Ask the database until somebody waits for a lock; when its transaction began."""
    while True:
        row = watcher.execute(
            """
            select xact_start
            from pg_stat_activity
            where datname = current_database()
            and wait_event_type = 'Lock'
            """
        ).fetchone()
        if row is not None and row[0] != other_than:
            return row[0]
