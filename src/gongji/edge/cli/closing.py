"""`./gongji clearing …`: lines are disputed, months and years closed (C-09, C-10, C-13)."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from gongji import clearing
from gongji.clearing import Dispute
from gongji.edge.cli.desk import OPERATOR, open_desk
from gongji.edge.operator_error import OperatorError
from gongji.ground.calendar import beijing_day
from gongji.ground.divisions import region_name
from gongji.ground.money import yuan_of

MONTH = typer.Argument(formats=["%Y%m"], metavar="MONTH", help="Clearing month: 202611.")
YEAR = typer.Argument(min=2000, max=2099, metavar="YEAR", help="The year whose items these are: 2026.")
NUMBER = typer.Argument(metavar="NUMBER", help="As `disputes` tells it.")


def dispute(
    context: typer.Context,
    month: Annotated[datetime, MONTH],
    payer: Annotated[int, typer.Option(help="The province that would pay: 350000.")],
    payee: Annotated[int, typer.Option(help="The province that would be paid; the payer itself for its own pools.")],
    province: Annotated[int, typer.Option(help="Which of the two disputes.")],
    reason: Annotated[str, typer.Option(help="Why; nothing personal.")],
    evidence: Annotated[Path, typer.Option(metavar="FILE", help="The paper that shows it; its SM3 is kept.")],
) -> None:
    """Leave what a province owes another out of the month that is being confirmed; the matrix stays as it is (C-13)."""
    if not reason.strip():
        raise OperatorError("say why with --reason")
    evidence_hash = clearing.digest_of(evidence.read_bytes())
    with open_desk(context) as desk:
        disputed = clearing.dispute_line(
            desk.db,
            batch_month=int(f"{month:%Y%m}"),
            payer_province=payer,
            payee_province=payee,
            province=province,
            reason=reason.strip(),
            evidence_hash=evidence_hash,
            now=desk.now,
            policy=desk.policy,
            by=OPERATOR,
        )
    print(_told(disputed))


def disputes(
    context: typer.Context,
    province: Annotated[int | None, typer.Option(help="Only lines this province is a side of.")] = None,
    red: Annotated[bool, typer.Option("--red", help="Only the red list: disputed for more than two months.")] = False,
    after: Annotated[int, typer.Option(metavar="NUMBER", help="The last one of the page before.")] = 0,
) -> None:
    """Open disputes, oldest first, a hundred at a time (C-13)."""
    with open_desk(context) as desk:
        red_on = beijing_day(desk.now) if red else None
        found = clearing.list_disputes(desk.db, province=province, red_on=red_on, after=after)
    for one in found:
        print(_told(one))


def withdraw(
    context: typer.Context,
    number: Annotated[int, NUMBER],
    note: Annotated[str, typer.Option(help="Why the province agrees after all; nothing personal.")],
) -> None:
    """End a dispute for the province whose it is; the next month that is sorted has the line again."""
    _require_note(note)
    with open_desk(context) as desk:
        ended = clearing.withdraw_dispute(desk.db, dispute_id=number, note=note.strip(), now=desk.now, by=OPERATOR)
    print(f"{_told(ended)}: {ended.ending}")


def decide(
    context: typer.Context,
    number: Annotated[int, NUMBER],
    note: Annotated[str, typer.Option(help="Why the line stands; nothing personal.")],
) -> None:
    """End a dispute as the nation: the line stands, and the next month that is sorted has it again."""
    _require_note(note)
    with open_desk(context) as desk:
        ended = clearing.decide_dispute(desk.db, dispute_id=number, note=note.strip(), now=desk.now, by=OPERATOR)
    print(f"{_told(ended)}: {ended.ending}")


def close(context: typer.Context, month: Annotated[datetime, MONTH]) -> None:
    """Close a month whose notices are all paid and whose disputes are solved (C-10)."""
    with open_desk(context) as desk:
        batch = clearing.close_batch(desk.db, batch_month=int(f"{month:%Y%m}"), now=desk.now, by=OPERATOR)
    print(f"{batch.batch_month} {batch.state}: {batch.items:,} items, {yuan_of(batch.amount_fen)}")


def year(
    context: typer.Context,
    year: Annotated[int, YEAR],
    province: Annotated[int | None, typer.Option(help="Only this province: 350000.")] = None,
) -> None:
    """What of a year no batch has confirmed yet, by province and reason (C-09)."""
    with open_desk(context) as desk:
        found = clearing.open_items(desk.db, year=year, province=province)
        closed_at = clearing.year_closed_at(desk.db, year=year)
        last_day = clearing.last_day_of_close(year, policy=desk.policy)
    print(f"{year}: closed on {beijing_day(closed_at)}" if closed_at else f"{year}: to be confirmed until {last_day}")
    if found:
        table = Table("province", "open since it is", "items", "amount")
        for one in found:
            table.add_row(region_name(one.province), one.why, f"{one.items:,}", yuan_of(one.amount_fen))
        Console().print(table)


def close_year(context: typer.Context, year: Annotated[int, YEAR]) -> None:
    """Close a year whose items are all confirmed; its days are not reconciled anew from then on (C-09)."""
    with open_desk(context) as desk:
        clearing.close_year(desk.db, year=year, now=desk.now, by=OPERATOR)
    print(f"{year} is closed")


def _require_note(note: str) -> None:
    if not note.strip():
        raise OperatorError("say why with --note")


def _told(one: Dispute) -> str:
    line = f"{region_name(one.payer_province)} to {region_name(one.payee_province)}"
    by = region_name(one.province)
    return (
        f"{one.dispute_id} {one.batch_month} {line}, disputed by {by} on {beijing_day(one.opened_at)}, red {one.red_on}"
    )
