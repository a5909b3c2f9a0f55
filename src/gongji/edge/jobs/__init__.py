"""What the clock starts: jobs that go through what is due, and can be run by hand for any moment."""

from gongji.edge.jobs.catalogue import JOBS
from gongji.edge.jobs.job import Job, run
from gongji.edge.jobs.log import latest_runs

__all__ = ["JOBS", "Job", "latest_runs", "run"]
