"""`./gongji pool …`: pooling areas as they are run."""

from datetime import datetime
from typing import Annotated

import typer

from gongji import institutions
from gongji.edge.cli.desk import Desk, open_desk
from gongji.ground import divisions
from gongji.ground.calendar import beijing_day
from gongji.institutions import PoolState

app = typer.Typer(no_args_is_help=True, help="Pooling areas: whether the wallet is on, whether they can be reached.")

Division = Annotated[str, typer.Argument(help="Six digits; a county names its pooling area.", metavar="POOL")]


@app.command("wallet-on")
def wallet_on(
    context: typer.Context,
    pool: Division,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="First day, today by default.")
    ] = None,
) -> None:
    """Switch the wallet of a pool on (W-09)."""
    with open_desk(context) as desk:
        first_day = since.date() if since else beijing_day(desk.now)
        institutions.enable_wallet(desk.db, pool=desk.pool(pool), since=first_day)
        _tell(desk, [desk.pool(pool)])


@app.command("wallet-off")
def wallet_off(context: typer.Context, pool: Division) -> None:
    """Switch the wallet of a pool off: its quotas pay nothing until it is on again."""
    with open_desk(context) as desk:
        institutions.enable_wallet(desk.db, pool=desk.pool(pool), since=None)
        _tell(desk, [desk.pool(pool)])


@app.command("unreachable")
def unreachable(context: typer.Context, pool: Division) -> None:
    """Skip the sources of a pool that does not answer, and tell tills so (S-13)."""
    with open_desk(context) as desk:
        institutions.mark_unreachable(desk.db, pool=desk.pool(pool), since=desk.now)
        _tell(desk, [desk.pool(pool)])


@app.command("reachable")
def reachable(context: typer.Context, pool: Division) -> None:
    """Draw on the sources of a pool again."""
    with open_desk(context) as desk:
        institutions.mark_reachable(desk.db, pool=desk.pool(pool))
        _tell(desk, [desk.pool(pool)])


@app.command("list")
def list_(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Also pools where everything works.")] = False,
) -> None:
    """Tell the pools whose wallet is off or that cannot be reached."""
    with open_desk(context) as desk:
        _tell(desk, [pool.code for pool in divisions.pools(beijing_day(desk.now))], everything=everything)


def _tell(desk: Desk, pools: list[int], *, everything: bool = True) -> None:
    today = beijing_day(desk.now)
    states = institutions.find_pools(desk.db, pools=pools)
    for pool in pools:
        state = states[pool]
        if everything or not state.wallet_enabled(today) or state.unreachable_since is not None:
            print(f"{pool} {divisions.pool_name(pool)}: {_state_told(state)}")


def _state_told(state: PoolState) -> str:
    since = state.wallet_enabled_from
    wallet = "wallet off" if since is None else f"wallet on from {since}"
    if state.unreachable_since is None:
        return wallet
    return f"{wallet}, unreachable since {state.unreachable_since:%Y-%m-%d %H:%M}"
