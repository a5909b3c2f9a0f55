"""Whatever a family does, not a fen is lost: what the donor has, what is set aside and what is spent add up."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongji import mutual_aid
from gongji.ground.refusal import Refusal
from gongji.kinship import NearRelative
from gongji.mutual_aid import ALL_USES, QuotaAsked
from gongji.settlement import Settled
from tests.mutual_aid.books import credit, policy_of_pool, spent
from tests.world import PILLS, XIAMEN, World

CARRIED, CURRENT = 300_00, 200_00
VERBS = ("set_quota", "raise_quota", "lower_quota", "close_quota", "dissolve", "relate", "pay", "cancel")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(VERBS), st.integers(0, 1), st.sampled_from([0, 1, 99_99, 150_00, 320_00, 500_00, 501_00])
    ),
    min_size=1,
    max_size=15,
)


class Family:
    """A donor, two relatives, and what they do; refusals are part of life."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.donor = world.employee("陈一", account=CARRIED)
        credit(world, self.donor, CURRENT)
        self.relatives = [world.resident("林二"), world.resident("林三")]
        self.relations = [world.relate(self.donor, one, NearRelative.PARENT) for one in self.relatives]
        self.bought: list[Settled] = []
        self.quotas: set[int] = set()

    def do(self, verb: str, who: int, fen: int) -> None:
        with suppress(Refusal):
            getattr(self, verb)(who, fen)

    def set_quota(self, who: int, fen: int) -> None:
        asked = QuotaAsked(self.relations[who], fen, "OPEN", ALL_USES)
        self.quotas.add(self.change(mutual_aid.set_quota, asked=asked).quota_id)

    def raise_quota(self, who: int, fen: int) -> None:
        self.change(mutual_aid.raise_quota, quota_id=self.active(who), limit_fen=fen)

    def lower_quota(self, who: int, fen: int) -> None:
        self.change(mutual_aid.lower_quota, quota_id=self.active(who), limit_fen=fen)

    def close_quota(self, who: int, fen: int) -> None:
        self.change(mutual_aid.close_quota, quota_id=self.active(who))

    def dissolve(self, who: int, fen: int) -> None:
        mutual_aid.dissolve(self.world.db, relation_id=self.relations[who], reason="DONOR_REQUEST", now=self.world.now)

    def relate(self, who: int, fen: int) -> None:
        self.relations[who] = self.world.relate(self.donor, self.relatives[who], NearRelative.PARENT)

    def pay(self, who: int, fen: int) -> None:
        if fen:
            self.bought.append(self.world.buy(self.relatives[who], (PILLS, fen)))

    def cancel(self, who: int, fen: int) -> None:
        if self.bought:
            self.world.done(self.world.cancel(self.bought.pop(who * (len(self.bought) - 1))))

    def change(self, verb: Callable[..., Any], **what: Any) -> Any:
        return verb(self.world.db, now=self.world.now, policy=self.world.policy, **what)

    def active(self, who: int) -> int:
        quotas = mutual_aid.find_quotas(self.world.db, beneficiaries=[self.relatives[who]])
        return next((quota.quota_id for quota in quotas.get(self.relatives[who], [])), 0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_the_donor_has_what_is_set_aside_and_what_is_spent_add_up(world: World, steps: list[Any]) -> None:
    """I-2, I-4, I-6, Q-04: after every step."""
    with world.db.transaction(force_rollback=True):
        world.policy = policy_of_pool(XIAMEN, quota__daily_changes=100)
        family = Family(world)
        for verb, who, fen in steps:
            family.do(verb, who, fen)
            quotas = mutual_aid.quotas_by_id(world.db, quota_ids=family.quotas)
            set_aside = sum(world.remaining(quota) for quota in quotas.values())
            paid = sum(one.settlement.aid_fen for one in family.bought)
            assert world.own(family.donor) + set_aside + paid == CARRIED + CURRENT
            for quota in quotas.values():
                remaining = world.remaining(quota)
                assert remaining >= 0
                assert quota.limit_fen == spent(world, quota) + remaining or quota.state == "closed"
                assert remaining == 0 or quota.state == "active"
