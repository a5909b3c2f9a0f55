"""The clock: what is due is started once at its time, by whichever worker is there."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji import mutual_aid
from gongji.audit import By
from gongji.edge.asgi import serving_pool
from gongji.edge.clock import Clock
from gongji.edge.jobs import JOBS, latest_runs
from gongji.edge.jobs.job import Days
from gongji.edge.jobs.worker import in_utc, make_worker
from gongji.edge.office import Office
from gongji.edge.postgres import Database
from gongji.kinship import Claim, Evidence, NearRelative
from gongji.mutual_aid import ALL_USES, Invitation, InvitationAsked
from tests.world import NOON, furnished_world


@pytest.mark.parametrize(
    ("beijing", "utc"),
    [("0 6 * * *", "0 22 * * *"), ("0 0 * * *", "0 16 * * *"), ("30 9 * * *", "30 1 * * *"), ("*/5 * * * *",) * 2],
)
def test_hours_of_beijing_are_told_to_the_queue_in_utc(beijing: str, utc: str) -> None:
    assert in_utc(beijing) == utc


@pytest.mark.parametrize(
    ("days", "day", "has"),
    [
        (Days.ALL, date(2026, 7, 31), True),
        (Days.MONTH, date(2026, 7, 5), True),
        (Days.MONTH, date(2026, 7, 6), False),
        (Days.NEW_YEAR, date(2027, 1, 1), True),
        (Days.NEW_YEAR, date(2027, 2, 1), False),
    ],
)
def test_the_clock_starts_a_job_on_its_days(days: Days, day: date, has: bool) -> None:
    assert days.has(day) is has


def test_every_job_can_be_told_to_the_queue() -> None:
    assert all(in_utc(job.when) for job in JOBS.values())


def test_a_job_that_is_due_is_done_and_told_of(database: Database, db: Connection[Any], tmp_path: Path) -> None:
    world = furnished_world(db, tmp_path / "keys.json")
    son, mother = world.employee("陈一", account=1_000_00, sex=1), world.resident("林二")
    asked = InvitationAsked(
        son, mother, Claim(NearRelative.PARENT, declared=True), Evidence("x"), 100_00, "OPEN", ALL_USES
    )
    (invited,) = mutual_aid.invite(db, asked=[asked], now=NOON, policy=world.policy, by=By(son, "app"))
    assert isinstance(invited, Invitation)
    db.commit()
    later = NOON + timedelta(hours=73)
    with serving_pool(database.url, size=1) as pool:
        clock = Clock(frozen_at=later)
        office = Office(pool=pool, settling=pool, keys=world.keys, clock=clock, policy=world.policy)
        worker = make_worker(database.url, office)
        with worker.open():
            worker.configure_task("invitations").defer(timestamp=0)
            worker.run_worker(wait=False, install_signal_handlers=False)
    state = mutual_aid.find_invitations(db, invitation_ids=[invited.invitation_id])[invited.invitation_id].state
    last = latest_runs(db)["invitations"]
    assert (state, last.as_of, last.error) == ("expired", later, None)
    # The wall clock may have started it once more by itself: whichever came second had nothing left to do.
    assert db.execute("select sum(done) from job_run where name = 'invitations'").fetchone() == (1,)
