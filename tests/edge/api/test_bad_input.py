"""No door of the API breaks on what cannot be read: a wrong path or query value is a problem (RFC 9457)."""

import pytest

from tests.edge.api.conftest import House, refusal

WRONG_NUMBERS = ["x", "-1", "1.5", "9" * 40, "%00", "１２３", "1e3"]


@pytest.mark.parametrize("wrong", WRONG_NUMBERS)
def test_every_door_refuses_a_number_that_is_none(house: House, wrong: str) -> None:
    citizen = house.citizen(house.world.employee("陈一"))
    document = house.ask("GET", "/api/openapi.json", {}, None).json()
    for path, doors in document["paths"].items():
        if not path.startswith("/api/v1/"):
            continue
        for method, door in doors.items():
            named = path.removeprefix("/api/v1")
            for parameter in door.get("parameters", []):
                if parameter["in"] == "path":
                    named = named.replace("{" + parameter["name"] + "}", wrong)
            if named != path.removeprefix("/api/v1"):
                status, _ = refusal(citizen.write(method.upper(), named, {}))
                assert 400 <= status < 500, (method, named, status)
            queries = [p["name"] for p in door.get("parameters", []) if p["in"] == "query"]
            for name in queries if method == "get" else []:
                answer = citizen.get(f"{named}?side=given&{name}={wrong}")
                assert answer.status_code < 500, (named, name, answer.text)


@pytest.mark.parametrize("limit", ["0", "101", "-5", "many"])
def test_a_page_is_of_one_to_a_hundred(house: House, limit: str) -> None:
    citizen = house.citizen(house.world.employee("陈一"))
    assert refusal(citizen.get(f"/relations?side=given&limit={limit}"))[0] in (400, 422)
