"""`./gongji bench …`: speed and size beside `pgbench`, on a server and a world of the bench's own."""

import json
import sys
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from gongji.edge.cli.progress import progress
from gongji.edge.settings import Settings

if TYPE_CHECKING:
    from gongji.edge.bench import Report, Stage
    from gongji.edge.bench.clearing import Report as ClearingReport

MEASURED_SECONDS = 60


class What(StrEnum):
    """settle: engine_100, engine_500, hot. gateway: gateway, gateway_mixed, alone.

    sharing: a quota, a consent and a transfer, at the verb and over REST. clock: New Year's jobs and the one at six.
    clearing: a month's close beside DuckDB, and settling beside a close.
    """

    SETTLE = "settle"
    GATEWAY = "gateway"
    SHARING = "sharing"
    CLOCK = "clock"
    CLEARING = "clearing"
    ALL = "all"


def bench(
    context: typer.Context,
    what: What,
    seconds: Annotated[int | None, typer.Option(min=1, help="Of each run, after a sixth to warm up; 60.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that serve the gateway.")] = 2,
    people: Annotated[int | None, typer.Option(min=9, help="Of the world that is made; 1,000,000.")] = None,
    quotas: Annotated[int | None, typer.Option(min=1, help="Of the world that is made; 1,300,000.")] = None,
    small: Annotated[bool, typer.Option("--small", help="900 people, 1 second: does it work, not how fast.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Only JSON on stdout.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Verify the books when all is measured.")] = False,
) -> None:
    """Measure beside pgbench, clearing beside DuckDB.

    The first time a million people are made, and for clearing months of one and ten million items, in the folder bench
    of the data folder.
    """
    from gongji.edge import bench

    size = (bench.SMALL if small else bench.FULL).but(people=people, quotas=quotas)
    seconds = seconds or (1 if small else MEASURED_SECONDS)
    settings: Settings = context.obj
    with bench.open_stage(settings, size=size, seconds=seconds, workers=workers, progress=progress) as stage:
        report = _measure(stage, what, small)
        if verify:
            with progress("verify") as tell:
                bench.require_books_agree(stage.database, tell)
    if as_json:
        print(json.dumps(report.as_json(), indent=2))
    else:
        Console().print(report.as_table())


def _measure(stage: "Stage", what: What, small: bool) -> "Report | ClearingReport":
    from gongji.edge import bench

    on_run = partial(print, file=sys.stderr)
    if what is What.CLEARING:
        from gongji.edge.bench import clearing

        return clearing.measure(stage, clearing.SMALL if small else clearing.FULL, progress, on_run=on_run)
    plan = {
        What.SETTLE: bench.SETTLE,
        What.GATEWAY: bench.GATEWAY,
        What.SHARING: bench.SHARING,
        What.CLOCK: bench.CLOCK,
        What.ALL: bench.ALL,
    }[what]
    return bench.measure(stage, tuple(dict.fromkeys(plan)) if small else plan, progress, on_run=on_run)
