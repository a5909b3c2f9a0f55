"""`./gongji clearing …`: the month ends."""

import typer

from gongji.edge.cli.lazily import commands

COMMANDS = {
    "days": "month:days",
    "sort": "month:sort",
    "status": "month:status",
    "publish": "publication:publish",
    "recompute": "publication:recompute",
    "papers": "papers:papers",
    "files": "reconciliation:files",
    "reconcile": "reconciliation:reconcile_day",
    "mismatches": "reconciliation:mismatches",
    "solve": "reconciliation:solve",
}

app = typer.Typer(
    cls=commands(COMMANDS),
    no_args_is_help=True,
    help="Clearing: what pools owe each other for a month, until it is paid.",
)
