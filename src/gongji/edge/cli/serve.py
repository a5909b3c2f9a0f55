"""`./gongji serve`: the gateway and its pages, until it is stopped."""

import os
import shutil
import tempfile
from dataclasses import replace
from typing import Annotated

import typer

from gongji.edge.clock import Clock, require_clock
from gongji.edge.postgres import Database, open_database, require_least_privilege
from gongji.edge.readiness import require_schema
from gongji.edge.settings import Settings, require_key_store_for
from gongji.ground.keys import FileKeyStore
from gongji.ground.policy import publish, published

# A till that got through waits for its answer eight seconds at most (S-14).
STOP_WITHIN_SECONDS = 10
# Requests a worker takes on before it leaves the rest to the others.
BACKPRESSURE = 1024


def serve(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to serve on.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that serve.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to serve on; 127.0.0.1 unless told.")] = None,
) -> None:
    """Serve the national institution interface and /healthz, /readyz, /metrics, until Ctrl-C."""
    settings: Settings = context.obj
    settings = replace(
        settings, host=host or settings.host, port=port or settings.port, workers=workers or settings.workers
    )
    with open_database(settings) as database:
        serve_until_stopped(settings, database)


def serve_until_stopped(settings: Settings, database: Database) -> None:
    """Serve with as many processes as the settings say; what is under way is finished before it returns.

    Raises OperatorError instead of starting with a sandbox's keys in production, with more privileges than needed, off
    the database's clock, or on another schema (N-22; design: the past is never edited).
    """
    require_key_store_for(settings, FileKeyStore(settings.key_store))
    with database.app_connection(autocommit=True) as db:
        require_schema(db)
        require_least_privilege(db)
        require_clock(db)
        publish(db, published(), known_from=Clock.parse(settings.clock).now())
    measures = tempfile.mkdtemp(prefix="gongji-metrics-")
    # Workers are new processes: what they need to know travels as variables.
    os.environ |= replace(settings, database_url=database.url).as_variables()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = measures
    try:
        _run(settings)
    finally:
        shutil.rmtree(measures, ignore_errors=True)


def _run(settings: Settings) -> None:
    from granian import Granian
    from granian.constants import Interfaces, Loops
    from granian.log import LogLevels

    Granian(
        "gongji.edge.asgi:make_application",
        factory=True,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        websockets=False,
        backpressure=BACKPRESSURE,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN_SECONDS,
    ).serve()
