"""Pharmacy bills of three lines, an endless row of them: anybody buys, in any pharmacy of any pool."""

import random
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from psycopg import Connection

from gongji.edge.clock import Clock
from gongji.edge.invented.basket import baskets, bill
from gongji.edge.invented.goods import DIVISIONS, pharmacy_codes
from gongji.ground.calendar import beijing_day
from gongji.ground.divisions import pool_of
from gongji.ground.policy import PolicySet, published
from gongji.settlement import MessageKey, Pay, Visit

# Of the hot run: this many of a hundred bills go to one pharmacy.
HOT_PERCENT = 90
# Every third pool lets its fund pay at pharmacies, so that part of the bills has a deductible, a fund and a spender
# row to write.
WITH_BENEFIT = DIVISIONS[::3]
BENEFIT = """
[[benefit]]
scheme = {scheme}
visit = "pharmacy"
level = "*"
deductible_fen = 5_000
ratio_e4 = 5_000
ceiling_fen = 200_000
from = 2024-01-01
source = "the bench's own"
"""


@cache
def policy() -> PolicySet:
    """What this release publishes, and a pharmacy benefit in some pools."""
    today = beijing_day(Clock().now())
    both = BENEFIT.format(scheme=310) + BENEFIT.format(scheme=390)
    return PolicySet(published().files | {f"pools/{pool_of(where, on=today)}.toml": both for where in WITH_BENEFIT})


@dataclass(frozen=True, slots=True)
class Buyers:
    """Everybody, as identifiers and schemes side by side: a million of them take 10 MB."""

    people: "array[int]"
    schemes: "array[int]"

    @classmethod
    def read(cls, db: Connection[Any]) -> Self:
        """Read them all."""
        people, schemes = array("q"), array("h")
        with db.cursor().copy("copy (select person_id, scheme from insured_relation) to stdout") as rows:
            rows.set_types(["int8", "int2"])
            for person_id, scheme in rows.rows():
                people.append(person_id)
                schemes.append(scheme)
        return cls(people, schemes)


def message_numbers(lane: int) -> Iterator[int]:
    """Eighteen digits that follow an institution's code, rising and never used before; lane: 0 to 9, one a process."""
    microseconds = time.time_ns() // 1000
    while True:
        yield microseconds * 10 + lane
        microseconds += 1


def bills(buyers: Buyers, *, lane: int, hot: bool) -> Iterator[Pay]:
    """Bills as the gateway makes them of messages. lane: as in message_numbers. hot: one pharmacy takes most."""
    chance = random.Random(time.time_ns())
    stock = baskets(chance)
    codes = pharmacy_codes()
    for number in message_numbers(lane):
        at = codes[0] if hot and chance.random() * 100 < HOT_PERCENT else chance.choice(codes)
        who = int(chance.random() * len(buyers.people))
        yield bill(
            MessageKey(at, f"{at}{number:018d}", number.to_bytes(16)),
            person_id=buyers.people[who],
            scheme=buyers.schemes[who],
            visit=Visit.PHARMACY,
            lines=chance.choice(stock),
        )
