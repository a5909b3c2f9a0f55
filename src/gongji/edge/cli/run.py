"""`./run`: database, schema, demo world and server in one."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated

import typer

from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import open_database
from gongji.edge.settings import Settings


def run(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to serve on.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that serve.")] = None,
) -> None:
    """Start the database, bring its schema up to date, load the demo world and serve, until Ctrl-C."""
    from gongji.edge.cli.demo import load_demo
    from gongji.edge.cli.serve import serve_until_stopped
    from gongji.edge.partners.stand_in import StandIn, demo_register
    from gongji.edge.postgres.migrate import migrate

    settings: Settings = context.obj
    settings = replace(settings, port=port or settings.port, workers=workers or settings.workers)
    _require_free(settings.port)
    with open_database(settings) as database:
        migrate(database.require_owner_url(), on_step=print)
        load_demo(settings, database)
        print(f"Gongji is at http://127.0.0.1:{settings.port} (data in {settings.data_dir}); Ctrl-C stops it.")
        print("Next: sh examples/pills_in_lanzhou.sh, or ./gongji verify, or README.md.", flush=True)
        with StandIn(demo_register()).serving() as partners:
            stood_in = replace(
                settings,
                civil_affairs_url=settings.civil_affairs_url or partners.url,
                sms_url=settings.sms_url or partners.url,
                tax_url=settings.tax_url or partners.url,
            )
            with _clock(replace(stood_in, database_url=database.url)):
                serve_until_stopped(stood_in, database)


@contextmanager
def _clock(settings: Settings) -> Iterator[None]:
    """Jobs start at their times while the block runs, in a process of their own."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "gongji", "jobs", "work"], env=os.environ | settings.as_variables()
    )
    try:
        yield
    finally:
        worker.terminate()
        worker.wait()


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise OperatorError(f"port {port} cannot be used ({error.strerror}): choose another with --port") from None
