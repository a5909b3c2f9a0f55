"""Policy as dated data: the nearest unit that has a value on the day decides, and old sets can be asked again."""

from datetime import date

import pytest

from gongji.ground.policy import NO_BENEFIT, Benefit, PolicySet, published
from tests.world import FUZHOU, LANZHOU, XIAMEN

NATIONAL = """
[values."wallet.daily_transfers"]
unit = "transfers a day"
source = "W-14"
dated = [{ from = 2024-12-02, value = 3 }, { from = 2026-07-01, value = 5 }]

[[benefit]]
scheme = 310
visit = "outpatient"
level = "*"
deductible_fen = 0
ratio_e4 = 6_000
ceiling_fen = 150_000
from = 2024-01-01
source = "S-04"
"""
FUJIAN = """
[values."wallet.daily_transfers"]
dated = [{ from = 2025-01-01, value = 4 }]
"""
XIAMEN_ITSELF = """
[values."wallet.daily_transfers"]
dated = [{ from = 2026-10-01, value = 9 }]

[[benefit]]
scheme = 310
visit = "outpatient"
level = "3A"
deductible_fen = 500_00
ratio_e4 = 7_000
ceiling_fen = 200_000
from = 2026-01-01
source = "S-04"
"""
FILES = {"national.toml": NATIONAL, "provinces/350000.toml": FUJIAN, "pools/350200.toml": XIAMEN_ITSELF}


@pytest.mark.parametrize(
    ("pool", "on", "value"),
    [
        (LANZHOU, date(2024, 12, 2), 3),
        (LANZHOU, date(2026, 6, 30), 3),
        (LANZHOU, date(2026, 7, 1), 5),
        # The province has no value yet, then its own wins over a later national one.
        (FUZHOU, date(2024, 12, 31), 3),
        (FUZHOU, date(2025, 1, 1), 4),
        (FUZHOU, date(2026, 7, 1), 4),
        (XIAMEN, date(2026, 9, 30), 4),
        (XIAMEN, date(2026, 10, 1), 9),
    ],
)
def test_the_nearest_unit_that_has_a_value_on_the_day_decides(pool: int, on: date, value: int) -> None:
    assert PolicySet(FILES).value("wallet.daily_transfers", pool=pool, on=on) == value


def test_a_value_nobody_defined_or_not_yet_in_force_is_a_fault() -> None:
    with pytest.raises(KeyError):
        PolicySet(FILES).value("wallet.hourly_transfers", pool=XIAMEN, on=date(2026, 10, 1))
    with pytest.raises(KeyError):
        PolicySet(FILES).value("wallet.daily_transfers", pool=XIAMEN, on=date(2024, 12, 1))


@pytest.mark.parametrize(
    ("pool", "level", "on", "benefit"),
    [
        (LANZHOU, "3A", date(2026, 11, 5), Benefit(0, 6_000, 150_000)),
        (XIAMEN, "3A", date(2026, 11, 5), Benefit(500_00, 7_000, 200_000)),
        (XIAMEN, "1A", date(2026, 11, 5), Benefit(0, 6_000, 150_000)),
        (XIAMEN, "3A", date(2025, 12, 31), Benefit(0, 6_000, 150_000)),
        (XIAMEN, "3A", date(2023, 12, 31), NO_BENEFIT),
    ],
)
def test_a_pools_own_benefit_goes_before_the_national_one(pool: int, level: str, on: date, benefit: Benefit) -> None:
    found = PolicySet(FILES).benefit(pool=pool, scheme=310, visit="outpatient", level=level, on=on)
    assert found == benefit


def test_where_no_rule_speaks_the_fund_pays_nothing() -> None:
    on = date(2026, 11, 5)
    assert PolicySet(FILES).benefit(pool=XIAMEN, scheme=390, visit="outpatient", level="3A", on=on) == NO_BENEFIT
    assert PolicySet(FILES).benefit(pool=XIAMEN, scheme=310, visit="pharmacy", level="3A", on=on) == NO_BENEFIT


def test_the_digest_names_the_content_and_nothing_else() -> None:
    same = PolicySet(dict(reversed(FILES.items())))
    assert (same.digest, same.policy_id) == (PolicySet(FILES).digest, PolicySet(FILES).policy_id)
    changed = PolicySet({**FILES, "national.toml": NATIONAL.replace("value = 5", "value = 6")})
    moved = PolicySet({**FILES, "pools/350100.toml": FILES["pools/350200.toml"]})
    digests = {PolicySet(FILES).digest, changed.digest, moved.digest}
    assert len(digests) == 3
    assert 0 <= PolicySet(FILES).policy_id < 2**63


def test_an_older_set_decides_as_it_did_when_a_correction_is_known() -> None:
    older = PolicySet(FILES)
    corrected = PolicySet({**FILES, "national.toml": NATIONAL.replace("value = 5", "value = 6")})
    sets = [corrected, older, PolicySet(older.files)]
    assert [one.value("wallet.daily_transfers", pool=LANZHOU, on=date(2026, 11, 5)) for one in sets] == [6, 5, 5]


def test_the_shipped_set_is_dated_oldest_first_with_unit_and_source() -> None:
    for unit in published()._units.values():
        for name, value in unit.get("values", {}).items():
            days = [dated["from"] for dated in value["dated"]]
            assert days == sorted(set(days)), name
            assert value["unit"], name
            assert value["source"], name
        for rule in unit.get("benefit", []):
            assert rule["source"]


def test_a_file_of_the_shipped_set_is_of_the_nation_a_province_or_a_pool() -> None:
    for name in published().files:
        folder, _, file = name.rpartition("/")
        assert name == "national.toml" or (folder in ("provinces", "pools") and file.removesuffix(".toml").isdigit())
