"""A pool's own lines of a month, page by page, as who pays and as who is paid (C-02)."""

from enum import StrEnum
from typing import Annotated

import msgspec
from litestar import get
from litestar.params import FromQuery, QueryParameter

from gongji import clearing
from gongji.clearing import Owed
from gongji.edge.api.call import Call, read
from gongji.edge.api.clearing import PathMonth, QueryRegion, regional_by
from gongji.edge.api.clearing_shown import OwedShown, shown_line
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import PageSize

AfterLine = Annotated[str, QueryParameter(pattern=r"^[0-9]{1,6}-[0-9]{1,6}-[0-9]$")]


class Side(StrEnum):
    """Whether the pool owes the line or is owed it."""

    PAYER = "payer"
    PAYEE = "payee"


class PoolLinePage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    lines: list[OwedShown]
    after: str | None


@get("/clearing/batches/{month:str}/pool-lines", sync_to_thread=True, tags=["clearing"])
def list_lines(
    request: Asking,
    office: TheOffice,
    month: PathMonth,
    region: QueryRegion,
    side: FromQuery[Side],
    after: AfterLine = "0-0-0",
    limit: PageSize = 20,
) -> PoolLinePage:
    """What a pool owes each other pool, or (side payee) what each owes it: by pool, clearing month and business."""
    return read(office, request, lambda call: _list(call, int(month), region, side, after, limit))


def _list(call: Call, month: int, pool: int, side: Side, after: str, limit: int) -> PoolLinePage:
    regional_by(call, pool)
    clearing.require_batch(call.db, batch_month=month)
    other, clearing_month, business = (int(part) for part in after.split("-"))
    position = (other, clearing_month, business)
    lines = clearing.lines_as_payer if side is Side.PAYER else clearing.lines_as_payee
    found = lines(call.db, batch_month=month, pool=pool, after=position, limit=limit)
    return PoolLinePage([shown_line(one) for one in found], _last(found[-1], side) if len(found) == limit else None)


def _last(line: Owed, side: Side) -> str:
    other = line.payee if side is Side.PAYER else line.payer
    return f"{other}-{line.month}-{line.business}"


HANDLERS = [list_lines]
