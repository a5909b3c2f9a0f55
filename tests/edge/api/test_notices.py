"""The inbox through the API: in order, page by page, in the reader's language, and nobody else's."""

import pytest

from gongji.access import Role
from gongji.edge.jobs.notices import write_notices
from gongji.kinship import NearRelative
from tests.edge.api.conftest import Caller, House, refusal
from tests.world import LANZHOU, PILLS, XIAMEN


@pytest.fixture
def son_id(house: House) -> int:
    return house.world.employee("陈一鸣", account=30_000_00, sex=1)


@pytest.fixture
def mother_id(house: House) -> int:
    return house.world.resident("李秀兰")


@pytest.fixture
def son(house: House, son_id: int, mother_id: int) -> Caller:
    """Shares with his mother, who has bought pills; both were told."""
    house.world.share(son_id, mother_id, NearRelative.PARENT, 1_000_00)
    house.world.buy(mother_id, (PILLS, 218_50))
    house.world.db.commit()
    assert write_notices(house.office) == 2
    return house.citizen(son_id)


@pytest.fixture
def mother(house: House, son: Caller, mother_id: int) -> Caller:
    return house.citizen(mother_id)


def test_o_31_the_mother_reads_what_is_left_and_the_son_day_place_and_amount(son: Caller, mother: Caller) -> None:
    hers, his = mother.sees("/notices"), son.sees("/notices")
    assert [(one["kind"], one["text"], one["read_at"]) for one in hers["notices"]] == [
        ("PAID_FOR_YOU", "11月5日您买药，家人陈*鸣付了¥218.50，付后还能用¥781.50。", None),
        ("QUOTA_SET", "家人陈*鸣给您留好了¥1000.00，看病买药时可以用。", None),
    ]
    (spent,) = his["notices"]
    assert spent["text"] == "11月5日家人李*兰在兰州市买药，用了您留的¥218.50，用后还能用¥781.50。"
    assert hers["after"] is None


def test_notices_come_in_the_language_asked_for(mother: Caller) -> None:
    english = mother.good(mother.get("/notices", **{"accept-language": "en-GB"}))["notices"][1]["text"]
    assert english == "Your relative 陈*鸣 has set aside ¥1000.00 for your care."


def test_the_inbox_comes_in_pages_newest_first(mother: Caller) -> None:
    first = mother.sees("/notices?limit=1")
    second = mother.sees(f"/notices?limit=1&after={first['after']}")
    third = mother.sees(f"/notices?limit=1&after={second['after']}")
    kinds = [[one["kind"] for one in page["notices"]] for page in (first, second, third)]
    assert (kinds, third["after"]) == ([["PAID_FOR_YOU"], ["QUOTA_SET"], []], None)
    assert refusal(mother.get("/notices?after=x"))[0] == 422
    assert refusal(mother.get("/notices?limit=0"))[0] == 422
    assert refusal(mother.post("/notices/x/reading"))[0] == 422


def test_a_notice_is_read_by_whom_it_is_for_and_by_nobody_else(house: House, son: Caller, mother: Caller) -> None:
    newest = mother.sees("/notices")["notices"][0]["notice_id"]
    assert refusal(son.post(f"/notices/{newest}/reading")) == (404, "NOTICE_UNKNOWN")
    assert refusal(mother.post("/notices/1/reading")) == (404, "NOTICE_UNKNOWN")
    read = mother.did(f"/notices/{newest}/reading")
    assert read["notice_id"] == newest
    assert mother.sees("/notices")["notices"][0]["read_at"] == read["read_at"]
    assert mother.sees("/notices")["notices"][1]["read_at"] is None


def test_a_clerk_reads_them_to_the_citizen_in_her_region_and_that_is_written_down(
    house: House, mother: Caller, mother_id: int
) -> None:
    here = house.staff("lz-1", Role.CLERK, LANZHOU).serving(house.number(mother_id))
    elsewhere = house.staff("xm-1", Role.CLERK, XIAMEN).serving(house.number(mother_id))
    assert len(here.sees("/notices")["notices"]) == 2
    assert refusal(elsewhere.get("/notices")) == (403, "NOT_YOURS")
    assert refusal(house.stranger().get("/notices")) == (401, "SIGNED_OUT")
    looks = house.world.db.execute("select purpose from person_look where person_id = %s", [mother_id]).fetchall()
    assert looks == [("notices",)]
