"""Quotas and relations change while tills take money from them, and while others change them (Q-06 … Q-09, R-14)."""

from collections.abc import Callable
from typing import Any

from psycopg import Connection

from gongji import insured, mutual_aid
from gongji.audit import By
from gongji.insured import EMPLOYEE, Credit
from gongji.kinship import KinContradiction, NearRelative
from gongji.mutual_aid import (
    ALL_USES,
    AidRelation,
    PersonalAccountInsufficient,
    Quota,
    QuotaAsked,
    QuotaBelowUsed,
    QuotaChangedTooOften,
    QuotaExists,
    QuotaUnknown,
    RelationAsked,
    RelationExists,
    RelationNotActive,
    Use,
)
from gongji.settlement import Settled
from tests.mutual_aid.books import policy_of_pool, spent
from tests.races.race import Race, attempt, settle_one
from tests.world import FUZHOU, PILLS, XIAMEN, World

PARENT, SPOUSE = NearRelative.PARENT, NearRelative.SPOUSE
Connect = Callable[..., Connection[Any]]


def family(world: World, account: int, limit: int) -> tuple[int, int, Quota]:
    """A donor with that much before he set a quota for his mother."""
    son, mother = world.employee("陈一", account=account), world.resident("林二")
    return son, mother, world.share(son, mother, PARENT, limit)


def change(db: Connection[Any], world: World, verb: Callable[..., Any], **what: Any) -> Any:
    return attempt(db, verb, now=world.now, policy=world.policy, **what)


def dissolve(db: Connection[Any], world: World, relation_id: int) -> Any:
    return attempt(db, mutual_aid.dissolve, relation_id=relation_id, reason="DONOR_REQUEST", now=world.now)


def aid(answer: Any) -> int:
    assert isinstance(answer, Settled), answer
    return answer.settlement.aid_fen


def require_whole(world: World, donor: int, quota: Quota, account: int) -> None:
    """What the donor has, what is set aside and what is spent are what he began with (I-2, Q-04)."""
    (now,) = mutual_aid.quotas_by_id(world.db, quota_ids=[quota.quota_id]).values()
    assert world.own(donor) + world.remaining(quota) + spent(world, quota) == account
    assert now.limit_fen == world.remaining(quota) + spent(world, quota)


def test_raising_a_quota_against_a_bill(world: World, connect: Connect, race: Race) -> None:
    till, donor = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, mother, quota = family(world, account=300_00, limit=100_00)
        bill = world.bill(mother, (PILLS, 150_00))
        world.db.commit()
        paid, raised = race.together(
            lambda: settle_one(till, world, bill),
            lambda: change(donor, world, mutual_aid.raise_quota, quota_id=quota.quota_id, limit_fen=200_00),
        )
        assert raised.limit_fen == 200_00
        require_whole(world, son, quota, 300_00)
        return {100_00: "bill first", 150_00: "raise first"}[aid(paid)]

    race.run(play, ends={"bill first", "raise first"})


def test_lowering_a_quota_against_a_bill(world: World, connect: Connect, race: Race) -> None:
    till, donor = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, mother, quota = family(world, account=200_00, limit=200_00)
        bill = world.bill(mother, (PILLS, 150_00))
        world.db.commit()
        paid, lowered = race.together(
            lambda: settle_one(till, world, bill),
            lambda: change(donor, world, mutual_aid.lower_quota, quota_id=quota.quota_id, limit_fen=50_00),
        )
        require_whole(world, son, quota, 200_00)
        if lowered == QuotaBelowUsed(used_fen=150_00, reserved_fen=0):
            assert aid(paid) == 150_00
            return "bill first"
        assert (lowered.limit_fen, aid(paid)) == (50_00, 50_00)
        return "lower first"

    race.run(play, ends={"bill first", "lower first"})


