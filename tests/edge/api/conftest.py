"""Callers of the API: each with a token of her own, against the application itself and a database of the test."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from psycopg import Connection

from gongji import access, institutions, insured
from gongji.access import Role
from gongji.edge.asgi import serving_pool
from gongji.edge.clock import Clock
from gongji.edge.office import Office
from gongji.edge.pages import make_pages
from gongji.edge.postgres import Database, Server
from gongji.ground.policy import published
from gongji.ground.value import replace
from tests.conftest import name_of, superuser_of
from tests.emptied import Emptying
from tests.world import NOON, World, furnished_world

Json = dict[str, Any]
HOUR = timedelta(hours=1)


class Application:
    """The application, made once for all tests, since that takes longer than most of them; its office is the test's."""

    def __init__(self) -> None:
        self.office: Office | None = None
        self.pages = make_pages(cast("Office", self))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.office, name)


@dataclass
class House:
    """The application and the world it serves; `at` moves its clock."""

    world: World
    office: Office
    loop: asyncio.AbstractEventLoop
    application: Application
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def at(self, moment: datetime) -> None:
        """Go on at another moment."""
        self.office = replace(self.office, clock=Clock(frozen_at=moment))
        self.world.now = moment

    def citizen(self, person_id: int) -> "Caller":
        """Somebody insured, who has just signed in."""
        return self._caller(person_id, is_staff=False, channel="app")

    def staff(self, login: str, role: Role, region: int) -> "Caller":
        """A member of staff at her counter."""
        staff_id = access.enter_staff(self.world.db, login=login)
        access.grant_role(self.world.db, staff_id=staff_id, role=role, region=region, now=self.world.now)
        return self._caller(staff_id, is_staff=True, channel="counter")

    def institution(self, login: str, code: str) -> "Caller":
        """Somebody who speaks for a hospital or pharmacy."""
        known = institutions.find_institutions(self.world.db, codes=[code])[code]
        staff_id = access.enter_staff(self.world.db, login=login)
        access.grant_role(
            self.world.db,
            staff_id=staff_id,
            role=Role.INSTITUTION,
            region=known.pool,
            institution_no=known.institution_no,
            now=self.world.now,
        )
        return self._caller(staff_id, is_staff=True, channel="office")

    def stranger(self) -> "Caller":
        """Somebody without a token."""
        return Caller(self, {})

    def _caller(self, holder_id: int, *, is_staff: bool, channel: str) -> "Caller":
        token = access.issue_token(
            self.world.db, holder_id=holder_id, is_staff=is_staff, channel=channel, now=self.world.now, lasts=HOUR
        )
        self.world.db.commit()
        return Caller(self, {"authorization": f"Bearer {token}"})

    def certificate(self, person_id: int) -> Json:
        """A person as a relative would name her."""
        person = insured.find_people(self.world.db, people=[person_id])[person_id]
        fields = person.personal_fields(self.world.keys)
        self.world.db.commit()
        return {"name": fields.name, "certificate_number": fields.certificate_number}

    def number(self, person_id: int) -> str:
        """A person's number."""
        person = insured.find_people(self.world.db, people=[person_id])[person_id]
        self.world.db.commit()
        return person.personal_fields(self.world.keys).person_number

    def ask(self, method: str, path: str, headers: dict[str, str], body: Any) -> httpx.Response:
        """One request to the application as it is now."""

        self.application.office = self.office

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.application.pages)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url="http://gongji") as client:
                content = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
                return await client.request(method, path, headers=headers, **content)

        return self.loop.run_until_complete(send())


@dataclass
class Caller:
    """Asks with her token; writes carry a fresh Idempotency-Key unless one is given."""

    house: House
    headers: dict[str, str]

    def serving(self, person_number: str) -> "Caller":
        """The same caller, about somebody's affairs."""
        return Caller(self.house, self.headers | {"acts-for": person_number})

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.house.ask("GET", f"/api/v1{path}", self.headers | headers, None)

    def write(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, **headers: str
    ) -> httpx.Response:
        fresh = {"idempotency-key": key or f"key-{next(self.house.numbers)}"}
        return self.house.ask(method, f"/api/v1{path}", self.headers | fresh | headers, body)

    def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return self.write("POST", path, body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return self.write("PUT", path, body, **more)

    def good(self, response: httpx.Response) -> Any:
        """The answer of a request that must succeed."""
        assert response.status_code in (200, 201), response.text
        return response.json()

    def did(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.good(self.post(path, body, **more))

    def sees(self, path: str) -> Any:
        return self.good(self.get(path))


def refusal(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a problem, which must be worded."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["detail"]
    return response.status_code, problem["code"]


@pytest.fixture(scope="session")
def application() -> Application:
    return Application()


@pytest.fixture(scope="session")
def emptied(fresh_database: Callable[..., Database], server: Server) -> tuple[Database, Emptying]:
    """The database of all tests of the API in one worker."""
    database = fresh_database()
    with superuser_of(server, name_of(database)) as db:
        return database, Emptying(db)


@pytest.fixture
def database(emptied: tuple[Database, Emptying], server: Server) -> Iterator[Database]:
    """A database without rows for this test alone."""
    database, emptying = emptied
    yield database
    with superuser_of(server, name_of(database)) as db:
        emptying.restore(db)


@pytest.fixture
def house(database: Database, db: Connection[Any], tmp_path: Path, application: Application) -> Iterator[House]:
    """A furnished world, committed, and the application on its database."""
    world = furnished_world(db, tmp_path / "keys.json")
    db.commit()
    with serving_pool(database.url, size=2) as pool, asyncio.Runner() as runner:
        office = Office(pool=pool, settling=pool, keys=world.keys, clock=Clock(frozen_at=NOON), policy=published())
        yield House(world, office, runner.get_loop(), application)
