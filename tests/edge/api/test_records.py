"""A person's history through the API: each from her own side, page by page, and nobody else's."""

from typing import Any

import pytest

from gongji import insured, mutual_aid
from gongji.access import Role
from gongji.audit import By
from gongji.edge.jobs.notices import write_notices
from gongji.insured import EMPLOYEE, Credit
from gongji.kinship import NearRelative
from gongji.mutual_aid import Use
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.mutual_aid.guizhou import family, in_guizhou
from tests.world import LANZHOU, OINTMENT, PHARMACY, PILLS, XIAMEN


@pytest.fixture
def husband_id(house: House) -> int:
    return house.world.employee("陈一鸣", account=30_000_00, sex=1)


@pytest.fixture
def wife_id(house: House, husband_id: int) -> int:
    wife = house.world.resident("李秀兰")
    house.world.share(husband_id, wife, NearRelative.SPOUSE, 1_000_00)
    return wife


def history(house: House, caller: Caller, path: str = "/records") -> list[Json]:
    house.world.db.commit()
    write_notices(house.office)
    records: list[Json] = caller.sees(path)["records"]
    return records


def kinds(records: list[Json]) -> list[tuple[str, str]]:
    return [(one["what"], one["side"]) for one in records]


def test_o_31_n_04_n_05_the_wife_sees_her_visits_and_the_husband_day_amount_kind_and_region(
    house: House, husband_id: int, wife_id: int
) -> None:
    house.world.buy(wife_id, (PILLS, 200_00), (OINTMENT, 18_50))
    visit, quota = history(house, house.citizen(wife_id))
    assert visit["bill"] == {
        "institution": PHARMACY, "total": "218.50", "fund": "0.00", "own": "0.00", "aid": "218.50", "cash": "0.00",
        "hospital": "0.00",
    }  # fmt: skip
    assert (visit["what"], visit["with_whom"], quota["what"], quota["limit"]) == (
        "SETTLED", ["陈*鸣"], "QUOTA_SET", "1000.00",
    )  # fmt: skip
    spent, given = house.citizen(husband_id).sees("/records")["records"]
    assert {name: fact for name, fact in spent.items() if name not in ("record_id", "at")} == {
        "what": "SETTLED", "side": "donor", "with_whom": ["李*兰"], "amount": "218.50", "use": "PHARMACY",
        "on": "2026-11-05", "region": "兰州市",
    }  # fmt: skip
    assert kinds([given]) == [("QUOTA_SET", "donor")]
    # N-05: of what the donor has, nothing but the quota.
    assert "30000" not in str(visit) + str(quota)
    # N-04: no shop, no bill, no goods.
    assert PHARMACY not in str(spent)
    assert "bill" not in spent


def test_what_one_pays_oneself_is_in_ones_history_too(house: House, husband_id: int) -> None:
    settled = house.world.buy(husband_id, (PILLS, 10_00))
    house.world.done(house.world.cancel(settled))
    undone, paid = history(house, house.citizen(husband_id))
    assert kinds([undone, paid]) == [("SETTLEMENT_CANCELLED", "owner"), ("SETTLED", "owner")]
    assert (paid["bill"]["own"], undone["bill"]["own"]) == ("10.00", "-10.00")


def test_every_change_of_a_quota_is_in_the_history_of_who_gave_it(house: House, husband_id: int, wife_id: int) -> None:
    world = house.world
    quota = mutual_aid.find_quotas(world.db, beneficiaries=[wife_id])[wife_id][0]
    told: dict[str, Any] = {"quota_id": quota.quota_id, "now": world.now, "policy": world.policy}
    mutual_aid.raise_quota(world.db, limit_fen=1_500_00, **told)
    mutual_aid.close_quota(world.db, **told)
    closed, raised, given = history(house, house.citizen(husband_id))
    assert kinds([closed, raised, given]) == [
        ("QUOTA_CLOSED", "donor"), ("QUOTA_RAISED", "donor"), ("QUOTA_SET", "donor"),
    ]  # fmt: skip
    assert (raised["before"], raised["limit"], closed["back"]) == ("1000.00", "1500.00", "1500.00")


def test_a_whole_account_stands_there_without_an_amount_and_other_uses_by_name(house: House) -> None:
    world = in_guizhou(house.world)
    son, mother, quota = family(world, account=500_00)
    told: dict[str, Any] = {"quota_id": quota.quota_id, "now": world.now, "policy": world.policy}
    mutual_aid.change_uses(world.db, **told, uses=Use.PHARMACY, by=By(son, "app"))
    changed, given = history(house, house.citizen(mother))
    for one in (changed, given):
        assert (one["whole"], one.keys() & {"limit", "before", "back", "amount"}) == (True, set())
    assert (changed["what"], changed["uses"]) == ("QUOTA_USES_CHANGED", ["PHARMACY"])


def test_history_comes_in_pages_newest_first_and_read_again_has_nothing_twice(house: House, husband_id: int) -> None:
    for fen in (1_00, 2_00, 3_00):
        house.world.buy(husband_id, (PILLS, fen))
    caller = house.citizen(husband_id)
    first = history(house, caller, "/records?limit=2")
    house.world.db.execute("update notice_position set told = '1:1:', telling = '1:1:', after_fact = 0, next_after = 0")
    house.world.db.commit()
    assert write_notices(house.office) == 3
    page = caller.sees("/records?limit=2")
    rest = caller.sees(f"/records?limit=2&after={page['after']}")
    assert page["records"] == first
    assert [one["bill"]["total"] for one in first + rest["records"]] == ["3.00", "2.00", "1.00"]
    assert rest["after"] is None


def test_monthly_credits_are_no_part_of_it(house: House, husband_id: int) -> None:
    credit = Credit(husband_id, EMPLOYEE, 202611, "individual", 5_00)
    insured.credit_month(house.world.db, credits=[credit], now=house.world.now)
    assert history(house, house.citizen(husband_id)) == []


def test_n_06_staff_of_the_donors_pool_get_nothing_clinical(house: House, husband_id: int, wife_id: int) -> None:
    house.world.buy(wife_id, (PILLS, 218_50))
    his, hers = house.number(husband_id), house.number(wife_id)
    at_xiamen = house.staff("xm-1", Role.CLERK, XIAMEN)
    seen = history(house, at_xiamen.serving(his))
    assert kinds(seen) == [("SETTLED", "donor"), ("QUOTA_SET", "donor")]
    told = at_xiamen.serving(his).sees("/notices")
    for shown in (str(seen), str(told)):
        assert not any(word in shown for word in (PHARMACY, PILLS, "降压片", "bill", "李秀兰"))
    for path in ("/records", "/notices", "/quotas"):
        assert refusal(at_xiamen.serving(hers).get(path)) == (403, "NOT_YOURS")
    assert len(house.staff("lz-1", Role.CLERK, LANZHOU).serving(hers).sees("/records")["records"]) == 2
