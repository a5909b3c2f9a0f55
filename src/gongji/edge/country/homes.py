"""Where the families of the country live: elders in every pool, their children mostly in another province."""

import random
from dataclasses import dataclass
from functools import cache

from gongji.edge.country.plan import Plan
from gongji.edge.invented.family import ELDERS, FAMILY, SIBLINGS, Bond, Member, bonds
from gongji.ground import divisions
from gongji.ground.divisions import Pool, PoolKind
from gongji.ground.value import value

# How many of a hundred who have an account live in another province than their parents, and how many in another pool
# of the same one; the rest at home. Nobody has published it.
IN_ANOTHER_PROVINCE = 60
IN_ANOTHER_POOL = 25
# By turn: the first quota is often spent within the month, so that some bills are paid by two or three relatives.
LIMITS_FEN = ((200_00, 600_00, 2_000_00), (500_00, 1_500_00, 5_000_00), (10_000_00,))


@dataclass(frozen=True, slots=True)
class Citizen(Member):
    """Somebody of the country. lives_in: the pool where she is insured, as its six digits."""

    lives_in: str

    @property
    def division(self) -> str:
        """Where she is insured."""
        return self.lives_in


@value
class Country:
    """The people of a plan."""

    plan: Plan

    @property
    def pools(self) -> tuple[Pool, ...]:
        """The 337 of the plan's month."""
        return _pools(self.plan)

    def citizen(self, place: int) -> Citizen:
        """By her place in the line."""
        family, member = divmod(place, FAMILY)
        return Citizen(place, str(self.homes(family)[member].code))

    def homes(self, family: int) -> tuple[Pool, ...]:
        """The pool of everybody in a family."""
        return _homes(self.plan, family)

    def bonds(self) -> list[Bond]:
        """Who lets whom spend, and how much."""
        given = bonds(self.plan.families, self.plan.quotas, member=self.citizen)
        return [Bond(one.donor, one.beneficiary, one.relation, one.turn, self._limit_fen(one)) for one in given]

    def _limit_fen(self, bond: Bond) -> int:
        limits = LIMITS_FEN[bond.turn]
        return limits[(bond.donor.place * 7 + bond.beneficiary.place + self.plan.seed) % len(limits)]


@cache
def _pools(plan: Plan) -> tuple[Pool, ...]:
    kinds = (PoolKind.PREFECTURE, PoolKind.MUNICIPALITY)
    return tuple(pool for pool in divisions.pools(plan.first_day) if pool.kind in kinds)


@cache
def _in_turn(plan: Plan) -> list[Pool]:
    """Every pool once, so that each has families before one has two."""
    return random.Random(f"{plan.seed} pools").sample(_pools(plan), len(_pools(plan)))


@cache
def _homes(plan: Plan, family: int) -> tuple[Pool, ...]:
    turn = _in_turn(plan)
    home = turn[family % len(turn)]
    chance = random.Random(f"{plan.seed} family {family}")
    return (*[_away(plan, home, chance) for _ in range(SIBLINGS)], *[home] * ELDERS)


def _away(plan: Plan, home: Pool, chance: random.Random) -> Pool:
    """Where somebody went who has parents in a pool."""
    drawn = chance.random() * 100
    if drawn < IN_ANOTHER_PROVINCE:
        return chance.choice([pool for pool in _pools(plan) if pool.province != home.province])
    if drawn < IN_ANOTHER_PROVINCE + IN_ANOTHER_POOL:
        return chance.choice([pool for pool in _pools(plan) if pool.province == home.province])
    return home