def test_closing_a_quota_against_a_bill(world: World, connect: Connect, race: Race) -> None:
    till, donor = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, mother, quota = family(world, account=200_00, limit=200_00)
        bill = world.bill(mother, (PILLS, 150_00))
        world.db.commit()
        paid, closed = race.together(
            lambda: settle_one(till, world, bill),
            lambda: change(donor, world, mutual_aid.close_quota, quota_id=quota.quota_id),
        )
        assert (closed.state, world.remaining(quota)) == ("closed", 0)
        assert closed.limit_fen == aid(paid)
        require_whole(world, son, quota, 200_00)
        return {150_00: "bill first", 0: "close first"}[aid(paid)]

    race.run(play, ends={"bill first", "close first"})


def test_dissolving_a_relation_against_a_bill(world: World, connect: Connect, race: Race) -> None:
    """R-14: the bill is wholly before, or sees the relation ended."""
    till, mothers_phone = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, mother, quota = family(world, account=200_00, limit=200_00)
        bill = world.bill(mother, (PILLS, 150_00))
        world.db.commit()
        paid, dissolved = race.together(
            lambda: settle_one(till, world, bill), lambda: dissolve(mothers_phone, world, quota.relation_id)
        )
        assert dissolved.state == "dissolved"
        assert world.own(son) == 200_00 - aid(paid)
        require_whole(world, son, quota, 200_00)
        return {150_00: "bill first", 0: "dissolved first"}[aid(paid)]

    race.run(play, ends={"bill first", "dissolved first"})


def test_dissolving_a_relation_against_a_cancel(world: World, connect: Connect, race: Race) -> None:
    """S-21, S-22: whichever way the money takes, it is the donor's again."""
    till, mothers_phone = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, mother, quota = family(world, account=200_00, limit=200_00)
        cancel = world.cancel(world.buy(mother, (PILLS, 150_00)))
        world.db.commit()
        cancelled, _ = race.together(
            lambda: settle_one(till, world, cancel), lambda: dissolve(mothers_phone, world, quota.relation_id)
        )
        assert (aid(cancelled), world.own(son), world.remaining(quota)) == (-150_00, 200_00, 0)
        return "cancel first" if spent(world, quota) == 0 else "dissolved first"

    race.run(play, ends={"cancel first", "dissolved first"})


def test_another_order_against_a_bill(world: World, connect: Connect, race: Race) -> None:
    """Q-20."""
    till, mothers_phone = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        mother = world.resident("林二")
        older = world.share(world.employee("陈一", account=100_00), mother, PARENT, 100_00)
        world.later(minutes=1)
        newer = world.share(world.employee("陈二", account=100_00, pool=FUZHOU), mother, PARENT, 100_00)
        bill = world.bill(mother, (PILLS, 100_00))
        world.db.commit()
        paid, _ = race.together(
            lambda: settle_one(till, world, bill),
            lambda: attempt(mothers_phone, mutual_aid.order_quotas, beneficiary_id=mother, quota_ids=[newer.quota_id]),
        )
        ((pool, fen),) = [(line.donor_pool, line.amount_fen) for line in paid.aid]
        assert fen == 100_00
        assert world.remaining(older) + world.remaining(newer) == 100_00
        return {XIAMEN: "bill first", FUZHOU: "order first"}[pool]

    race.run(play, ends={"bill first", "order first"})


def test_raising_two_quotas_out_of_one_purse(world: World, connect: Connect, race: Race) -> None:
    """Q-02: there is enough for one of them."""
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, mother = world.employee("陈一", account=300_00), world.resident("林二")
        first = world.share(son, mother, PARENT, 100_00)
        second = world.share(son, world.resident("陈父", sex=1), PARENT, 100_00)
        world.db.commit()
        answers = race.together(
            lambda: change(one, world, mutual_aid.raise_quota, quota_id=first.quota_id, limit_fen=180_00),
            lambda: change(other, world, mutual_aid.raise_quota, quota_id=second.quota_id, limit_fen=180_00),
        )
        short = PersonalAccountInsufficient(available_fen=20_00, asked_fen=80_00)
        assert answers.count(short) == 1
        assert (world.own(son), world.remaining(first) + world.remaining(second)) == (20_00, 280_00)
        return ("second", "first")[answers.index(short)]

    race.run(play, ends={"first", "second"})


