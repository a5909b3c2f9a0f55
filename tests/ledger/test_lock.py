"""Nobody spends what somebody else is deciding about, and whoever waits sees what was decided (design: cells)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

import pytest
from psycopg import Connection
from psycopg.errors import LockNotAvailable

from gongji import insured, ledger
from gongji.ground.identifiers import cell_of
from gongji.kinship import NearRelative
from tests.mutual_aid.books import credit
from tests.waiting import wait_until_waiting
from tests.world import NOON, World

PARENT = NearRelative.PARENT
Connect = Callable[..., Connection[Any]]


def test_a_person_is_locked_with_all_she_may_spend_from_and_nothing_of_others(world: World) -> None:
    world.employee("陈一", account=500_00)
    mother = world.employee("林二", account=20_00)
    credit(world, mother, 5_00)
    locked = ledger.lock(world.db, spenders=[mother])
    assert set(locked.spenders) == {mother}
    assert sorted(account.balance_fen for account in locked.accounts.values()) == [5_00, 20_00]
    assert {subject: len(accounts) for subject, accounts in locked.accounts_of().items()} == {mother: 2}


def test_a_quota_is_locked_with_the_one_who_may_spend_it(world: World) -> None:
    son, mother = world.employee("陈一", account=500_00), world.resident("林二")
    quota = world.share(son, mother, PARENT, 100_00)
    assert set(ledger.lock(world.db, spenders=[mother]).accounts_of()) == {quota.quota_id}
    assert set(ledger.lock(world.db, spenders=[son]).accounts_of()) == {son}
    assert set(ledger.lock(world.db, spenders=[son, mother]).accounts_of()) == {son, quota.quota_id}


def test_a_closed_account_is_nothing_to_spend_from(world: World) -> None:
    son = world.employee("陈一", account=0)
    world.db.execute("update account set closed_at = %s where subject_id = %s and cell = %s", [NOON, son, cell_of(son)])
    assert ledger.lock(world.db, spenders=[son]).accounts == {}
    assert ledger.find_accounts(world.db, spenders=[son]) == []


def test_people_nobody_knows_are_not_locked(world: World) -> None:
    locked = ledger.lock(world.db, spenders=[1])
    assert (locked.spenders, locked.accounts) == ({}, {})
    assert ledger.lock(world.db, spenders=[]) == locked
    assert ledger.find_spenders(world.db, people=[1]) == {}


def test_a_second_one_waits_and_then_sees_what_the_first_decided(world: World, connect: Connect) -> None:
    """Lock, look: the look comes after the wait."""
    son = world.employee("陈一", account=100_00)
    first, second = connect(), connect()
    with ThreadPoolExecutor(1) as thread:
        with first.transaction():
            ledger.lock(first, spenders=[son])
            waits = thread.submit(ledger.lock, second, spenders=[son])
            wait_until_waiting(world.db, second)
            first.execute("update account set balance_fen = 4000 where subject_id = %s", [son])
        (account,) = waits.result().accounts.values()
    assert account.balance_fen == 40_00


def test_others_are_not_kept_waiting(world: World, connect: Connect) -> None:
    son, mother = world.employee("陈一", account=100_00), world.resident("林二")
    first, second = connect(), connect(options="-c lock_timeout=1")
    ledger.lock(first, spenders=[son])
    assert set(ledger.lock(second, spenders=[mother]).spenders) == {mother}
    # Looking without deciding waits for nobody.
    assert set(ledger.find_spenders(second, people=[son])) == {son}
    assert len(ledger.find_accounts(second, spenders=[son])) == 1
    with pytest.raises(LockNotAvailable):
        ledger.lock(second, spenders=[son])


def test_a_lock_ends_with_its_transaction(world: World, connect: Connect) -> None:
    son = world.employee("陈一", account=100_00)
    first, second = connect(), connect(options="-c lock_timeout=1")
    ledger.lock(first, spenders=[son])
    first.rollback()
    assert set(ledger.lock(second, spenders=[son]).spenders) == {son}


def test_people_are_locked_in_one_order_whatever_order_they_are_named_in(world: World, connect: Connect) -> None:
    """Many batches over the same people: had they no common order, some would wait for each other for ever."""
    people = [world.employee(f"陈{number}", account=1_00) for number in range(12)]
    connections = [connect(autocommit=True) for _ in range(4)]
    start = Barrier(len(connections))

    def lock_over_and_over(connection: Connection[Any], order: Random) -> int:
        start.wait()
        for _ in range(50):
            with connection.transaction():
                ledger.lock(connection, spenders=order.sample(people, 8))
        return 50

    with ThreadPoolExecutor(len(connections)) as threads:
        rounds = threads.map(lock_over_and_over, connections, [Random(seed) for seed in range(4)])
        assert list(rounds) == [50] * 4


def test_the_order_is_cells_then_people(world: World, connect: Connect) -> None:
    """Seen from outside: who holds the first waits for the last, never the other way round."""
    people = sorted((world.employee(f"陈{n}", account=1_00) for n in range(4)), key=lambda one: (cell_of(one), one))
    first, second, third = connect(), connect(), connect(options="-c lock_timeout=1", autocommit=True)
    ledger.lock(first, spenders=[people[-1]])
    with ThreadPoolExecutor(1) as thread:
        waits = thread.submit(ledger.lock, second, spenders=list(reversed(people)))
        wait_until_waiting(world.db, second)
        held = [is_held(third, person) for person in people[:-1]]
        first.rollback()
        assert set(waits.result().spenders) == set(people)
    assert held == [True] * 3, "it holds all but the one it waits for"


def is_held(db: Connection[Any], person: int) -> bool:
    """Whether somebody else holds this person."""
    try:
        with db.transaction():
            ledger.lock(db, spenders=[person])
    except LockNotAvailable:
        return True
    return False


def test_whoever_locks_a_person_holds_up_her_credits_too(world: World, connect: Connect) -> None:
    son = world.employee("陈一", account=100_00)
    first, second = connect(), connect(options="-c lock_timeout=1")
    ledger.lock(first, spenders=[son])
    month = insured.Credit(son, insured.EMPLOYEE, 202611, "individual", 5_00)
    with pytest.raises(LockNotAvailable):
        insured.credit_month(second, credits=[month], now=NOON)
