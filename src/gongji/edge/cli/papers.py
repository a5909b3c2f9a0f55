"""`./gongji clearing papers MONTH --to DIR`: tables, statements, notices and orders to pay of a month."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from psycopg import Connection, IsolationLevel

from gongji.clearing import require_batch
from gongji.edge.cli.progress import progress
from gongji.edge.postgres import open_database
from gongji.edge.settings import Settings
from gongji.ground.divisions import all_pools


def papers(
    context: typer.Context,
    month: Annotated[datetime, typer.Argument(formats=["%Y%m"], metavar="MONTH", help="Clearing month: 202611.")],
    to: Annotated[Path, typer.Option(metavar="DIR", help="The folder for them; made where it is missing.")],
    province: Annotated[int | None, typer.Option(help="What this province gets: 350000.")] = None,
    pool: Annotated[int | None, typer.Option(help="What this pooling area gets: 350200.")] = None,
) -> None:
    """Write the papers of a month as XLSX, PDF and ISO 20022: the nation's, a province's or a pool's.

    The same batch gives the same files. Notices are written once they are released.
    """
    _require_region(province, pool)
    settings: Settings = context.obj
    to.mkdir(parents=True, exist_ok=True)
    with open_database(settings) as database, database.app_connection() as db, progress("papers") as update:
        db.isolation_level = IsolationLevel.REPEATABLE_READ
        db.read_only = True
        steps = _steps(db, int(f"{month:%Y%m}"), province, pool, tick=lambda: update(0, len(steps)))
        for done, step in enumerate(steps, start=1):
            step(to)
            update(done, len(steps))
    print(f"papers of {month:%Y-%m} are in {to}")


def _steps(
    db: Connection[Any], month: int, province: int | None, pool: int | None, *, tick: Callable[[], None]
) -> list[Callable[[Path], None]]:
    # What only this command needs takes a moment to load.
    from gongji.edge.papers import national_papers, pool_papers, province_papers

    batch = require_batch(db, batch_month=month)
    if province is not None:
        return list(province_papers(db, batch, province))
    if pool is not None:
        return list(pool_papers(db, batch, pool))
    return list(national_papers(db, batch, tick))


def _require_region(province: int | None, pool: int | None) -> None:
    if province is not None and pool is not None:
        raise typer.BadParameter("either --province or --pool")
    if province is not None and province not in {one.province for one in all_pools()}:
        raise typer.BadParameter(f"{province} is not a province", param_hint="--province")
    if pool is not None and pool not in {one.code for one in all_pools()}:
        raise typer.BadParameter(f"{pool} is not a pooling area", param_hint="--pool")
