"""Premiums ordered, paid, released and spent around at the same moment: one outcome each (B-07 … B-09)."""

from collections.abc import Callable
from typing import Any

from psycopg import Connection

from gongji import contributions, mutual_aid, wallet
from gongji.audit import By
from gongji.contributions import PremiumOrder, PremiumStateConflict, PremiumUnknown, Scheme, SplitChanged, State
from gongji.ground.policy import PolicySet
from gongji.kinship import NearRelative
from gongji.mutual_aid import Quota
from gongji.settlement import Settled
from tests.mutual_aid.guizhou import family as whole_balance_family
from tests.mutual_aid.guizhou import in_guizhou, limit
from tests.races.race import Race, attempt, settle_one
from tests.wallet.test_transfers import LEGACY, accepted, relative, sent
from tests.world import LANZHOU, PILLS, XIAMEN, World

Connect = Callable[..., Connection[Any]]
TAX = By(0, "tax")


def family(world: World, limit: int) -> tuple[int, int, Quota]:
    """A donor and his mother, with that much set aside for her."""
    son, mother = world.employee("陈一", account=500_00), world.resident("林二")
    return son, mother, world.share(son, mother, NearRelative.PARENT, limit)


def order(db: Connection[Any], world: World, person: int, key: str) -> Any:
    return attempt(
        db,
        contributions.reserve,
        person_id=person,
        scheme=Scheme.RESIDENT,
        year=2027,
        cash_fen=0,
        payer_id=person,
        told_key=key,
        now=world.now,
        policy=world.policy,
        by=TAX,
    )


def test_the_same_premium_is_ordered_by_two(world: World, connect: Connect, race: Race) -> None:
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        _, mother, quota = family(world, 500_00)
        world.db.commit()
        answers = race.together(lambda: order(one, world, mother, "1"), lambda: order(other, world, mother, "2"))
        (first,) = [place for place, answer in enumerate(answers) if isinstance(answer, PremiumOrder)]
        assert isinstance(answers[1 - first], PremiumUnknown)
        assert world.remaining(quota) == 100_00
        return ("one", "other")[first]

    race.run(play, ends={"one", "other"})


def test_a_premium_is_ordered_against_a_bill(world: World, connect: Connect, race: Race) -> None:
    till, app = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        _, mother, quota = family(world, 450_00)
        bill = world.bill(mother, (PILLS, 60_00))
        world.db.commit()
        paid, ordered = race.together(lambda: settle_one(till, world, bill), lambda: order(app, world, mother, "1"))
        assert isinstance(paid, Settled)
        if isinstance(ordered, SplitChanged):
            assert (paid.settlement.aid_fen, ordered.cash_fen, world.remaining(quota)) == (60_00, 10_00, 390_00)
            return "bill first"
        assert (paid.settlement.aid_fen, world.remaining(quota)) == (50_00, 0)
        return "order first"

    race.run(play, ends={"bill first", "order first"})


def test_a_premium_a_whole_balance_pays_against_what_the_donor_buys_himself(
    world: World, connect: Connect, race: Race
) -> None:
    """R-22."""
    till, app = connect(autocommit=True), connect(autocommit=True)
    in_guizhou(world)

    def play() -> str:
        son, mother, quota = whole_balance_family(world, account=450_00)
        bill = world.bill(son, (PILLS, 60_00))
        world.db.commit()
        paid, ordered = race.together(lambda: settle_one(till, world, bill), lambda: order(app, world, mother, "1"))
        assert isinstance(paid, Settled)
        if isinstance(ordered, SplitChanged):
            assert (paid.settlement.own_account_fen, ordered.cash_fen) == (60_00, 10_00)
            assert (world.own(son), limit(world, quota)) == (390_00, 0)
            return "bill first"
        assert isinstance(ordered, PremiumOrder)
        assert (paid.settlement.own_account_fen, world.own(son), limit(world, quota)) == (50_00, 0, 400_00)
        return "order first"

    race.run(play, ends={"bill first", "order first"})


def test_a_premium_a_lot_pays_against_giving_the_lot_back(world: World, connect: Connect, race: Race) -> None:
    """W-23, S-24."""
    one, other = connect(autocommit=True), connect(autocommit=True)
    shipped = world.policy
    world.policy = PolicySet(shipped.files | {f"pools/{pool}.toml": LEGACY for pool in (XIAMEN, LANZHOU)})

    def play() -> str:
        daughter = world.employee("苏晓", account=450_00)
        father = relative(world, daughter, "苏振海")
        lot = accepted(world, sent(world, daughter, father, 450_00))
        world.db.commit()
        ordered, given_back = race.together(
            lambda: order(one, world, father, "1"),
            lambda: attempt(
                other,
                wallet.give_back,
                transfer_id=lot.transfer_id,
                receiver_id=father,
                now=world.now,
                policy=world.policy,
                by=TAX,
            ),
        )
        if isinstance(ordered, SplitChanged):
            assert (ordered.cash_fen, given_back, world.own(daughter)) == (400_00, 450_00, 450_00)
            return "given back first"
        assert isinstance(ordered, PremiumOrder)
        assert (given_back, world.own(daughter)) == (50_00, 50_00)
        released: dict[str, Any] = {
            "state": State.FAILED,
            "reason": "",
            "now": world.now,
            "policy": world.policy,
            "by": TAX,
        }
        contributions.release(world.db, order_id=ordered.order_id, **released)
        assert world.own(daughter) == 450_00
        return "order first"

    race.run(play, ends={"given back first", "order first"})


def test_paid_against_released(world: World, connect: Connect, race: Race) -> None:
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        _, mother, quota = family(world, 400_00)
        waiting = order(world.db, world, mother, "1")
        which = {"order_id": waiting.order_id, "now": world.now, "by": TAX}
        contributions.sent(world.db, **which)
        world.db.commit()
        answers = race.together(
            lambda: attempt(one, contributions.paid, receipt="T1", **which),
            lambda: attempt(other, contributions.release, state=State.EXPIRED, reason="", policy=world.policy, **which),
        )
        (winner,) = [answer.state for answer in answers if isinstance(answer, PremiumOrder)]
        (loser,) = [answer.state for answer in answers if isinstance(answer, PremiumStateConflict)]
        assert (loser, world.remaining(quota)) == (winner, 0 if winner == State.PAID else 400_00)
        return str(winner)

    race.run(play, ends={"PAID", "EXPIRED"})


def test_released_against_a_relation_that_ends(world: World, connect: Connect, race: Race) -> None:
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        son, mother, quota = family(world, 400_00)
        waiting = order(world.db, world, mother, "1")
        world.db.commit()
        race.together(
            lambda: attempt(
                one,
                contributions.release,
                order_id=waiting.order_id,
                state=State.FAILED,
                reason="",
                now=world.now,
                policy=world.policy,
                by=TAX,
            ),
            lambda: attempt(
                other, mutual_aid.dissolve, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=world.now
            ),
        )
        assert (world.own(son), world.remaining(quota)) == (500_00, 0)
        (ended,) = mutual_aid.quotas_by_id(world.db, quota_ids=[quota.quota_id]).values()
        return "release first" if ended.limit_fen == 0 else "end first"

    race.run(play, ends={"release first", "end first"})
