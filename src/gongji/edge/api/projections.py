"""The liquidity twin: past months replayed against next month's prefunds, with what-ifs (C-20 … C-26)."""

from typing import Annotated

import msgspec
from litestar import get
from litestar.params import QueryParameter

from gongji import clearing
from gongji.clearing import Outlook, Side, WhatIf
from gongji.edge.api.call import Call, read
from gongji.edge.api.clearing import national_by, regional_by
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.prefund_shown import shown_rate
from gongji.edge.api.shown import Yuan
from gongji.ground.money import yuan_of

MaybeRegion = Annotated[int | None, QueryParameter(ge=100_000, le=999_999)]
Months = Annotated[int, QueryParameter(ge=1, le=36)]
Percent = Annotated[int, QueryParameter(ge=-99, le=10_000)]
MaybeYuan = Annotated[int | None, QueryParameter(ge=0, le=1_000_000_000)]
MaybeFactor = Annotated[int | None, QueryParameter(ge=0, le=24)]


class OutlookShown(msgspec.Struct):
    """A province over all replayed months. use_rate, alarm, cleared: of its worst month. days_under: of `days`, those
    on which cover was missing. missing: the most on a day. pairs_under: with how many provinces alone.
    """

    province: int
    prefund: Yuan
    cleared: Yuan
    use_rate: str
    alarm: str
    days_under: int
    days: int
    missing: Yuan
    pairs_under: int


class ProjectionShown(msgspec.Struct):
    """month: the one to come. held: what provinces hold of others, on which alarms act; advanced: what they paid. The
    worst first.
    """

    month: int
    replayed: list[int]
    held: list[OutlookShown]
    advanced: list[OutlookShown]


@get("/clearing/projection", sync_to_thread=True, tags=["prefunds"])
def project(
    request: Asking,
    office: TheOffice,
    region: MaybeRegion = None,
    months: Months = 3,
    growth_percent: Percent = 0,
    quota_ceiling_yuan: MaybeYuan = None,
    prefund_months: MaybeFactor = None,
) -> ProjectionShown:
    """Days under cover by province: for the nation of all, for a province (region) of itself.

    growth_percent: how much more is owed. quota_ceiling_yuan: what one quota could pay in a year. prefund_months: size
    prefunds by so many average months instead of those there are.
    """
    ceiling_fen = None if quota_ceiling_yuan is None else quota_ceiling_yuan * 100
    what_if = WhatIf(growth_percent * 100, ceiling_fen, prefund_months)
    return read(office, request, lambda call: _project(call, region, months, what_if))


def _project(call: Call, region: int | None, months: int, what_if: WhatIf) -> ProjectionShown:
    if region is None:
        national_by(call)
    else:
        regional_by(call, region)
    found = clearing.project(call.db, months=months, what_if=what_if, now=call.now, policy=call.policy)
    held, advanced = (
        [_shown(one) for one in clearing.outlook(found.provinces, side) if region in (None, one.province)]
        for side in (Side.PAYEE, Side.PAYER)
    )
    return ProjectionShown(found.month, list(found.replayed), held, advanced)


def _shown(one: Outlook) -> OutlookShown:
    return OutlookShown(
        one.province,
        yuan_of(one.prefund_fen),
        yuan_of(one.month_fen),
        shown_rate(one.rate_e4),
        one.alarm.value,
        one.days_under,
        one.days,
        yuan_of(one.short_fen),
        one.pairs_under,
    )


HANDLERS = [project]
