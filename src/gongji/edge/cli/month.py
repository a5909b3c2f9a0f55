"""`./gongji clearing days`, `sort` and `status`: days are filed, a month is sorted, how far it is."""

from datetime import date, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from gongji import clearing
from gongji.clearing import Batch
from gongji.edge.cli.desk import OPERATOR, Desk, open_desk
from gongji.edge.cli.progress import progress
from gongji.edge.jobs.clearing import ONE_DAY, days_to_file
from gongji.ground.calendar import beijing_day, months_after
from gongji.ground.divisions import region_name
from gongji.ground.money import yuan_of

MONTH = typer.Argument(formats=["%Y%m"], metavar="MONTH", help="Clearing month: 202611.")


def days(context: typer.Context) -> None:
    """File every day that is over and not filed yet, as the job does at 02:00."""
    with open_desk(context) as desk, progress("days") as update:
        missing = list(days_to_file(desk.db, desk.now))
        for done, day in enumerate(missing, start=1):
            filed = clearing.file_day(desk.db, day=day, now=desk.now)
            desk.db.commit()
            update(done, len(missing))
            print(f"{day}: {filed.items:,} items, {yuan_of(filed.amount_fen)}")
    if not missing:
        print("every day that is over is filed")


def sort(context: typer.Context, month: Annotated[datetime, MONTH]) -> None:
    """Sort a month: what pools and provinces owe each other, gross; the same bytes until somebody confirms (C-15)."""
    with open_desk(context) as desk, progress("sort"):
        batch = clearing.generate(
            desk.db, batch_month=int(f"{month:%Y%m}"), now=desk.now, policy=desk.policy, by=OPERATOR
        )
    _print(batch)


def status(context: typer.Context, month: Annotated[datetime, MONTH]) -> None:
    """How far a month is, for whom it waits, and what is not reconciled of its days, with its age (C-34)."""
    with open_desk(context) as desk:
        _print_open(desk, month.date())
        batch = clearing.require_batch(desk.db, batch_month=int(f"{month:%Y%m}"))
        waiting = clearing.waiting_provinces(desk.db, batch_month=batch.batch_month)
        notices = clearing.count_notices(desk.db, batch_month=batch.batch_month)
        disputed = clearing.disputes_of(desk.db, batch_month=batch.batch_month)
    _print(batch)
    if waiting:
        print("not confirmed by " + ", ".join(region_name(province) for province in waiting))
    for one in disputed:
        line = f"{region_name(one.payer_province)} to {region_name(one.payee_province)}"
        print(f"{line} disputed by {region_name(one.province)}, {one.ending or 'open'}")
    if notices:
        table = Table("level", "notices", "state", "amount")
        for level, state, count, amount_fen in notices:
            table.add_row(level, f"{count:,}", state, yuan_of(amount_fen))
        Console().print(table)


def _print_open(desk: Desk, first: date) -> None:
    """What waits of a month's days, oldest first: for whose answer, and for whose mismatches."""
    today = beijing_day(desk.now)
    days = (first, min(months_after(first, 1) - ONE_DAY, today))
    missing = clearing.unanswered(desk.db, days=days, policy=desk.policy)
    waits = [(one.day, one.province, "no answer") for one in missing]
    mismatches = clearing.count_mismatches(desk.db, days=days)
    waits += [(day, province, f"{count:,} mismatches") for day, province, count in mismatches]
    for day, province, what in sorted(waits):
        age = clearing.age_since(day, province=province, today=today, policy=desk.policy)
        print(f"{day} {region_name(province)}: {what}, {age.days} days, {age.colour}")


def _print(batch: Batch) -> None:
    print(f"{batch.batch_month} {batch.state}: {batch.items:,} items, {yuan_of(batch.amount_fen)}")
    print(f"SM3 of the national matrix: {batch.matrix_digest.hex()}")
