"""Whatever the OpenAPI document allows or forbids to be sent, no door breaks: schemathesis thinks of the requests."""

import json
from contextlib import nullcontext, suppress
from itertools import cycle
from typing import Any
from urllib.parse import quote, urlencode

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from gongji.access import Role
from gongji.kinship import NearRelative
from tests.edge.api.conftest import Caller, House
from tests.world import LANZHOU

Door = APIOperation[Any, Any, Any, Any]
Asked = Case[Any]
REQUESTS_A_DOOR, REQUESTS_A_DOOR_LONG = 3, 300


def test_no_request_makes_a_door_break(house: House, long: bool) -> None:
    world = house.world
    daughter, mother = world.employee("苏晓", account=1_000_00), world.resident("马桂")
    world.share(daughter, mother, NearRelative.PARENT, 100_00)
    world.db.commit()
    callers = cycle([house.citizen(daughter), house.citizen(mother), house.staff("lz-1", Role.CLERK, LANZHOU)])
    document = house.ask("GET", "/api/openapi.json", {}, None).json()
    schema = schemathesis.openapi.from_dict(document)
    many = REQUESTS_A_DOOR_LONG if long else REQUESTS_A_DOOR
    doors = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(doors) == sum(len(methods) for methods in document["paths"].values())
    for door in doors:
        for mode in GenerationMode:
            knock(house, callers, door, mode, many)
    world.require_books_agree()


def knock(
    house: House, callers: "cycle[Caller]", door: "APIOperation[Any, Any, Any, Any]", mode: Any, many: int
) -> None:
    """Send a door requests that its description allows, or that it forbids."""

    @settings(
        max_examples=many,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=door.as_strategy(generation_mode=mode))
    def send(case: Asked) -> None:
        answer = ask(house, next(callers), case)
        assert answer.status_code < 500, (case.method, case.formatted_path, case.body, answer.text)

    # A door without parameters and body cannot be asked wrongly.
    with suppress(Unsatisfiable) if mode is GenerationMode.NEGATIVE else nullcontext():
        send()


def ask(house: House, caller: Caller, case: Asked) -> Any:
    """A case as a request of this caller."""
    said = {**dict(case.headers or {}), "idempotency-key": f"key-{next(house.numbers)}"}
    given = {name.lower(): quote(str(value)) for name, value in said.items()}
    path = case.formatted_path
    if case.query:
        path += "?" + urlencode(dict(case.query), doseq=True)
    body = json.dumps(case.body, default=str).encode() if case.body is not None else None
    return house.ask(case.method, path, given | {"content-type": "application/json"} | caller.headers, body)
