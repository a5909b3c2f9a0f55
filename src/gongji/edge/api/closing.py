"""Months and years of clearing are closed by the nation; each province sees what of it is open (C-09, C-10)."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import PathParameter

from gongji import clearing
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.clearing import PathMonth, national_by
from gongji.edge.api.clearing_shown import BatchShown, shown_batch
from gongji.edge.api.disputes import RegionOrNation, region_of
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import Yuan
from gongji.ground.money import yuan_of

PathYear = Annotated[str, PathParameter(pattern=r"^20[0-9]{2}$")]


class OpenShown(msgspec.Struct):
    """Items to or from a province, for both. why: NOT_SORTED, HELD, DISPUTED or NOT_CONFIRMED."""

    province: int
    why: str
    items: int
    amount: Yuan


class YearShown(msgspec.Struct):
    """confirm_until: the last day for it. open: by province and reason, empty once every item is confirmed."""

    year: int
    confirm_until: date
    closed_at: datetime | None
    open: list[OpenShown]


@post("/clearing/batches/{month:str}/close", sync_to_thread=True, tags=["clearing"])
def close(request: Asking, office: TheOffice, month: PathMonth) -> Response[BatchShown]:
    """Close a month whose notices are all paid and whose disputes are solved, as the nation."""
    return write(office, request, None, lambda call: _close(call, int(month)), status=201)


@get("/clearing/years/{year:str}", sync_to_thread=True, tags=["clearing"])
def show_year(request: Asking, office: TheOffice, year: PathYear, region: RegionOrNation) -> YearShown:
    """What of a year is not confirmed yet, with a province or, with region 0, everywhere, for the nation."""
    return read(office, request, lambda call: _show(call, int(year), region_of(call, region)))


@post("/clearing/years/{year:str}/close", sync_to_thread=True, tags=["clearing"])
def close_year(request: Asking, office: TheOffice, year: PathYear) -> Response[YearShown]:
    """Close a year whose items are all confirmed, as the nation; its days are not reconciled anew from then on."""
    return write(office, request, None, lambda call: _close_year(call, int(year)), status=201)


def _close(call: Call, month: int) -> BatchShown:
    by = national_by(call)
    return shown_batch(clearing.close_batch(call.db, batch_month=month, now=call.now, by=by), [])


def _show(call: Call, year: int, province: int | None) -> YearShown:
    found = clearing.open_items(call.db, year=year, province=province)
    return YearShown(
        year,
        clearing.last_day_of_close(year, policy=call.policy),
        clearing.year_closed_at(call.db, year=year),
        [OpenShown(one.province, one.why, one.items, yuan_of(one.amount_fen)) for one in found],
    )


def _close_year(call: Call, year: int) -> YearShown:
    clearing.close_year(call.db, year=year, now=call.now, by=national_by(call))
    return _show(call, year, None)


HANDLERS = [close, show_year, close_year]
