"""Tills at the same moment: pay, cancel, reverse, and the same message number twice (S-12, S-15, S-16)."""

from collections.abc import Callable
from random import Random
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from gongji import mutual_aid, settlement
from gongji.audit import By
from gongji.ground.value import replace
from gongji.kinship import NearRelative
from gongji.mutual_aid import Quota
from gongji.settlement import Moment, NothingToReverse, Settled, settle
from gongji.settlement.refusals import AlreadyCancelled, CodeUsed, IdempotencyConflict, SettlementReversed
from tests.mutual_aid.books import credit
from tests.races.conftest import TILLS
from tests.races.race import Race, at_the_door, attempt, settle_one
from tests.world import FUZHOU, PILLS, World

PARENT = NearRelative.PARENT
Connect = Callable[..., Connection[Any]]


def family(world: World, limit: int) -> tuple[int, int, Quota]:
    """A donor who set all he has aside for his mother."""
    son, mother = world.employee("陈一", account=limit), world.resident("林二")
    return son, mother, world.share(son, mother, PARENT, limit)


def aid(answer: Any) -> int:
    assert isinstance(answer, Settled), answer
    return answer.settlement.aid_fen


def test_twenty_tills_at_once_spend_exactly_the_quota(
    world: World, tills: ConnectionPool[Connection[Any]], race: Race
) -> None:
    def play() -> str:
        _, mother, quota = family(world, limit=1_000_00)
        bills = [world.bill(mother, (PILLS, 73_50)) for _ in range(TILLS)]
        world.db.commit()
        answers = race.together(*[lambda bill=bill: at_the_door(tills, world, bill)[0] for bill in bills])
        paid = [aid(answer) for answer in answers]
        assert sum(paid) == 1_000_00
        assert sorted(paid) == [0] * 6 + [44_50] + [73_50] * 13
        assert world.remaining(quota) == 0
        return "the first till was paid in full" if paid[0] == 73_50 else "the first till was not"

    race.run(play, ends={"the first till was paid in full", "the first till was not"})


def test_s_34_two_tills_with_one_pay_code_are_one_payment(
    world: World, tills: ConnectionPool[Connection[Any]], race: Race
) -> None:
    def play() -> str:
        _, mother, quota = family(world, limit=200_00)
        code = settlement.show_code(
            world.db, world.keys, person_id=mother, now=world.now, policy=world.policy, by=By(mother, "app")
        )
        bills = [world.bill(mother, (PILLS, 60_00), code_index=code.code_index) for _ in range(2)]
        world.db.commit()
        answers = race.together(*[lambda bill=bill: at_the_door(tills, world, bill)[0] for bill in bills])
        assert sorted(type(answer).__name__ for answer in answers) == [CodeUsed.__name__, Settled.__name__]
        assert world.remaining(quota) == 140_00
        return "first" if isinstance(answers[0], Settled) else "second"

    race.run(play, ends={"first", "second"})


def test_a_new_bill_against_the_cancel_that_would_pay_for_it(world: World, connect: Connect, race: Race) -> None:
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        _, mother, quota = family(world, limit=100_00)
        cancel = world.cancel(world.buy(mother, (PILLS, 100_00)))
        bill = world.bill(mother, (PILLS, 80_00))
        world.db.commit()
        paid, cancelled = race.together(lambda: settle_one(one, world, bill), lambda: settle_one(other, world, cancel))
        assert aid(cancelled) == -100_00
        assert aid(paid) + world.remaining(quota) == 100_00
        return {80_00: "cancel first", 0: "bill first"}[aid(paid)]

    race.run(play, ends={"cancel first", "bill first"})


