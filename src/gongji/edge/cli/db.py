"""`./gongji db …`: the schema, backups and going back to a moment."""

from typing import Annotated

import typer

from gongji.edge.cli.progress import progress
from gongji.edge.clock import read_moment
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Server, back_up, open_database
from gongji.edge.postgres import restore as restore_database
from gongji.edge.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The database: its schema, backups, going back to a moment.")


@app.command("migrate")
def migrate(
    context: typer.Context,
    to: Annotated[str, typer.Option(help="The last migration to run, such as 0003.")] = "head",
) -> None:
    """Bring the schema to what this release needs."""
    from gongji.edge.postgres.migrate import migrate

    settings: Settings = context.obj
    with open_database(settings) as database:
        migrate(database.require_owner_url(), to=to, on_step=print)


@app.command("backup")
def backup(
    context: typer.Context,
    keep: Annotated[int, typer.Option(min=1, help="How many backups to keep.")] = 7,
) -> None:
    """Copy the running embedded database aside. From then on it can be put back to any later moment."""
    with open_database(_embedded(context)) as database, progress("backup") as update:
        assert isinstance(database.server, Server)
        print(back_up(database.server.cluster, keep=keep, progress=update))


@app.command("restore")
def restore(
    context: typer.Context,
    to: Annotated[str, typer.Option(metavar="TIME", help="Such as 2026-11-05T10:00:00, Beijing time.")],
) -> None:
    """Put the embedded database back to a moment, and verify it. The replaced one is kept aside."""
    settings = _embedded(context)
    with progress("copying") as update:
        aside = restore_database(settings.data_dir, to=read_moment(to), progress=update, on_stage=print)
    print(f"the replaced database is kept in {aside}")
    from gongji.edge.cli.verify import verify

    verify(context)


def _embedded(context: typer.Context) -> Settings:
    settings: Settings = context.obj
    if settings.database_url:
        raise OperatorError("this is for the embedded database; back up a server with its own tools")
    return settings
