"""`./gongji clearing …`: the month ends."""

import typer

from gongji.edge.cli import month, papers, reconciliation

app = typer.Typer(no_args_is_help=True, help="Clearing: what pools owe each other for a month, until it is paid.")
app.command("days")(month.days)
app.command("sort")(month.sort)
app.command("status")(month.status)
app.command("papers")(papers.papers)
app.command("files")(reconciliation.files)
app.command("reconcile")(reconciliation.reconcile_day)
app.command("mismatches")(reconciliation.mismatches)
app.command("solve")(reconciliation.solve)
