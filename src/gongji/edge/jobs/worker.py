"""The clock: procrastinate starts every job at its time, once, however many workers there are."""

from functools import partial

import procrastinate

from gongji.edge.jobs.catalogue import JOBS
from gongji.edge.jobs.job import Job, run
from gongji.edge.office import Office
from gongji.ground.calendar import beijing_day

# Where migration 0007 has put the queue.
QUEUE = {"options": "-c search_path=jobs"}
BEIJING_IS_AHEAD_HOURS = 8
ATTEMPTS = 3


def make_worker(database_url: str, office: Office) -> procrastinate.App:
    """An app that runs the jobs; the moment of business is read when a job starts."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=database_url, kwargs=QUEUE))
    for job in JOBS.values():
        _register(app, job, office)
    return app


def in_utc(when: str) -> str:
    """A cron line of Beijing as the queue reads it, in UTC; days, which begin at another hour there, are `Job.days`."""
    minute, hour, *days = when.split()
    assert days == ["*", "*", "*"], when
    return when if hour == "*" else f"{minute} {(int(hour) - BEIJING_IS_AHEAD_HOURS) % 24} * * *"


def _register(app: procrastinate.App, job: Job, office: Office) -> None:
    # One at a time, and at most one waiting: late is no reason to do it twice.
    task = app.task(name=job.name, lock=job.name, queueing_lock=job.name, retry=ATTEMPTS)
    app.periodic(cron=in_utc(job.when), periodic_id=job.name)(task(partial(_start, job, office)))


def _start(job: Job, office: Office, timestamp: int) -> int:
    """timestamp: when the clock meant to start it, which the job does not need: it does all that is due by now."""
    now = office.clock.now()
    return run(office, job, now=now) if job.days.has(beijing_day(now)) else 0
