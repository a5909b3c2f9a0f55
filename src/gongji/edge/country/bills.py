"""What the people of a lane buy on a day, and what they take back: the same whenever one asks."""

import random
from array import array
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, Self

from psycopg import Connection

from gongji import insured
from gongji.edge.country.homes import Country
from gongji.edge.country.plan import HOSPITALS_EACH, LANES, PHARMACIES_EACH
from gongji.edge.invented.basket import baskets, bill
from gongji.edge.invented.family import FAMILY, SIBLINGS
from gongji.ground.divisions import Pool
from gongji.ground.keys import KeyStore
from gongji.ground.value import value
from gongji.insured import EMPLOYEE, RESIDENT
from gongji.settlement import Cancel, Line, MessageKey, Pay, Visit

# Of a hundred bills at institutions and pharmacies (B-12: 78 and 5, without 17 of premiums).
AT_HOSPITALS = 94
# Of a hundred: where one is insured, where a relative lives, anywhere.
AT_HOME, AT_RELATIVES = 85, 10
# Of a hundred, an elder; others buy on their own accounts.
ELDERS_BUY = 88
# Every hundredth bill is cancelled the same evening, and every hundredth the day after.
SAME_DAY, NEXT_DAY = 7, 57
PEOPLE_AT_ONCE = 5_000
# So that a use of aid is some 200 yuan at a hospital, as one across pools was in 2024.
PRICES_FEN = {
    Visit.PHARMACY: (5_80, 8_80, 12_50, 19_80, 33_00),
    Visit.OUTPATIENT: (22_00, 35_00, 60_00, 98_00, 180_00),
}


@value
class Crowd:
    """The people of a lane. people: their identifiers, family by family."""

    country: Country
    lane: int
    people: "array[int]"

    @classmethod
    def read(cls, db: Connection[Any], keys: KeyStore, country: Country, lane: int) -> Self:
        """Find everybody."""
        numbers = [
            country.citizen(family * FAMILY + member).person_number
            for family in range(lane, country.plan.families, LANES)
            for member in range(FAMILY)
        ]
        people = array("q")
        for first in range(0, len(numbers), PEOPLE_AT_ONCE):
            some = numbers[first : first + PEOPLE_AT_ONCE]
            found = insured.by_number(db, keys, person_numbers=some)
            people.extend(found[number] for number in some)
        return cls(country, lane, people)

    @property
    def families(self) -> int:
        """How many."""
        return len(self.people) // FAMILY


def bills_of(crowd: Crowd, day: date) -> Iterator[Pay]:
    """What is bought on a day of the month."""
    plan = crowd.country.plan
    chance = random.Random(f"{plan.seed} {day} {crowd.lane}")
    for number in plan.bills(day, crowd.lane):
        family = int(chance.random() * crowd.families)
        elder = chance.random() * 100 < ELDERS_BUY
        member = int(chance.random() * (FAMILY - SIBLINGS)) + SIBLINGS if elder else int(chance.random() * SIBLINGS)
        pool = _where(crowd, family, member, chance)
        at, visit = _institution(pool, chance)
        yield bill(
            _key(at, day, 0, number),
            person_id=crowd.people[family * FAMILY + member],
            scheme=RESIDENT if elder else EMPLOYEE,
            visit=visit,
            lines=chance.choice(_stock(plan.seed, visit)),
        )


def taken_back(crowd: Crowd, bills: list[Pay], *, on: date, which: int) -> Iterator[tuple[Pay, MessageKey]]:
    """The bills of a day that are cancelled, with the key under which they are. which: SAME_DAY or NEXT_DAY."""
    numbers = crowd.country.plan.bills(on, crowd.lane)
    for number, one in zip(numbers, bills, strict=True):
        if number % 100 == which:
            yield one, _key(one.key.institution, on + timedelta(days=which == NEXT_DAY), 1, number)


def cancel(one: Pay, key: MessageKey, *, settlement_id: int) -> Cancel:
    """The cancel of a bill that was settled; one without a visit has its own number as its visit's."""
    return Cancel(key, one.person_id, settlement_id, settlement_id, "0001")


def _key(at: str, day: date, kind: int, number: int) -> MessageKey:
    return MessageKey(at, f"{at}{day:%y%m%d}{kind}{number:011d}", number.to_bytes(16))


def _where(crowd: Crowd, family: int, member: int, chance: random.Random) -> Pool:
    homes = crowd.country.homes(crowd.lane + family * LANES)
    drawn = chance.random() * 100
    if drawn < AT_HOME:
        return homes[member]
    if drawn < AT_HOME + AT_RELATIVES:
        return chance.choice(homes)
    return chance.choice(crowd.country.pools)


def _institution(pool: Pool, chance: random.Random) -> tuple[str, Visit]:
    if chance.random() * 100 < AT_HOSPITALS:
        return f"H{pool.code}{chance.randint(1, HOSPITALS_EACH):05d}", Visit.OUTPATIENT
    return f"P{pool.code}{chance.randint(1, PHARMACIES_EACH):05d}", Visit.PHARMACY


@cache
def _stock(seed: int, visit: Visit) -> list[tuple[Line, ...]]:
    return baskets(random.Random(f"{seed} baskets"), prices_fen=PRICES_FEN[visit])
