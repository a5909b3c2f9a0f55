"""`./gongji institution …`: suspend a hospital or pharmacy from settlement, and lift it."""

from typing import Annotated

import typer

from gongji import institutions
from gongji.edge.cli.desk import open_desk
from gongji.edge.clock import read_moment

app = typer.Typer(no_args_is_help=True, help="Designated hospitals and pharmacies.")

Code = Annotated[str, typer.Argument(help="Institution code, such as P62010200001.", metavar="CODE")]


@app.command("suspend")
def suspend(
    context: typer.Context,
    code: Code,
    since: Annotated[str | None, typer.Option(metavar="TIME", help="From when, at once by default.")] = None,
) -> None:
    """Refuse settlements of an institution (X-41); cancels and queries go on."""
    with open_desk(context) as desk:
        moment = read_moment(since) if since else desk.now
        institutions.suspend(desk.db, code=code, since=moment)
        print(f"{code} is suspended from {moment:%Y-%m-%d %H:%M}")


@app.command("resume")
def resume(context: typer.Context, code: Code) -> None:
    """Let an institution settle again."""
    with open_desk(context) as desk:
        institutions.suspend(desk.db, code=code, since=None)
        print(f"{code} may settle")
