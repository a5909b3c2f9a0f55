"""`./gongji jobs …`: what the clock starts, by hand and for any moment."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from gongji.edge.cli.progress import progress
from gongji.edge.clock import Clock, read_moment
from gongji.edge.jobs import JOBS, latest_runs, run
from gongji.edge.jobs.job import LANES, Days, Job
from gongji.edge.jobs.log import Run
from gongji.edge.memory import settle_in
from gongji.edge.office import Office, make_office
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import open_database, require_least_privilege
from gongji.edge.readiness import require_schema
from gongji.edge.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Jobs: each can be run twice or late, and stopped anywhere.")


@app.command("list")
def list_jobs(context: typer.Context) -> None:
    """Every job, when the clock starts it, what it does, and how its latest run went."""
    with open_database(context.obj) as database, database.app_connection() as db:
        require_schema(db)
        latest = latest_runs(db)
    table = Table("job", "when (Beijing)", "what it does", "latest run", "done")
    for job in JOBS.values():
        when = job.when if job.days is Days.ALL else f"{job.when}, {job.days.value}"
        table.add_row(job.name, when, job.does, *_told(latest.get(job.name)))
    Console().print(table)


@app.command("work")
def work(context: typer.Context) -> None:
    """Start every job at its time, until Ctrl-C."""
    from gongji.edge.asgi import serving_pool
    from gongji.edge.jobs.worker import make_worker

    settings: Settings = context.obj
    with open_database(settings) as database:
        with database.app_connection() as db:
            require_schema(db)
            require_least_privilege(db)
        with serving_pool(database.url, size=LANES) as pool:
            worker = make_worker(database.url, make_office(settings, pool=pool, settling=pool))
            with worker.open():
                settle_in()
                worker.run_worker(name="gongji")


def _told(latest: Run | None) -> tuple[str, str]:
    if latest is None:
        return "", ""
    how = latest.error or ("running" if latest.finished_at is None else "")
    return f"{latest.as_of:%Y-%m-%d %H:%M} {how}".strip(), f"{latest.done:,}"


@app.command("run")
def run_job(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(help="The jobs, in the order they are to run.")],
    at: Annotated[str | None, typer.Option(metavar="TIME", help="As if it were this moment; now.")] = None,
) -> None:
    """Do all that is due; a moment that is past or still to come is tried in the sandbox only."""
    # Not before the workers of a server know where their measures go, which they read when they are first imported.
    from gongji.edge.asgi import serving_pool

    settings: Settings = context.obj
    for name in names:
        if name not in JOBS:
            raise OperatorError(f"there is no job {name!r}: ./gongji jobs list names them")
    if at and settings.production:
        raise OperatorError("in production a job runs at its own time: leave --at")
    now = read_moment(at) if at else Clock.parse(settings.clock).now()
    with open_database(settings) as database:
        with database.app_connection() as db:
            require_schema(db)
            require_least_privilege(db)
        with serving_pool(database.url, size=LANES) as pool:
            office = make_office(settings, pool=pool, settling=pool)
            settle_in()
            for name in names:
                print(f"{name}: {_run(office, JOBS[name], now):,} done as of {now:%Y-%m-%d %H:%M}")


def _run(office: Office, job: Job, now: datetime) -> int:
    with progress(job.name) as update:
        return run(office, job, now=now, tell=lambda count: update(count, 0))
