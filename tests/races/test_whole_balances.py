"""One donor's account, and everybody who may spend it at the same moment (R-22)."""

from collections.abc import Callable
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from gongji import mutual_aid
from gongji.kinship import NearRelative
from gongji.mutual_aid import AidRelation, QuotaAsked
from gongji.settlement import Settled
from tests.mutual_aid.guizhou import GUIYANG, ZUNYI, family, in_guizhou, limit
from tests.races.race import Race, at_the_door, attempt, settle_one
from tests.world import PILLS, World

Connect = Callable[..., Connection[Any]]


def paid(answer: Any) -> int:
    assert isinstance(answer, Settled), answer
    return answer.settlement.aid_fen + answer.settlement.own_account_fen


def test_two_relatives_spend_one_account_at_once(world: World, connect: Connect, race: Race) -> None:
    one, other = connect(autocommit=True), connect(autocommit=True)
    in_guizhou(world)

    def play() -> str:
        son, mother, hers = family(world, account=100_00)
        father = world.resident("陈父", pool=ZUNYI, sex=1)
        his = world.share(son, father, NearRelative.PARENT, 0, period="WHOLE")
        bills = [world.bill(mother, (PILLS, 70_00)), world.bill(father, (PILLS, 70_00))]
        world.db.commit()
        answers = race.together(lambda: settle_one(one, world, bills[0]), lambda: settle_one(other, world, bills[1]))
        shares = [paid(answer) for answer in answers]
        assert sum(shares) == 100_00
        assert (world.own(son), limit(world, hers), limit(world, his)) == (0, *shares)
        return {70_00: "mother first", 30_00: "father first"}[shares[0]]

    race.run(play, ends={"mother first", "father first"})


def test_a_relative_spends_while_the_donor_buys_himself(world: World, connect: Connect, race: Race) -> None:
    one, other = connect(autocommit=True), connect(autocommit=True)
    in_guizhou(world)

    def play() -> str:
        son, mother, _ = family(world, account=100_00)
        bills = [world.bill(mother, (PILLS, 70_00)), world.bill(son, (PILLS, 70_00))]
        world.db.commit()
        answers = race.together(lambda: settle_one(one, world, bills[0]), lambda: settle_one(other, world, bills[1]))
        shares = [paid(answer) for answer in answers]
        assert (sum(shares), world.own(son)) == (100_00, 0)
        return {70_00: "mother first", 30_00: "donor first"}[shares[0]]

    race.run(play, ends={"mother first", "donor first"})


def test_a_bill_against_closing_the_relation(world: World, connect: Connect, race: Race) -> None:
    """R-14."""
    till, phone = connect(autocommit=True), connect(autocommit=True)
    in_guizhou(world)

    def play() -> str:
        son, mother, quota = family(world, account=100_00)
        bill = world.bill(mother, (PILLS, 70_00))
        world.db.commit()
        answer, dissolved = race.together(
            lambda: settle_one(till, world, bill),
            lambda: attempt(
                phone, mutual_aid.dissolve, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=world.now
            ),
        )
        assert isinstance(dissolved, AidRelation)
        assert world.own(son) + paid(answer) == 100_00
        return {70_00: "bill first", 0: "dissolved first"}[paid(answer)]

    race.run(play, ends={"bill first", "dissolved first"})


def test_a_cancel_against_closing_the_relation(world: World, connect: Connect, race: Race) -> None:
    """S-22: it is the donor's again either way; which came first nobody can tell from the money."""
    till, phone = connect(autocommit=True), connect(autocommit=True)
    in_guizhou(world)

    def play() -> str:
        son, mother, quota = family(world, account=100_00)
        cancel = world.cancel(world.buy(mother, (PILLS, 70_00)))
        world.db.commit()
        race.together(
            lambda: settle_one(till, world, cancel),
            lambda: attempt(
                phone, mutual_aid.dissolve, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=world.now
            ),
        )
        assert (world.own(son), limit(world, quota)) == (100_00, 0)
        return "back"

    race.run(play, ends={"back"})


def test_a_bill_against_letting_a_relative_spend_the_account(world: World, connect: Connect, race: Race) -> None:
    """The till may see it come while it waits, and then asks for the donor's lock."""
    till, phone = connect(autocommit=True), connect(autocommit=True)
    in_guizhou(world)

    def play() -> str:
        son, mother = world.employee("陈一", pool=GUIYANG, account=100_00), world.resident("林二", pool=ZUNYI)
        relation = world.relate(son, mother, NearRelative.PARENT)
        bill = world.bill(mother, (PILLS, 70_00))
        world.db.commit()
        asked = QuotaAsked(relation, 0, "WHOLE", mutual_aid.ALL_USES)
        answer, _ = race.together(
            lambda: settle_one(till, world, bill),
            lambda: attempt(phone, mutual_aid.set_quota, asked=asked, now=world.now, policy=world.policy),
        )
        assert world.own(son) + paid(answer) == 100_00
        return {70_00: "shared first", 0: "bill first"}[paid(answer)]

    race.run(play, ends={"shared first", "bill first"})


def test_twenty_tills_at_once_spend_exactly_the_account(
    world: World, race: Race, tills: ConnectionPool[Connection[Any]]
) -> None:
    in_guizhou(world)

    def play() -> str:
        son, mother, quota = family(world, account=100_00)
        bills = [world.bill(person, (PILLS, 9_00)) for _ in range(10) for person in (mother, son)]
        world.db.commit()
        answers = race.together(*[lambda bill=bill: at_the_door(tills, world, bill)[0] for bill in bills])
        assert sum(paid(answer) for answer in answers) == 100_00
        assert world.own(son) == 0
        assert limit(world, quota) == sum(answer.settlement.aid_fen for answer in answers)
        return "spent"

    race.run(play, ends={"spent"})
