"""`./gongji import KIND FILE`: take in what regions hand over."""

import time
from enum import StrEnum
from pathlib import Path

import typer

from gongji.edge.cli.progress import progress
from gongji.edge.postgres import open_database
from gongji.edge.settings import Settings


class FileKind(StrEnum):
    """What a file is about."""

    PEOPLE = "people"
    INSTITUTIONS = "institutions"
    CREDITS = "credits"
    RELATIONS = "relations"
    QUOTAS = "quotas"
    CATALOGUE = "catalogue"


def import_(context: typer.Context, kind: FileKind, file: Path) -> None:
    """Take a CSV file in. The same file again changes nothing; after a kill it completes what was left out.

    Lines that are wrong stand in FILE.errors.csv with their number and the reason, and the exit code is then 1.
    """
    from gongji.edge.imports import import_file

    settings: Settings = context.obj
    began = time.monotonic()
    with open_database(settings) as database, progress(f"import {kind.value}") as update:
        done = import_file(settings, database, kind=kind.value, path=file, progress=update)
    seconds = time.monotonic() - began
    lines = done.right + done.wrong
    told = f"{kind.value}: {lines:,} lines in {seconds:.1f} s, {lines / seconds:,.0f} a second"
    if not done.wrong:
        print(f"{told}, none wrong")
        return
    print(f"{told}; {done.wrong:,} wrong, see {done.errors}")
    raise typer.Exit(1)
