"""What `./gongji demo month` tells at its end."""

from rich.console import Console
from rich.table import Table

from gongji.edge.country import Figures
from gongji.ground.money import yuan_of


def print_figures(figures: Figures) -> None:
    """The month, its notices, and what is left of it in the books."""
    batch, counts = figures.batch, figures.counts
    print(
        f"{batch.batch_month} {batch.state}: {counts['settled']:,} bills of {yuan_of(counts['settled_fen'])}, "
        f"{counts['by_several']:,} of them paid by several relatives, {counts['cancelled']:,} cancelled; "
        f"{counts['premiums']:,} premiums"
    )
    print(
        f"{batch.items:,} items of {yuan_of(batch.amount_fen)} between {counts['pool_pairs']:,} pairs of pools; "
        f"{counts['items_between_provinces']:,} of them, {yuan_of(counts['between_provinces_fen'])}, "
        f"between {counts['province_pairs']:,} pairs of provinces"
    )
    print(f"SM3 of the national matrix: {batch.matrix_digest.hex()}")
    console = Console()
    console.print(_notices(figures))
    console.print(_balances(figures))
    for violation in figures.violations:
        print(f"{violation.check.name}: {violation.what}")
    print("nobody owes anybody anything" if figures.is_at_zero else "NOT AT ZERO")


def _notices(figures: Figures) -> Table:
    table = Table("paid by", "papers", "state", "amount", title="notices and statements")
    for level, state, count, amount_fen in figures.notices:
        table.add_row(level, f"{count:,}", state, yuan_of(amount_fen))
    counts = figures.counts
    table.add_row("pools to institutions", f"{counts['statements']:,}", "", yuan_of(counts["statements_fen"]))
    return table


def _balances(figures: Figures) -> Table:
    table = Table("accounts", "there are", "not at zero", "by", title="balances")
    for balance in figures.balances:
        table.add_row(balance.kind, f"{balance.accounts:,}", f"{balance.open:,}", yuan_of(balance.open_fen))
    return table
