"""`./gongji clearing …`: the month ends."""

import typer

from gongji.edge.cli import papers

app = typer.Typer(no_args_is_help=True, help="Clearing: what pools owe each other for a month, until it is paid.")
app.command("papers")(papers.papers)
