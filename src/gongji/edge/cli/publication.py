"""`./gongji clearing publish` and `recompute`: a month's leaf rows, and the matrix anybody can make of them."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gongji.edge.cli.progress import progress
from gongji.edge.publication.recompute import recompute as recompute_matrix

MONTH = typer.Argument(formats=["%Y%m"], metavar="MONTH", help="Clearing month: 202611.")
NONE = "nothing"


def publish(
    context: typer.Context,
    month: Annotated[datetime, MONTH],
    to: Annotated[Path, typer.Option(metavar="DIR", help="The folder for them; made where it is missing.")],
) -> None:
    """Write a month's leaf rows (Parquet, a file a day) and its national matrix (CSV), each with its SM3 (C-15).

    Leaf rows name nobody: settlement, line, kind, both pools, clearing month and amount in yuan.
    """
    # Not for recomputing, which loads nothing of what made the matrix.
    from gongji.edge.cli.desk import open_desk
    from gongji.edge.publication.publish import publish as publish_month

    with open_desk(context) as desk, progress("publish") as update:
        written = publish_month(desk.db, batch_month=int(f"{month:%Y%m}"), to=to, tell=update)
    print(f"{len(written) - 1} files of leaf rows and {written[-1].name} in {to}")


def recompute(
    month: Annotated[datetime, MONTH],
    folder: Annotated[Path, typer.Option("--from", metavar="DIR", help="The folder with what was published.")],
) -> None:
    """Make the national matrix of a month from its leaf rows alone and compare it byte for byte with the one there.

    No database is asked. Where both differ, every line that does is printed, and the exit code is 1.
    """
    with progress("recompute"):
        done = recompute_matrix(folder, batch_month=int(f"{month:%Y%m}"))
    print(f"SM3 of the matrix of {done.files} files of leaf rows: {done.digest.hex()}")
    if done.same:
        print("the published matrix is the same, byte for byte")
        return
    for one in done.differences:
        print(f"line {one.number or '-'}: published {one.published or NONE}, recomputed {one.recomputed or NONE}")
    if not done.differences:
        print("the published matrix has the same lines in other bytes")
    for name in done.broken:
        print(f"{name} is not as it was published: its SM3 is another")
    raise typer.Exit(1)
