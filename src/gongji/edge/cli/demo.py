"""`./gongji demo load`: families, shops and hospitals to try things with. Everybody in it is invented.

Its files in `examples/demo` are what an operator would import, and are taken in the same way.
"""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from psycopg import Connection

from gongji import institutions, insured
from gongji.edge.cli.progress import progress
from gongji.edge.clock import Clock
from gongji.edge.imports import import_alone
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database, open_database, require_least_privilege
from gongji.edge.readiness import require_schema
from gongji.edge.settings import Settings
from gongji.ground import divisions
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cells_and
from gongji.ground.keys import FileKeyStore, KeyStore

app = typer.Typer(no_args_is_help=True, help="A world of invented people to try things with.")

DEMO = Path(__file__).parents[4] / "examples" / "demo"
# In this order each finds what it names; quotas come last, so that by them the whole is known to be there.
FILES = ("institutions", "catalogue", "people", "credits", "relations", "quotas")
WALLET_SINCE = date(2024, 12, 2)
# Left off on purpose, to meet POOL_NOT_ENABLED: Hohhot and Xining.
WALLET_OFF = (150100, 630100)
# Its bills are paid, and its premiums collected, in the past.
MONTH = datetime(2026, 9, 1)


@app.command("load")
def load(context: typer.Context) -> None:
    """Load the demo world; once it is there, nothing that happened in it is touched."""
    settings: Settings = context.obj
    with open_database(settings) as database:
        done = load_demo(settings, database)
    print("the demo world is loaded" if done else "the demo world is there already")


@app.command("month")
def month(
    context: typer.Context,
    settlements: Annotated[int, typer.Option(min=60, help="Bills and premiums of the month.")] = 2_000_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same month.")] = 1,
    of: Annotated[datetime, typer.Option("--month", formats=["%Y%m"], metavar="MONTH", help="Such as 202609.")] = MONTH,
) -> None:
    """Let the whole country live through a month, clear it, and pay it until nobody owes anybody anything.

    In the folder month of the data folder. A run that was stopped goes on where it was.
    """
    from gongji.edge import country
    from gongji.edge.cli.country import print_figures

    settings: Settings = context.obj
    plan = country.Plan(of.date(), settlements, seed)
    if plan.over > beijing_day(Clock.parse(settings.clock).now()):
        raise OperatorError(f"{plan.month} is not over yet")
    figures = country.live(settings, plan, progress)
    print_figures(figures)
    if not figures.is_at_zero:
        raise typer.Exit(1)


def load_demo(settings: Settings, database: Database) -> bool:
    """Switch the wallet on nearly everywhere and take the files of the demo world in, unless they are in already.

    Answers whether anything was loaded. A load that was interrupted is completed; what people did in the demo world
    later, a dissolved relation or a lowered quota, stays as it is. Raises OperatorError in production.
    """
    if settings.production:
        raise OperatorError("invented people have no place in production")
    keys = FileKeyStore(settings.key_store)
    clock = Clock.parse(settings.clock)
    with database.app_connection(autocommit=True) as db:
        require_schema(db)
        require_least_privilege(db)
        if _is_complete(db, keys):
            return False
        with db.transaction():
            _enable_wallets(db, clock)
        with progress("demo world") as update:
            for number, name in enumerate(FILES, 1):
                import_alone(db, keys, clock, kind=name, path=DEMO / f"{name}.csv")
                update(number, len(FILES))
    return True


def _is_complete(db: Connection[Any], keys: KeyStore) -> bool:
    """Whether every quota of the last file was set, be it closed by now."""
    with (DEMO / "quotas.csv").open(encoding="utf-8", newline="") as file:
        wanted = [(line["donor_psn_no"], line["beneficiary_psn_no"]) for line in csv.DictReader(file)]
    people = insured.by_number(db, keys, person_numbers={number for pair in wanted for number in pair})
    found = db.execute(
        """
        select donor_id, beneficiary_id
        from quota
        where cell = any(%s::smallint[])
        and beneficiary_id = any(%s::bigint[])
        """,
        cells_and(people.values()),
    ).fetchall()
    return {(people.get(donor), people.get(beneficiary)) for donor, beneficiary in wanted} <= set(found)


def _enable_wallets(db: Connection[Any], clock: Clock) -> None:
    for pool in divisions.pools(beijing_day(clock.now())):
        if pool.code not in WALLET_OFF:
            institutions.enable_wallet(db, pool=pool.code, since=WALLET_SINCE)