def test_two_cancels_of_one_settlement(world: World, connect: Connect, race: Race) -> None:
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        _, mother, quota = family(world, limit=100_00)
        bought = world.buy(mother, (PILLS, 100_00))
        cancels = [world.cancel(bought), world.cancel(bought)]
        world.db.commit()
        answers = race.together(
            lambda: settle_one(one, world, cancels[0]), lambda: settle_one(other, world, cancels[1])
        )
        assert sorted(type(answer).__name__ for answer in answers) == [AlreadyCancelled.__name__, Settled.__name__]
        assert world.remaining(quota) == 100_00
        return "first" if isinstance(answers[0], Settled) else "second"

    race.run(play, ends={"first", "second"})


def test_a_bill_against_its_own_reversal(world: World, connect: Connect, race: Race) -> None:
    """S-15: either it is undone, or it can never be paid."""
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        _, mother, quota = family(world, limit=100_00)
        bill = world.bill(mother, (PILLS, 100_00))
        reversal = world.reversal(bill)
        world.db.commit()
        paid, reversed_ = race.together(
            lambda: settle_one(one, world, bill), lambda: settle_one(other, world, reversal)
        )
        assert world.remaining(quota) == 100_00
        (again,) = world.settle(bill)
        assert again == SettlementReversed(message_id=bill.key.message_id)
        if isinstance(paid, Settled):
            assert aid(reversed_) == -100_00
            return "bill first"
        assert (paid, reversed_) == (again, NothingToReverse(bill.key.message_id))
        return "reversal first"

    race.run(play, ends={"bill first", "reversal first"})


def test_a_cancel_against_a_reversal(world: World, connect: Connect, race: Race) -> None:
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        _, mother, quota = family(world, limit=100_00)
        bill = world.bill(mother, (PILLS, 100_00))
        cancel, reversal = world.cancel(world.done(bill)), world.reversal(bill)
        world.db.commit()
        cancelled, reversed_ = race.together(
            lambda: settle_one(one, world, cancel), lambda: settle_one(other, world, reversal)
        )
        assert world.remaining(quota) == 100_00
        if isinstance(cancelled, Settled):
            assert reversed_ == NothingToReverse(bill.key.message_id)
            return "cancel first"
        assert (type(cancelled), type(reversed_)) == (AlreadyCancelled, Settled)
        return "reversal first"

    race.run(play, ends={"cancel first", "reversal first"})


def test_one_message_on_two_connections_is_booked_once_and_answered_twice(
    world: World, connect: Connect, race: Race
) -> None:
    """S-12."""
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        _, mother, quota = family(world, limit=100_00)
        bill = world.bill(mother, (PILLS, 60_00))
        world.db.commit()
        first, second = race.together(lambda: settle_one(one, world, bill), lambda: settle_one(other, world, bill))
        assert isinstance(first, Settled)
        assert first == second
        assert world.remaining(quota) == 40_00
        return "once"

    race.run(play, ends={"once"})


def test_one_message_number_with_two_contents(world: World, connect: Connect, race: Race) -> None:
    """S-12."""
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        _, mother, quota = family(world, limit=100_00)
        bill = world.bill(mother, (PILLS, 60_00))
        changed = world.bill(mother, (PILLS, 70_00), key=replace(bill.key, digest=b"other content 16"))
        world.db.commit()
        answers = race.together(lambda: settle_one(one, world, bill), lambda: settle_one(other, world, changed))
        conflict = IdempotencyConflict(message_id=bill.key.message_id)
        assert answers.count(conflict) == 1
        winner = answers.index(conflict) ^ 1
        assert aid(answers[winner]) == (60_00, 70_00)[winner] == 100_00 - world.remaining(quota)
        return ("first", "second")[winner]

    race.run(play, ends={"first", "second"})


