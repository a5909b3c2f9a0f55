"""Jobs: all that is due, in small transactions, twice or late or stopped in between (Q-05, R-11, R-13, W-25)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji import insured, kinship, life_events, mutual_aid, wallet
from gongji.audit import By, Happening
from gongji.edge.asgi import serving_pool
from gongji.edge.clock import Clock
from gongji.edge.jobs import JOBS, Job, latest_runs, run
from gongji.edge.jobs import job as jobs
from gongji.edge.office import Office
from gongji.edge.postgres import Database
from gongji.ground.calendar import BEIJING
from gongji.ground.policy import PolicySet
from gongji.ground.value import replace
from gongji.insured import EMPLOYEE, RESIDENT, Credit, NoInterestRate
from gongji.kinship import FactKind, KinFact, Nature, NearRelative
from gongji.life_events import Kind, LifeEvent
from gongji.mutual_aid import ALL_USES, Quota, QuotaAsked
from gongji.work_items import WorkItem, find_waiting, open_item
from tests.wallet.test_transfers import LEGACY
from tests.world import FUZHOU, LANZHOU, NOON, XIAMEN, World, furnished_world

MIDNIGHT = datetime(2027, 1, 1, tzinfo=BEIJING)


@pytest.fixture
def town(db: Connection[Any], tmp_path: Path) -> World:
    """A world that is committed, so that jobs see it."""
    return furnished_world(db, tmp_path / "keys.json")


@pytest.fixture
def office(database: Database, town: World) -> Iterator[Office]:
    with serving_pool(database.url, size=2) as pool:
        yield Office(pool=pool, settling=pool, keys=town.keys, clock=Clock(frozen_at=NOON), policy=town.policy)


@pytest.fixture
def quotas(town: World, monkeypatch: pytest.MonkeyPatch) -> list[Quota]:
    """Five annual quotas of one son for five relatives, and batches of two."""
    monkeypatch.setattr(jobs, "BATCH", 2)
    son = town.employee("陈一", account=10_000_00, sex=1)
    made = []
    for number in range(5):
        relation_id = town.relate(
            son, town.resident(f"林{number}"), NearRelative.PARENT if number < 2 else NearRelative.SIBLING
        )
        asked = QuotaAsked(relation_id, 100_00, "ANNUAL", ALL_USES, auto_renew=True)
        made.append(mutual_aid.set_quota(town.db, asked=asked, now=NOON, policy=town.policy))
    town.db.commit()
    return made


def states(town: World) -> list[str]:
    rows = town.db.execute("select state from quota order by quota_id").fetchall()
    town.db.commit()
    return [row[0] for row in rows]


def test_q_05_annual_quotas_are_reminded_of_in_december_once(office: Office, town: World, quotas: list[Quota]) -> None:
    november, december = MIDNIGHT - timedelta(days=32), MIDNIGHT - timedelta(days=31)
    assert [run(office, JOBS["reminders"], now=at) for at in (november, december, december, MIDNIGHT)] == [0, 5, 0, 0]
    rows = town.db.execute("select count(*) from fact where kind = %s", [Happening.QUOTA_ENDING.value]).fetchall()
    assert rows == [(5,)]


def test_a_year_ends_for_everybody_in_batches_and_a_second_run_finds_nothing(
    office: Office, town: World, quotas: list[Quota]
) -> None:
    told: list[int] = []
    assert run(office, JOBS["year-end"], now=MIDNIGHT, tell=told.append) == 5
    assert (told, states(town)) == ([2, 4, 5, 5], ["expired"] * 5)
    assert run(office, JOBS["year-end"], now=MIDNIGHT) == 0
    assert run(office, JOBS["renewals"], now=MIDNIGHT + timedelta(minutes=30)) == 5
    assert states(town) == ["expired"] * 5 + ["active"] * 5
    town.require_books_agree()


def test_a_job_that_is_stopped_goes_on_where_it_stopped(office: Office, town: World, quotas: list[Quota]) -> None:
    whole = JOBS["year-end"]

    def break_off(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(office, whole, now=MIDNIGHT, tell=break_off)
    assert states(town) == ["expired"] * 2 + ["active"] * 3
    assert run(office, whole, now=MIDNIGHT) == 3
    town.require_books_agree()


def test_who_is_held_by_somebody_else_is_left_for_the_next_run(
    office: Office, town: World, quotas: list[Quota], connect: Callable[..., Connection[Any]]
) -> None:
    with connect() as other:
        other.execute("select pg_advisory_xact_lock(%s)", [quotas[1].beneficiary_id])
        assert run(office, JOBS["year-end"], now=MIDNIGHT) == 4
        other.rollback()
    assert run(office, JOBS["year-end"], now=MIDNIGHT) == 1


def test_e_48_a_cover_that_is_not_renewed_for_ninety_days_ends_the_relation(office: Office, town: World) -> None:
    son, mother = town.employee("陈一", account=1_000_00, sex=1), town.resident("林二")
    town.share(son, mother, NearRelative.PARENT, 500_00)
    event = LifeEvent(Kind.NOT_RENEWED, mother, "1", MIDNIGHT.date(), RESIDENT)
    life_events.record(town.db, event=event, now=MIDNIGHT, policy=town.policy, by=By(0, "job"))
    town.db.commit()
    days = timedelta(days=90)
    assert run(office, JOBS["suspended"], now=MIDNIGHT + days - timedelta(seconds=1)) == 0
    assert run(office, JOBS["suspended"], now=MIDNIGHT + days) == 1
    assert town.own(son) == 1_000_00


def test_a_work_item_goes_to_the_province_when_its_time_is_nearly_over_and_to_the_nation_when_it_is_over(
    office: Office, town: World
) -> None:
    open_item(town.db, WorkItem("KINSHIP_REVIEW", XIAMEN, 1, {}), now=NOON, policy=town.policy)
    town.db.commit()
    seen = []
    for hours in (33, 34, 47, 48, 49):
        run(office, JOBS["overdue"], now=NOON + timedelta(hours=hours))
        (item,) = find_waiting(town.db, pools=(XIAMEN, XIAMEN + 1))
        town.db.commit()
        seen.append(item.level)
        assert item.due_at == NOON + timedelta(days=2)
    assert seen == ["pool", "province", "province", "nation", "nation"]


def test_a_job_that_comes_late_lets_an_overdue_item_go_straight_to_the_nation(office: Office, town: World) -> None:
    open_item(town.db, WorkItem("KINSHIP_REVIEW", XIAMEN, 1, {}), now=NOON, policy=town.policy)
    town.db.commit()
    assert run(office, JOBS["overdue"], now=NOON + timedelta(days=9)) == 1
    assert run(office, JOBS["overdue"], now=NOON + timedelta(days=9)) == 0
    assert [item.level for item in find_waiting(town.db, pools=(XIAMEN, XIAMEN + 1))] == ["nation"]


def test_the_calendar_is_asked_for_before_deadlines_fall_beyond_it(office: Office, town: World) -> None:
    assert run(office, JOBS["calendar"], now=datetime(2026, 11, 16, 23, 0, tzinfo=BEIJING)) == 0
    assert run(office, JOBS["calendar"], now=datetime(2026, 11, 17, 0, 0, tzinfo=BEIJING)) == 1
    told = town.policy.files["national.toml"].replace("complete_to = 2026-12-31", "complete_to = 2027-12-31")
    office = replace(office, policy=PolicySet(town.policy.files | {"national.toml": told}))
    assert run(office, JOBS["calendar"], now=MIDNIGHT) == 0


def test_w_38_the_years_interest_and_the_turn_of_the_year_go_through_everybody_once(
    office: Office, town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    people = [town.employee(f"陈{number}", account=1_000_00) for number in range(5)]
    credits = [Credit(person, EMPLOYEE, 202611, "individual", 160_00) for person in people[:3]]
    insured.credit_month(town.db, credits=credits, now=NOON)
    town.db.commit()
    assert run(office, JOBS["interest"], now=MIDNIGHT - timedelta(seconds=1)) == 0
    assert run(office, JOBS["year-turn"], now=MIDNIGHT) == 3
    assert run(office, JOBS["year-turn"], now=MIDNIGHT) == 0

    def break_off(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(office, JOBS["interest"], now=MIDNIGHT, tell=break_off)
    assert run(office, JOBS["interest"], now=MIDNIGHT + timedelta(days=3)) == 3
    assert run(office, JOBS["interest"], now=MIDNIGHT) == 0
    assert [town.own(person) for person in people] == [1_161_04] * 3 + [1_001_03] * 2
    town.require_books_agree()


def test_a_pool_without_a_rate_stops_nobody_else_and_is_told_by_name(office: Office, town: World) -> None:
    here, there = town.employee("陈一", account=1_000_00), town.employee("陈二", pool=FUZHOU, account=1_000_00)
    town.db.commit()
    text = office.policy.files["national.toml"].replace("interest.rate_carried", "interest.rate_of_nobody")
    fuzhou = '[values."interest.rate_carried"]\ndated = [{ from = 2024-12-02, value = 65 }]'
    without = replace(office, policy=PolicySet({"national.toml": text, "pools/350100.toml": fuzhou}))
    with pytest.raises(NoInterestRate) as told:
        run(without, JOBS["interest"], now=MIDNIGHT)
    assert told.value.pool == XIAMEN
    last = latest_runs(town.db)["interest"]
    assert (last.error or "").startswith("NoInterestRate")
    assert (town.own(here), town.own(there)) == (1_000_00, 1_001_03)


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS.keys())
def test_a_job_with_nothing_to_do_does_nothing(office: Office, town: World, job: Job) -> None:
    town.db.commit()
    assert run(office, job, now=NOON) == 0


def test_lots_are_ended_for_the_day_the_job_is_run_for(office: Office, town: World) -> None:
    """D-12: the shipped policy ended the pilot on 2026-01-09."""
    daughter, father = town.employee("苏晓", account=100_00), town.resident("苏振海", sex=1)
    town.relate(daughter, father, NearRelative.PARENT)
    by = By(0, "test")
    files = {f"pools/{pool}.toml": LEGACY for pool in (XIAMEN, LANZHOU)}
    legacy = PolicySet(town.policy.files | files)
    fact = KinFact(0, FactKind.PARENT, Nature.BIRTH, father, daughter, "register", "x", NOON.date(), None, NOON)
    kinship.record_facts(town.db, facts=[fact], now=NOON, policy=legacy, pool=XIAMEN)
    wallet.open_wallet(town.db, person_id=father, now=NOON, policy=legacy, by=by)
    (sent,) = wallet.send(town.db, sendings=[wallet.Sending(daughter, father, 60_00, by)], now=NOON, policy=legacy)
    assert isinstance(sent, wallet.WalletTransfer), sent
    wallet.accept(town.db, accepting=[wallet.Accepting(sent.transfer_id, father, by)], now=NOON)
    town.db.commit()
    assert run(office, JOBS["lots"], now=datetime(2026, 1, 8, 12, tzinfo=BEIJING)) == 0
    assert run(office, JOBS["lots"], now=MIDNIGHT) == 1
    assert run(office, JOBS["lots"], now=MIDNIGHT) == 0
    (quota,) = mutual_aid.find_quotas(town.db, beneficiaries=[father])[father]
    assert quota.limit_fen == 60_00
    town.require_books_agree()
