"""`./gongji token …`: callers of the API for the sandbox, until people sign in for themselves."""

from datetime import timedelta
from typing import Annotated

import typer

from gongji import access, institutions
from gongji.access import NATION, Role
from gongji.edge.cli.desk import Desk, open_desk
from gongji.edge.operator_error import OperatorError
from gongji.edge.settings import Settings
from gongji.institutions import InstitutionUnknown

app = typer.Typer(no_args_is_help=True, help="Bearer tokens for the API; sandbox only, they last an hour.")

LASTS = timedelta(hours=1)
Lane = Annotated[str, typer.Option(help="The door the caller is said to use: app, counter.")]


@app.command("citizen")
def citizen(
    context: typer.Context,
    people: Annotated[list[str], typer.Argument(help="Person numbers.")],
    channel: Lane = "app",
) -> None:
    """A token of each of these insured people, in their order."""
    _require_sandbox(context)
    with open_desk(context) as desk:
        for person in people:
            print(_issue(desk, desk.person(person), is_staff=False, channel=channel))


@app.command("staff")
def staff(
    context: typer.Context,
    login: Annotated[str, typer.Argument(help="The name of a member of staff; entered if new.")],
    role: Annotated[Role, typer.Option(help="What she may do.")],
    region: Annotated[str, typer.Option(help="Where: a pool, a province, or 0 for the nation.")],
    channel: Lane = "counter",
) -> None:
    """A token of a member of staff."""
    _require_sandbox(context)
    if role is Role.INSTITUTION:
        raise typer.BadParameter("use `token institution`, which says for whom she speaks", param_hint="--role")
    with open_desk(context) as desk:
        staff_id = access.enter_staff(desk.db, login=login)
        where = NATION if region == "0" else int(region) if region.endswith("0000") else desk.pool(region)
        access.grant_role(desk.db, staff_id=staff_id, role=role, region=where, now=desk.now)
        print(_issue(desk, staff_id, is_staff=True, channel=channel))


@app.command("institution")
def institution(
    context: typer.Context,
    login: Annotated[str, typer.Argument(help="The name somebody signs in with; entered if new.")],
    code: Annotated[str, typer.Argument(help="For whom she speaks: P62010200001.")],
) -> None:
    """A token of somebody who speaks for a hospital or pharmacy, and sees its statements."""
    _require_sandbox(context)
    with open_desk(context) as desk:
        known = institutions.find_institutions(desk.db, codes=[code]).get(code)
        if known is None:
            raise InstitutionUnknown(institution=code)
        staff_id = access.enter_staff(desk.db, login=login)
        access.grant_role(
            desk.db,
            staff_id=staff_id,
            role=Role.INSTITUTION,
            region=known.pool,
            institution_no=known.institution_no,
            now=desk.now,
        )
        print(_issue(desk, staff_id, is_staff=True, channel="office"))


@app.command("revoke")
def revoke(context: typer.Context, token: Annotated[str, typer.Argument(help="The token.")]) -> None:
    """Make a token worthless."""
    with open_desk(context) as desk:
        access.revoke_token(desk.db, token, now=desk.now)


def _issue(desk: Desk, holder_id: int, *, is_staff: bool, channel: str) -> str:
    return access.issue_token(
        desk.db, holder_id=holder_id, is_staff=is_staff, channel=channel, now=desk.now, lasts=LASTS
    )


def _require_sandbox(context: typer.Context) -> None:
    settings: Settings = context.obj
    if settings.production:
        raise OperatorError("in production people sign in; tokens are for the sandbox")
