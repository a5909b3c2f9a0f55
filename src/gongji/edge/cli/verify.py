"""`./gongji verify`: recompute the books from their rows, while everybody else works on."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import psycopg
import typer
from psycopg import Connection, IsolationLevel
from rich.console import Console
from rich.table import Table

from gongji import verification
from gongji.edge.cli.progress import progress
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import open_database
from gongji.edge.settings import Settings
from gongji.verification import CHECKS, Extent, Violation


def verify(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Only JSON on stdout.")] = False,
) -> None:
    """Recompute the books from their rows and name the first places where they disagree; the exit code is then 1."""
    settings: Settings = context.obj
    with open_database(settings) as database, database.app_connection() as db:
        db.isolation_level = IsolationLevel.REPEATABLE_READ
        db.read_only = True
        violations, extent = _verify(db)
    if as_json:
        found = [{"check": v.check.name, "rules": v.check.rules, "what": v.what} for v in violations]
        print(json.dumps({**asdict(extent), "violations": found}, ensure_ascii=False, indent=2))
    elif violations:
        Console().print(_table(violations))
    else:
        checked = f"{extent.checks} checks, {extent.settlements:,} settlements, {extent.transfers:,} transfers"
        print(f"books agree: {checked}")
    if violations:
        raise typer.Exit(1)


def _verify(db: Connection[Any]) -> tuple[list[Violation], Extent]:
    try:
        with progress("verify") as update:
            violations = verification.verify(db, progress=lambda _, place: update(place, len(CHECKS)))
        return violations, verification.extent(db)
    except psycopg.errors.UndefinedTable as error:
        raise OperatorError("the database has no tables: run ./gongji db migrate") from error


def _table(violations: Sequence[Violation]) -> Table:
    table = Table("check", "rule", "what", title="the books do not agree", show_lines=True)
    for violation in violations:
        table.add_row(violation.check.name, ", ".join(violation.check.rules), violation.what)
    return table