def test_raising_a_quota_against_what_the_donor_buys_himself(world: World, connect: Connect, race: Race) -> None:
    """Q-02, Q-13."""
    till, phone = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, _, quota = family(world, account=200_00, limit=100_00)
        bill = world.bill(son, (PILLS, 80_00))
        world.db.commit()
        bought, raised = race.together(
            lambda: settle_one(till, world, bill),
            lambda: change(phone, world, mutual_aid.raise_quota, quota_id=quota.quota_id, limit_fen=150_00),
        )
        own = bought.settlement.own_account_fen
        assert world.own(son) + world.remaining(quota) + own == 200_00
        if isinstance(raised, Quota):
            assert own == 50_00
            return "raise first"
        assert (own, raised) == (80_00, PersonalAccountInsufficient(available_fen=20_00, asked_fen=50_00))
        return "bill first"

    race.run(play, ends={"raise first", "bill first"})


def test_two_quotas_for_one_relation(world: World, connect: Connect, race: Race) -> None:
    """Q-01."""
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, mother = world.employee("陈一", account=300_00), world.resident("林二")
        relation = world.relate(son, mother, PARENT)
        world.db.commit()
        asked = [QuotaAsked(relation, limit, "OPEN", ALL_USES) for limit in (100_00, 120_00)]
        answers = race.together(
            lambda: change(one, world, mutual_aid.set_quota, asked=asked[0]),
            lambda: change(other, world, mutual_aid.set_quota, asked=asked[1]),
        )
        assert answers.count(QuotaExists()) == 1
        winner = answers.index(QuotaExists()) ^ 1
        assert world.own(son) == 300_00 - asked[winner].limit_fen
        return ("first", "second")[winner]

    race.run(play, ends={"first", "second"})


def test_the_last_change_of_a_day_is_made_once(world: World, connect: Connect, race: Race) -> None:
    """Q-09."""
    one, other = connect(autocommit=True), connect(autocommit=True)
    world.policy = policy_of_pool(XIAMEN, quota__daily_changes=1)

    def play() -> str:
        son, _, quota = family(world, account=200_00, limit=100_00)
        world.db.commit()
        answers = race.together(
            lambda: change(one, world, mutual_aid.raise_quota, quota_id=quota.quota_id, limit_fen=150_00),
            lambda: change(other, world, mutual_aid.lower_quota, quota_id=quota.quota_id, limit_fen=50_00),
        )
        assert answers.count(QuotaChangedTooOften(changes=1)) == 1
        require_whole(world, son, quota, 200_00)
        return "raised" if isinstance(answers[0], Quota) else "lowered"

    race.run(play, ends={"raised", "lowered"})


def test_closing_a_quota_against_dissolving_its_relation(world: World, connect: Connect, race: Race) -> None:
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, _, quota = family(world, account=200_00, limit=100_00)
        world.db.commit()
        closed, dissolved = race.together(
            lambda: change(one, world, mutual_aid.close_quota, quota_id=quota.quota_id),
            lambda: dissolve(other, world, quota.relation_id),
        )
        assert isinstance(dissolved, AidRelation)
        assert world.own(son) == 200_00
        return "dissolved first" if closed == QuotaUnknown() else "closed first"

    race.run(play, ends={"closed first", "dissolved first"})


def test_both_sides_dissolve_at_once(world: World, connect: Connect, race: Race) -> None:
    """R-08."""
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, _, quota = family(world, account=200_00, limit=100_00)
        world.db.commit()
        answers = race.together(
            lambda: dissolve(one, world, quota.relation_id), lambda: dissolve(other, world, quota.relation_id)
        )
        assert answers.count(RelationNotActive(state="dissolved")) == 1
        assert world.own(son) == 200_00
        return "first" if isinstance(answers[0], AidRelation) else "second"

    race.run(play, ends={"first", "second"})


def test_setting_a_quota_against_dissolving_the_relation(world: World, connect: Connect, race: Race) -> None:
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, mother = world.employee("陈一", account=200_00), world.resident("林二")
        relation = world.relate(son, mother, PARENT)
        world.db.commit()
        asked = QuotaAsked(relation, 100_00, "OPEN", ALL_USES)
        quota, dissolved = race.together(
            lambda: change(one, world, mutual_aid.set_quota, asked=asked), lambda: dissolve(other, world, relation)
        )
        assert isinstance(dissolved, AidRelation)
        assert world.own(son) == 200_00
        assert mutual_aid.find_quotas(world.db, beneficiaries=[mother]) == {}
        return "set first" if isinstance(quota, Quota) else "dissolved first"

    race.run(play, ends={"set first", "dissolved first"})


