"""`./gongji clearing project`: past months replayed against next month's prefunds."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from gongji import clearing
from gongji.clearing import Alarm, Outlook, Projection, Side, WhatIf
from gongji.edge.cli.desk import open_desk
from gongji.edge.cli.progress import progress
from gongji.ground.divisions import region_name
from gongji.ground.money import fen_of, yuan_of
from gongji.ground.policy import PolicySet, published

COLOUR = {Alarm.NONE: "", Alarm.YELLOW: "yellow", Alarm.RED: "red"}
ENDINGS = (".xlsx", ".pdf")
E4 = 10_000


def project(
    context: typer.Context,
    months: Annotated[int, typer.Option(min=1, max=36, help="How many past months are replayed, at most.")] = 3,
    growth: Annotated[str, typer.Option(metavar="SHARE", help="How much more is owed: 0.2 is a fifth more.")] = "0",
    quota_ceiling: Annotated[
        str | None, typer.Option(metavar="YUAN", help="What one quota could pay in a year: 2000.00.")
    ] = None,
    prefund_months: Annotated[
        int | None, typer.Option(min=0, max=24, help="Size prefunds by so many average months instead.")
    ] = None,
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write it as .xlsx or .pdf, with charts.")
    ] = None,
) -> None:
    """Replay past months, day by day, against the prefunds of the month to come; days under cover by province.

    A day is under cover when what has come together in its month is more than the prefund. Alarms act on what a
    receiving province holds in all (C-26); of a paying province each pair counts by itself. Nothing is changed.
    """
    ceiling_fen = None if quota_ceiling is None else fen_of(_number(quota_ceiling, "--quota-ceiling"), field="yuan")
    what_if = WhatIf(_growth(growth), ceiling_fen, prefund_months)
    if ceiling_fen is not None and ceiling_fen < 0:
        raise typer.BadParameter("not below 0", param_hint="--quota-ceiling")
    if chart is not None and chart.suffix not in ENDINGS:
        raise typer.BadParameter("a chart ends with .xlsx or .pdf", param_hint="--chart")
    with open_desk(context) as desk, progress("project"):
        found = clearing.project(desk.db, months=months, what_if=what_if, now=desk.now, policy=desk.policy)
    _print(found)
    if chart is not None:
        _draw(found, chart, published())
        print(f"drawn in {chart}")


def _number(given: str, option: str) -> Decimal:
    try:
        return Decimal(given)
    except InvalidOperation:
        raise typer.BadParameter(f"{given} is no number", param_hint=option) from None


def _growth(given: str) -> int:
    share = _number(given, "--growth")
    if not share.is_finite() or not -1 < share <= 100 or share * E4 != int(share * E4):
        raise typer.BadParameter("a share above -1 and up to 100, with four decimals at most", param_hint="--growth")
    return int(share * E4)


def _print(found: Projection) -> None:
    replayed = ", ".join(str(month) for month in found.replayed)
    print(f"{found.month} as {replayed} went: {found.what_if.growth_e4 / 100:+g} %, aid between provinces")
    payees, payers = (clearing.outlook(found.provinces, side) for side in Side)
    Console().print(_table("receiving province", payees))
    Console().print(_table("paying province", payers))


def _table(heading: str, outlooks: list[Outlook]) -> Table:
    table = Table(
        heading, "prefund", "highest month", "use", "alarm", "days under cover", "most missing", "pairs under"
    )
    for one in outlooks:
        table.add_row(
            region_name(one.province),
            yuan_of(one.prefund_fen),
            yuan_of(one.month_fen),
            f"{one.rate_e4 / 100:.2f} %",
            one.alarm if one.alarm is not Alarm.NONE else "",
            f"{one.days_under} of {one.days}",
            yuan_of(one.short_fen),
            str(one.pairs_under),
            style=COLOUR[one.alarm],
        )
    return table


def _draw(found: Projection, path: Path, policy: PolicySet) -> None:
    # What only a chart needs takes a moment to load.
    from gongji.edge.papers import projection_paper, write_pdf, write_xlsx

    write = write_pdf if path.suffix == ".pdf" else write_xlsx
    write(projection_paper(found, policy), path)
