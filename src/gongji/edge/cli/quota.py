"""`./gongji quota …`: how much a relative may spend; the money is set aside in the donor's account at once."""

from enum import StrEnum
from typing import Annotated

import typer

from gongji import mutual_aid
from gongji.edge.cli.desk import Desk, open_desk
from gongji.edge.cli.relation import Beneficiary, Donor, require_relation
from gongji.edge.imports.fields import yuan
from gongji.ground.money import yuan_of
from gongji.mutual_aid import ALL_USES, Quota, QuotaAsked, QuotaUnknown, Stop, Use

app = typer.Typer(no_args_is_help=True, help="Quotas of aid relations; amounts are in yuan.")

Limit = Annotated[str, typer.Argument(help="The whole limit in yuan, 10000.00.", metavar="LIMIT")]


class Period(StrEnum):
    """ANNUAL ends with the year, OPEN does not (Q-03), WHOLE is the whole account without a limit (R-22)."""

    ANNUAL = "ANNUAL"
    OPEN = "OPEN"
    WHOLE = "WHOLE"


class Purpose(StrEnum):
    """What a quota may be spent on (Q-03)."""

    VISIT = "VISIT"
    PHARMACY = "PHARMACY"
    RESIDENT_CONTRIB = "RESIDENT_CONTRIB"
    LTC_CONTRIB = "LTC_CONTRIB"


@app.command("set")
def set_(
    context: typer.Context,
    donor: Donor,
    beneficiary: Beneficiary,
    limit: Limit,
    period: Annotated[
        Period, typer.Option(help="Until the end of the year, open, or the whole account; then LIMIT is 0.")
    ] = Period.ANNUAL,
    use: Annotated[list[Purpose] | None, typer.Option(help="Only for this; may be repeated. Without it, all.")] = None,
) -> None:
    """Set the first quota of a relation."""
    with open_desk(context) as desk:
        relation = require_relation(desk, donor, beneficiary)
        uses = ALL_USES if not use else Use(0)
        for purpose in use or ():
            uses |= Use[purpose.value]
        asked = QuotaAsked(relation.relation_id, yuan(limit, "limit"), period.value, uses)
        _tell(desk, mutual_aid.set_quota(desk.db, asked=asked, now=desk.now, policy=desk.policy))


@app.command("raise")
def raise_(context: typer.Context, donor: Donor, beneficiary: Beneficiary, limit: Limit) -> None:
    """Raise a quota to a new limit."""
    with open_desk(context) as desk:
        quota_id = _require_quota(desk, donor, beneficiary).quota_id
        limit_fen = yuan(limit, "limit")
        raised = mutual_aid.raise_quota(
            desk.db, quota_id=quota_id, limit_fen=limit_fen, now=desk.now, policy=desk.policy
        )
        _tell(desk, raised)


@app.command("lower")
def lower(context: typer.Context, donor: Donor, beneficiary: Beneficiary, limit: Limit) -> None:
    """Lower a quota to a new limit; the difference returns to the donor at once."""
    with open_desk(context) as desk:
        quota_id = _require_quota(desk, donor, beneficiary).quota_id
        limit_fen = yuan(limit, "limit")
        lowered = mutual_aid.lower_quota(
            desk.db, quota_id=quota_id, limit_fen=limit_fen, now=desk.now, policy=desk.policy
        )
        _tell(desk, lowered)


@app.command("close")
def close(context: typer.Context, donor: Donor, beneficiary: Beneficiary) -> None:
    """Close a quota; what is left returns to the donor, and the relation stands."""
    with open_desk(context) as desk:
        quota_id = _require_quota(desk, donor, beneficiary).quota_id
        _tell(desk, mutual_aid.close_quota(desk.db, quota_id=quota_id, now=desk.now, policy=desk.policy))


@app.command("show")
def show(context: typer.Context, donor: Donor, beneficiary: Beneficiary) -> None:
    """Tell what a quota allows and what is left of it."""
    with open_desk(context) as desk:
        _tell(desk, _require_quota(desk, donor, beneficiary))


def _require_quota(desk: Desk, donor: str, beneficiary: str) -> Quota:
    quota = desk.quota_of(require_relation(desk, donor, beneficiary))
    if quota is None:
        raise QuotaUnknown()
    return quota


def _tell(desk: Desk, quota: Quota) -> None:
    left = desk.left_fen(quota)
    period = f"{quota.valid_from} to {quota.valid_to}" if quota.valid_to else f"from {quota.valid_from}"
    uses = ", ".join(use.name for use in Use if use & quota.uses and use.name)
    stops = "".join(f", {stop.name.lower().replace('_', ' ')}" for stop in Stop if stop & quota.stopped and stop.name)
    used = yuan_of(quota.limit_fen - left)
    if quota.is_whole_balance:
        print(f"whole balance, used {used}")
    else:
        print(f"limit {yuan_of(quota.limit_fen)}, used {used}, left {yuan_of(left)}")
    print(f"{quota.state}{stops}; {quota.period_type} {period}; {uses}")