def test_one_pair_asks_twice_for_its_relation(world: World, connect: Connect, race: Race) -> None:
    """R-15."""
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, mother = world.employee("陈一"), world.resident("林二")
        world.db.commit()
        asked = RelationAsked(son, mother, PARENT, "verified", world.now, world.now)
        answers = race.together(
            lambda: change(one, world, mutual_aid.create_relation, asked=asked),
            lambda: change(other, world, mutual_aid.create_relation, asked=asked),
        )
        assert answers.count(RelationExists()) == 1
        return ("second", "first")[answers.index(RelationExists())]

    race.run(play, ends={"first", "second"})


def test_two_women_marry_one_man(world: World, connect: Connect, race: Race) -> None:
    """R-06: each tells it of herself, so that only he is in both."""
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        man, women = world.employee("陈一", sex=1), [world.employee("林二"), world.employee("林三")]
        world.db.commit()
        asked = [RelationAsked(woman, man, SPOUSE, "verified", world.now, world.now) for woman in women]
        answers = race.together(
            lambda: change(one, world, mutual_aid.create_relation, asked=asked[0]),
            lambda: change(other, world, mutual_aid.create_relation, asked=asked[1]),
        )
        refused = KinContradiction(reason="second_spouse")
        assert answers.count(refused) == 1
        return ("second", "first")[answers.index(refused)]

    race.run(play, ends={"first", "second"})


def test_husband_and_wife_raise_what_they_give_each_other(world: World, connect: Connect, race: Race) -> None:
    """Each is the other's donor: without one lock order they would wait for each other."""
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        husband, wife = world.employee("陈一", account=200_00, sex=1), world.employee("林二", account=200_00)
        for_her = world.share(husband, wife, SPOUSE, 100_00)
        for_him = world.share(wife, husband, SPOUSE, 100_00)
        world.db.commit()
        answers = race.together(
            lambda: change(one, world, mutual_aid.raise_quota, quota_id=for_her.quota_id, limit_fen=150_00),
            lambda: change(other, world, mutual_aid.raise_quota, quota_id=for_him.quota_id, limit_fen=150_00),
        )
        assert [answer.limit_fen for answer in answers] == [150_00, 150_00]
        assert (world.own(husband), world.own(wife)) == (50_00, 50_00)
        return "both"

    race.run(play, ends={"both"})


def test_a_monthly_credit_against_a_bill(world: World, connect: Connect, race: Race) -> None:
    """P-04, I-2."""
    till, office = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son = world.employee("陈一", account=50_00)
        bill = world.bill(son, (PILLS, 100_00))
        month = Credit(son, EMPLOYEE, 202611, "individual", 30_00)
        world.db.commit()
        bought, _ = race.together(
            lambda: settle_one(till, world, bill),
            lambda: attempt(office, insured.credit_month, credits=[month], now=world.now),
        )
        own = bought.settlement.own_account_fen
        assert world.own(son) + own == 80_00
        return {50_00: "bill first", 80_00: "credit first"}[own]

    race.run(play, ends={"bill first", "credit first"})


def test_restricting_a_quotas_uses_against_a_bill(world: World, connect: Connect, race: Race) -> None:
    """Q-21: the bill is wholly before, or is left out."""
    till, donor = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, mother, quota = family(world, account=200_00, limit=200_00)
        bill = world.bill(mother, (PILLS, 150_00))
        world.db.commit()
        paid, changed = race.together(
            lambda: settle_one(till, world, bill),
            lambda: change(
                donor, world, mutual_aid.change_uses, quota_id=quota.quota_id, uses=Use.VISIT, by=By(son, "app")
            ),
        )
        assert changed.uses == Use.VISIT
        require_whole(world, son, quota, 200_00)
        return {150_00: "bill first", 0: "uses first"}[aid(paid)]

    race.run(play, ends={"bill first", "uses first"})
