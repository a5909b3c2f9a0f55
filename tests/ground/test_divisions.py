"""Which pool answers for a division, and when."""

import csv
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from gongji.ground.divisions import (
    Pool,
    PoolKind,
    Reach,
    UnknownDivision,
    pool_name,
    pool_of,
    pools,
    province_of,
    reach,
)
from gongji.ground.policy import POLICY_DIR

TODAY = date(2026, 11, 22)
LAIWU_JOINS_JINAN = date(2019, 1, 9)
MUNICIPALITIES = (110000, 120000, 310000, 500000)


def counted(on: date) -> list[Pool]:
    return [pool for pool in pools(on) if pool.kind in (PoolKind.PREFECTURE, PoolKind.MUNICIPALITY)]


def listed() -> dict[str, list[tuple[date, date, int]]]:
    """Every division with a pool: its lines as (first day, day it is over, pool)."""
    lines = defaultdict(list)
    with (POLICY_DIR / "divisions.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            if line["pool"]:
                first_day = date.fromisoformat(line["valid_from"]) if line["valid_from"] else date.min
                end_day = date.fromisoformat(line["valid_to"]) if line["valid_to"] else date.max
                lines[line["code"]].append((first_day, end_day, int(line["pool"])))
    return lines


def test_333_prefectures_and_4_municipalities_make_the_337_pools():
    kinds = [pool.kind for pool in counted(TODAY)]

    assert kinds.count(PoolKind.PREFECTURE) == 333
    assert tuple(pool.code for pool in counted(TODAY) if pool.kind is PoolKind.MUNICIPALITY) == MUNICIPALITIES
    assert len(kinds) == 337


@pytest.mark.parametrize(
    ("year", "prefectures"),
    [(2010, 333), (2011, 332), (2012, 333), (2013, 333), (2014, 333), (2015, 334), (2017, 334), (2019, 333)],
)
def test_the_prefectures_of_a_past_year_are_as_many_as_were_published_for_its_end(year, prefectures):
    assert len(counted(date(year, 12, 31))) == prefectures + len(MUNICIPALITIES)


def test_the_corps_is_the_32nd_province():
    provinces = {pool.province for pool in pools(TODAY)}

    assert len(provinces) == 32
    assert province_of(660000) == 660000
    assert all(province % 10_000 == 0 for province in provinces)


def test_every_pool_but_the_corps_begins_with_the_digits_of_its_province():
    assert all(pool.code // 10_000 == pool.province // 10_000 for pool in pools(TODAY))


def test_no_pool_is_listed_twice():
    with (POLICY_DIR / "pools.csv").open(encoding="utf-8") as file:
        codes = [line["code"] for line in csv.DictReader(file)]

    assert len(codes) == len(set(codes))


def test_every_listed_division_has_exactly_one_pool_on_each_day_of_its_lines():
    for division, lines in listed().items():
        for earlier, later in pairwise(lines):
            assert earlier[1] <= later[0], f"{division} has two pools on one day"
        for first_day, end_day, pool in lines:
            for day in (first_day, end_day - timedelta(days=1)):
                assert pool_of(division, on=day) == pool, f"{division} on {day}"


def test_every_division_leads_to_a_pool_that_exists_on_each_of_its_days():
    there = {pool.code: pool for day in (date.min, TODAY) for pool in pools(day)}

    for division, lines in listed().items():
        for first_day, end_day, pool in lines:
            assert there[pool].valid_from <= first_day, f"{division} is earlier than its pool"
            assert end_day <= there[pool].valid_to, f"{division} outlives its pool"


def test_every_pool_answers_for_its_own_code_while_it_exists():
    for pool in (*pools(date(2010, 1, 1)), *pools(TODAY)):
        last_day = min(pool.valid_to - timedelta(days=1), TODAY)
        assert pool_of(f"{pool.code}", on=last_day) == pool.code


@pytest.mark.parametrize(
    ("division", "pool", "name"),
    [
        ("350200", 350200, "厦门市"),
        ("350203", 350200, "厦门市"),
        ("620102", 620100, "兰州市"),
        ("222401", 222400, "延边朝鲜族自治州"),
        ("441900", 441900, "东莞市"),
        ("653229", 653200, "和田地区"),
    ],
)
def test_a_county_belongs_to_the_pool_of_its_prefecture(division, pool, name):
    assert pool_of(division, on=TODAY) == pool
    assert pool_name(pool) == name


@pytest.mark.parametrize(
    ("division", "pool"),
    [
        ("110101", 110000),
        ("310115", 310000),
        ("500157", 500000),
        ("500241", 500000),
        ("110100", 110000),
        ("500200", 500000),
        ("119900", 110000),
        ("119999", 110000),
        ("310199", 310000),
    ],
)
def test_every_division_of_a_municipality_belongs_to_its_one_pool(division, pool):
    assert pool_of(division, on=TODAY) == pool
    assert province_of(pool) == pool


@pytest.mark.parametrize("division", ["659001", "659012", "659000", "660000", "660100", "660199", "669900", "669999"])
def test_the_corps_is_one_pool_and_not_xinjiang(division):
    assert pool_of(division, on=TODAY) == 660000


def test_a_xinjiang_division_is_not_the_corps():
    assert pool_of("650102", on=TODAY) == 650100
    assert pool_of("659900", on=TODAY) == 659900
    assert province_of(659900) == 650000


@pytest.mark.parametrize(("division", "pool"), [("350299", 350200), ("430199", 430100), ("421099", 421000)])
def test_xx99_is_the_city_itself(division, pool):
    assert pool_of(division, on=TODAY) == pool


@pytest.mark.parametrize("division", ["439900", "439999", "439901"])
def test_what_a_province_insures_itself_is_a_pool_beside_the_capitals(division):
    assert pool_of(division, on=TODAY) == 439900
    assert province_of(439900) == 430000
    assert 439900 not in {pool.code for pool in counted(TODAY)}


@pytest.mark.parametrize(("division", "province"), [("429004", 420000), ("469001", 460000), ("419001", 410000)])
def test_a_county_run_by_its_province_is_a_pool_by_itself(division, province):
    assert pool_of(division, on=TODAY) == int(division)
    assert province_of(int(division)) == province


@pytest.mark.parametrize("division", ["350250", "350272"])
def test_a_division_nobody_listed_goes_with_its_prefecture(division):
    assert pool_of(division, on=TODAY) == 350200


@pytest.mark.parametrize("division", ["371200", "371202", "371203", "371299"])
def test_laiwu_is_its_own_pool_until_it_joins_jinan(division):
    assert pool_of(division, on=LAIWU_JOINS_JINAN - timedelta(days=1)) == 371200
    assert pool_of(division, on=LAIWU_JOINS_JINAN) == 370100
    assert pool_of(division, on=TODAY) == 370100


def test_laiwus_new_districts_are_jinans():
    assert pool_of("370116", on=TODAY) == pool_of("370117", on=TODAY) == 370100
    assert 371200 not in {pool.code for pool in pools(LAIWU_JOINS_JINAN)}


@pytest.mark.parametrize(
    ("old", "new", "before", "after", "day"),
    [
        ("220381", "220184", 220300, 220100, date(2020, 6, 19)),
        ("512081", "510185", 512000, 510100, date(2016, 5, 16)),
        ("340823", "340722", 340800, 340700, date(2016, 1, 4)),
        ("469003", "460400", 469003, 460400, date(2015, 2, 19)),
        ("542421", "540602", 542400, 540600, date(2017, 10, 2)),
    ],
)
def test_a_county_that_moved_is_found_by_its_old_and_its_new_code(old, new, before, after, day):
    assert pool_of(old, on=day - timedelta(days=1)) == before
    assert pool_of(old, on=day) == after
    assert pool_of(new, on=day) == after


@pytest.mark.parametrize("division", ["330103", "330104", "330113", "330114"])
def test_a_district_merged_within_its_city_stays_with_its_pool(division):
    merged = date(2021, 4, 9)

    assert pool_of(division, on=merged - timedelta(days=1)) == pool_of(division, on=merged) == 330100


def test_a_prefecture_split_among_three_is_refused_rather_than_guessed():
    split = date(2011, 8, 22)

    assert pool_of("341400", on=split - timedelta(days=1)) == 341400
    assert [pool_of(county, on=split) for county in ("341402", "341422", "341424")] == [340100, 340200, 340500]
    with pytest.raises(UnknownDivision):
        pool_of("341400", on=split)


@pytest.mark.parametrize("division", ["350000", "350001", "650000", "429000", "429099", "469000"])
def test_a_whole_province_names_no_pool(division):
    with pytest.raises(UnknownDivision):
        pool_of(division, on=TODAY)


@pytest.mark.parametrize("division", ["710000", "710101", "810000", "810001", "820000"])
def test_hong_kong_macao_and_taiwan_have_no_pool(division):
    with pytest.raises(UnknownDivision):
        pool_of(division, on=TODAY)


@pytest.mark.parametrize(
    "division",
    ["", "35020", "3502000", "35020A", "3502\uff10\uff13", "-50200", " 350200", "999999", "000000", "350900000000"],
)
def test_what_is_no_division_is_refused_by_name(division):
    with pytest.raises(UnknownDivision) as refused:
        pool_of(division, on=TODAY)

    assert (refused.value.code, refused.value.division, refused.value.on) == ("DIVISION_UNKNOWN", division, TODAY)


@pytest.mark.parametrize(
    ("pool", "other", "stage"),
    [
        (350200, 350200, Reach.SAME_POOL),
        (350200, 350100, Reach.SAME_PROVINCE),
        (350200, 620100, Reach.CROSS_PROVINCE),
        (650100, 660000, Reach.CROSS_PROVINCE),
        (110000, 310000, Reach.CROSS_PROVINCE),
    ],
)
def test_the_stage_of_aid_follows_from_the_two_pools(pool: int, other: int, stage: Reach) -> None:
    """R-21; XPCC is a province of its own."""
    assert reach(pool, other) is stage
