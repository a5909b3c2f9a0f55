"""The races of tills again, through HTTP, at a server with two workers (`serve --workers 2`)."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from http.client import HTTPConnection
from random import Random

import pytest
from psycopg import IsolationLevel

from gongji.edge.postgres import Database
from gongji.kinship import NearRelative
from gongji.mutual_aid import Quota
from gongji.verification import verify
from tests.edge.gateway.till import code_of, encoded
from tests.messages import Customer, Json, cancel, customer_of, reversal, sale
from tests.races.conftest import TILLS
from tests.races.race import Race
from tests.serving import Serving
from tests.world import PHARMACY, World, furnished_world


@dataclass
class Shop:
    """Twenty tills with a connection each, which the system spreads over the workers."""

    world: World
    tills: list[HTTPConnection]
    random: Random = field(default_factory=lambda: Random(2))

    def family(self, limit: int) -> tuple[Customer, Quota]:
        """A mother, and what her son set aside for her."""
        son, mother = self.world.employee("陈一", account=limit), self.world.resident("林二")
        quota = self.world.share(son, mother, NearRelative.PARENT, limit)
        self.world.db.commit()
        return customer_of(self.world.db, self.world.keys, mother), quota

    def number(self) -> str:
        return f"{PHARMACY}{next(self.world.numbers):018d}"

    def at_two_tills(self, race: Race, first: Json, second: Json) -> list[Json]:
        """The answers to two messages sent at the same moment, half of the time to two workers."""
        one, other = self.random.sample(self.tills, 2)
        return race.together(lambda: post(one, first), lambda: post(other, second))

    def remaining(self, quota: Quota) -> int:
        self.world.db.commit()
        return self.world.remaining(quota)


@pytest.fixture(scope="module")
def shop(fresh_database: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop at a server of two workers; when it closes, the books agree."""
    database, folder = fresh_database(), tmp_path_factory.mktemp("shop")
    with database.app_connection() as db:
        world = furnished_world(db, folder / "keys.json")
        db.commit()
        serving = Serving(database.url, keys=folder / "keys.json", log=folder / "serve.log")
        serving.start()
        try:
            serving.wait_until_ready()
            yield Shop(world, [HTTPConnection("127.0.0.1", serving.port) for _ in range(TILLS)])
        finally:
            serving.kill()
    with database.app_connection() as books:
        books.isolation_level = IsolationLevel.REPEATABLE_READ
        assert verify(books) == []


@pytest.fixture
def race(long: bool) -> Race:
    return Race(1000 if long else 12)


def post(till: HTTPConnection, message: Json) -> Json:
    """The answer to a message, which HTTP must have carried well."""
    till.request("POST", "/callService", encoded(message))
    response = till.getresponse()
    body = response.read()
    assert response.status == 200, body
    answer: Json = json.loads(body, parse_float=Decimal)
    return answer


def aid(answer: Json) -> int:
    assert answer["infcode"] == "0", answer
    return int(answer["output"]["setlinfo"]["acct_mulaid_pay"] * 100)


def test_twenty_tills_at_two_workers_spend_exactly_the_quota(shop: Shop, race: Race) -> None:
    def play() -> str:
        mother, quota = shop.family(limit=1_000_00)
        bills = [sale(mother, 73_50, message_id=shop.number()) for _ in shop.tills]
        answers = race.together(
            *[lambda till=till, bill=bill: post(till, bill) for till, bill in zip(shop.tills, bills, strict=True)]
        )
        paid = [aid(answer) for answer in answers]
        assert sorted(paid) == [0] * 6 + [44_50] + [73_50] * 13
        assert shop.remaining(quota) == 0
        return "the first till was paid in full" if paid[0] == 73_50 else "the first till was not"

    race.run(play, ends={"the first till was paid in full", "the first till was not"})


def test_a_new_bill_against_the_cancel_that_would_pay_for_it(shop: Shop, race: Race) -> None:
    def play() -> str:
        mother, quota = shop.family(limit=100_00)
        bought = post(shop.tills[0], sale(mother, 100_00, message_id=shop.number()))
        bill = sale(mother, 80_00, message_id=shop.number())
        paid, cancelled = shop.at_two_tills(race, bill, cancel(bought["output"], message_id=shop.number()))
        assert aid(cancelled) == -100_00
        assert aid(paid) + shop.remaining(quota) == 100_00
        return {80_00: "cancel first", 0: "bill first"}[aid(paid)]

    race.run(play, ends={"cancel first", "bill first"})


def test_a_bill_against_its_own_reversal(shop: Shop, race: Race) -> None:
    """S-15: either it is undone, or it can never be paid."""

    def play() -> str:
        mother, quota = shop.family(limit=100_00)
        bill = sale(mother, 100_00, message_id=shop.number())
        paid, reversed_ = shop.at_two_tills(race, bill, reversal(bill, message_id=shop.number()))
        assert reversed_["infcode"] == "0"
        assert shop.remaining(quota) == 100_00
        assert code_of(post(shop.tills[0], bill)) == "SETTLE_REVERSED"
        if paid["infcode"] == "0":
            return "bill first"
        assert code_of(paid) == "SETTLE_REVERSED"
        return "reversal first"

    race.run(play, ends={"bill first", "reversal first"})


def test_one_message_on_two_connections_is_booked_once_and_answered_twice(shop: Shop, race: Race) -> None:
    """S-12."""

    def play() -> str:
        mother, quota = shop.family(limit=100_00)
        bill = sale(mother, 60_00, message_id=shop.number())
        first, second = shop.at_two_tills(race, bill, bill)
        assert first["output"] == second["output"]
        assert aid(first) == 60_00
        assert shop.remaining(quota) == 40_00
        return "once"

    race.run(play, ends={"once"})


def test_one_message_number_with_two_contents(shop: Shop, race: Race) -> None:
    """S-12."""

    def play() -> str:
        mother, quota = shop.family(limit=100_00)
        number = shop.number()
        bills = [sale(mother, fen, message_id=number) for fen in (60_00, 70_00)]
        answers = shop.at_two_tills(race, *bills)
        (winner,) = [place for place, answer in enumerate(answers) if answer["infcode"] == "0"]
        assert code_of(answers[winner ^ 1]) == "IDEMPOTENCY_CONFLICT"
        assert aid(answers[winner]) == (60_00, 70_00)[winner] == 100_00 - shop.remaining(quota)
        return ("first", "second")[winner]

    race.run(play, ends={"first", "second"})
