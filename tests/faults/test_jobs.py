"""A job is killed in the middle of its work: it has done whole batches, and the next run does the rest once."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import LiteralString

import pytest

from gongji.edge.bench.agree import require_books_agree
from gongji.edge.bench.world import SMALL, make_world
from gongji.edge.cli.progress import progress
from gongji.edge.postgres import Database
from gongji.edge.settings import Settings

# Every quota of the small world, so that there are three batches.
MAKE_ANNUAL = "update quota set period_type = 'ANNUAL', valid_to = '2028-01-01', auto_renew = true"
NEW_YEAR = "2028-01-01T00:30:00+08:00"
DONE: dict[str, LiteralString] = {
    "year-end": "select count(*) from quota where state = 'expired'",
    "renewals": "select count(*) from quota where renewed_as > 0",
}


@pytest.fixture
def city(database: Database, tmp_path: Path) -> dict[str, str]:
    """A world of 1,170 annual quotas; the environment of a program that works on it."""
    settings = Settings.read({}, data_dir=tmp_path, database_url=database.url, owner_url=database.owner_url)
    make_world(settings, database, SMALL, progress)
    with database.owner_connection() as db:
        db.execute(MAKE_ANNUAL)
    return os.environ | settings.as_variables()


def test_new_year_is_killed_in_the_middle_and_ends_every_quota_once(database: Database, city: dict[str, str]) -> None:
    for job in ("year-end", "renewals"):
        killed_in_the_middle(database, city, job)
        assert run_job(city, job).wait() == 0
        assert count(database, DONE[job]) == SMALL.quotas
    assert count(database, "select count(*) from quota_change") == SMALL.quotas
    assert count(database, "select count(*) from quota where state = 'active'") == SMALL.quotas
    require_books_agree(database, lambda done, whole: None)


def killed_in_the_middle(database: Database, city: dict[str, str], job: str) -> None:
    """Kill a job once a batch is done, while another waits for somebody who is held."""
    with database.app_connection() as holding:
        holding.execute("select pg_advisory_xact_lock(donor_id) from quota order by quota_id desc limit 1")
        running = run_job(city, job)
        try:
            while count(database, DONE[job]) == 0:
                assert running.poll() is None, "the job ended before it did anything"
        finally:
            running.send_signal(signal.SIGKILL)
            running.wait()
    assert 0 < count(database, DONE[job]) < SMALL.quotas


def run_job(city: dict[str, str], job: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "gongji", "jobs", "run", job, "--at", NEW_YEAR]
    return subprocess.Popen(command, env=city, stdout=subprocess.DEVNULL)


def count(database: Database, statement: LiteralString) -> int:
    with database.app_connection() as db:
        row = db.execute(statement).fetchone()
    assert row
    return int(row[0])
