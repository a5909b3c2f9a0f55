"""`./gongji clearing …`: a day's files out to provinces, their answers in, and what is left to put right."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gongji import clearing
from gongji.edge.cli.desk import OPERATOR, open_desk
from gongji.edge.cli.progress import progress
from gongji.edge.operator_error import OperatorError
from gongji.edge.wording import sentence
from gongji.ground.calendar import beijing_day
from gongji.ground.divisions import region_name
from gongji.ground.money import yuan_of

DAY = typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="A day that is filed: 2026-11-05.")


class Written(StrEnum):
    """How files are written."""

    CSV = "csv"
    PARQUET = "parquet"


class Engine(StrEnum):
    """What compares."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def files(
    context: typer.Context,
    day: Annotated[datetime, DAY],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="The folder to write into.")],
    written_as: Annotated[Written, typer.Option("--format", help="CSV or Parquet.")] = Written.CSV,
) -> None:
    """Write the hub's file of a day for every province that is party to an item, its SM3 beside it (C-30)."""
    from gongji.edge.reconciliation import FileFormat, write_files

    with open_desk(context) as desk, progress("files"):
        paths = write_files(desk.db, day=day.date(), to=to, file_format=FileFormat(written_as))
    print(f"{len(paths)} files in {to}")


def reconcile_day(
    context: typer.Context,
    day: Annotated[datetime, DAY],
    folder: Annotated[Path, typer.Option("--from", metavar="DIR", help="The folder with the provinces' answers.")],
    engine: Annotated[Engine, typer.Option(help="Spark where a day outgrows one machine.")] = Engine.DUCKDB,
) -> None:
    """Compare the answers of provinces with the hub's file of a day (C-30 … C-34).

    A province answers in answer-DAY-PROVINCE.csv or .parquet, as answer-20261105-350000.csv. An answer in place of an
    earlier one counts instead of it. Where a file is refused the exit code is 1.
    """
    from gongji.edge.reconciliation import EngineName, reconcile

    with open_desk(context) as desk, progress("reconcile") as update:
        done = reconcile(
            desk.db,
            day=day.date(),
            folder=folder,
            engine=EngineName(engine),
            now=desk.now,
            policy=desk.policy,
            by=OPERATOR,
            tell=update,
        )
    for one in done:
        counts = ", ".join(f"M{code.value} {count:,}" for code, count in one.counts.items())
        told = counts if one.refused is None else f"{sentence(one.refused, language='en')} [{one.refused.code}]"
        print(f"{region_name(one.province)}: {told}")
    if any(one.refused for one in done):
        raise typer.Exit(1)


def mismatches(
    context: typer.Context,
    province: Annotated[int, typer.Option(metavar="PROVINCE", help="Whose: 350000.")],
    after: Annotated[int, typer.Option(metavar="NUMBER", help="The last one of the page before.")] = 0,
) -> None:
    """What is open with a province, a hundred at a time: number, day, code, both amounts, days and colour (C-34)."""
    with open_desk(context) as desk:
        for one in clearing.list_mismatches(desk.db, province=province, after=after):
            age = clearing.age_of(one, today=beijing_day(desk.now), policy=desk.policy)
            amounts = " / ".join("-" if fen is None else yuan_of(fen) for fen in (one.hub_fen, one.party_fen))
            item = f"{one.journal_id}-{one.line}" if one.line else f"bill {one.journal_id}"
            carried = ", carried over" if age.carried_over else ""
            print(f"{one.mismatch_id} {one.day} M{one.code} {item} {amounts} {age.days} days, {age.colour}{carried}")


def solve(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="As `mismatches` tells it.")],
    note: Annotated[str, typer.Option(help="Why the hub is right; nothing personal.")],
    evidence: Annotated[Path, typer.Option(metavar="FILE", help="The paper that shows it; its SM3 is kept.")],
) -> None:
    """Declare an item matched as the hub has it, so that the next batch takes it; no money moves."""
    if not note.strip():
        raise OperatorError("say why with --note")
    evidence_hash = clearing.digest_of(evidence.read_bytes())
    with open_desk(context) as desk:
        solved = clearing.solve_mismatch(
            desk.db, mismatch_id=number, note=note.strip(), evidence_hash=evidence_hash, now=desk.now, by=OPERATOR
        )
    print(f"M{solved.code} of {solved.day} with {region_name(solved.province)} is solved")