def test_one_message_number_for_two_people(world: World, tills: ConnectionPool[Connection[Any]], race: Race) -> None:
    """S-12: nobody is locked by both, so only the key itself can refuse; the door says it in words."""

    def play() -> str:
        mother, father = world.resident("林二"), world.resident("陈父", sex=1)
        hers = world.bill(mother, (PILLS, 60_00))
        his = world.bill(father, (PILLS, 60_00), message=hers.key.message_id)
        world.db.commit()
        answers = race.together(lambda: at_the_door(tills, world, hers)[0], lambda: at_the_door(tills, world, his)[0])
        conflict = IdempotencyConflict(message_id=hers.key.message_id)
        assert answers.count(conflict) == 1
        winner = answers.index(conflict) ^ 1
        assert answers[winner].settlement.person_id == (mother, father)[winner]
        return ("hers", "his")[winner]

    race.run(play, ends={"hers", "his"})


def test_batches_over_the_same_people_in_any_order_never_wait_for_each_other(
    world: World, connect: Connect, race: Race
) -> None:
    """Donors and mothers in both: without one lock order one batch would be given up as a deadlock."""
    connections = [connect(autocommit=True) for _ in range(3)]
    donors = [world.employee(f"陈{number}", account=10_000_00) for number in range(4)]
    mothers = [world.resident(f"林{number}") for number in range(4)]
    quotas = [world.share(donor, mother, PARENT, 5_000_00) for donor, mother in zip(donors, mothers, strict=True)]
    order = Random(6)

    def play() -> str:
        before = sum(map(world.own, donors)) + sum(map(world.remaining, quotas))
        bills = [[world.bill(one, (PILLS, 1_00)) for one in order.sample(donors + mothers, 6)] for _ in connections]
        world.db.commit()
        moment = Moment(world.now, world.policy)
        sides = [
            lambda db=db, batch=batch: attempt(db, settle, requests=batch, moment=moment)
            for db, batch in zip(connections, bills, strict=True)
        ]
        for answers in race.together(*sides):
            assert [answer.settlement.cash_fen for answer in answers] == [0] * 6
        assert sum(map(world.own, donors)) + sum(map(world.remaining, quotas)) == before - 18_00
        return "all"

    race.run(play, ends={"all"})


def test_message_numbers_are_written_in_one_order(world: World) -> None:
    """Nobody holds a lock on a number: two batches with the same ones in two orders would wait for each other."""
    mother = world.resident("林二")
    bills = [world.bill(mother, (PILLS, 1_00)) for _ in range(6)]
    world.settle(*Random(6).sample(bills, 6))
    written = world.db.execute("select message_id from request order by ctid").fetchall()
    assert written == [(bill.key.message_id,) for bill in bills]


def test_refunds_to_donors_against_what_the_donors_buy(world: World, connect: Connect, race: Race) -> None:
    """S-22: two donors with two buckets each get money back while both buy for themselves from all they have."""
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        mother = world.resident("林二")
        donors = [world.employee("陈一", account=100_00), world.employee("陈二", account=100_00, pool=FUZHOU)]
        for donor in donors:
            credit(world, donor, 100_00)
        quotas = [world.share(donor, mother, PARENT, 150_00) for donor in donors]
        cancel = world.cancel(world.buy(mother, (PILLS, 300_00)))
        for quota in quotas:
            mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=world.now)
        bills = [world.bill(donor, (PILLS, 120_00)) for donor in donors]
        world.db.commit()
        moment = Moment(world.now, world.policy)
        # The first try only finds out who is refunded.
        (elsewhere,) = attempt(one, settle, requests=[cancel], moment=moment)
        assert set(elsewhere.donors) == set(donors)
        (cancelled,), bought = race.together(
            lambda: attempt(one, settle, requests=[cancel], moment=moment, donors=elsewhere.donors),
            lambda: attempt(other, settle, requests=bills, moment=moment),
        )
        assert aid(cancelled) == -300_00
        own = [answer.settlement.own_account_fen for answer in bought]
        assert [world.own(donor) + paid for donor, paid in zip(donors, own, strict=True)] == [200_00, 200_00]
        assert set(own) in ({50_00}, {120_00})
        return "refund first" if own[0] == 120_00 else "donors first"

    race.run(play, ends={"refund first", "donors first"})
