"""A province disputes a line of a month, withdraws, or the nation decides (C-13)."""

from typing import Annotated

from litestar import Response, get, post
from litestar.params import FromQuery, JSONBody, QueryParameter

from gongji import clearing
from gongji.access import NATION
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.clearing import PathMonth, national_by, regional_by
from gongji.edge.api.dispute_shown import (
    DisputeAsked,
    DisputePage,
    DisputeShown,
    LinePage,
    Reasoned,
    shown_dispute,
    shown_line,
)
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import PageSize, PathIdentifier, QueryIdentifier
from gongji.ground.calendar import beijing_day

# A province, or 0 for the nation.
RegionOrNation = Annotated[int, QueryParameter(ge=0, le=999_999)]


@get("/clearing/batches/{month:str}/lines", sync_to_thread=True, tags=["clearing"])
def lines(request: Asking, office: TheOffice, month: PathMonth, region: RegionOrNation) -> LinePage:
    """The lines of a month in which a province pays or is paid, and how far each is; region 0: all, for the nation."""
    return read(office, request, lambda call: _lines(call, int(month), region))


@post("/clearing/batches/{month:str}/disputes", sync_to_thread=True, tags=["clearing"])
def dispute(
    request: Asking, office: TheOffice, month: PathMonth, data: JSONBody[DisputeAsked]
) -> Response[DisputeShown]:
    """Leave a line out of the month that is being confirmed, as one of its two provinces. Its matrix stays as it is."""
    return write(office, request, data, lambda call: _dispute(call, int(month), data), status=201)


@get("/clearing/disputes", sync_to_thread=True, tags=["clearing"])
def list_disputes(
    request: Asking,
    office: TheOffice,
    region: RegionOrNation,
    red: FromQuery[bool] = False,
    after: QueryIdentifier = "0",
    limit: PageSize = 20,
) -> DisputePage:
    """Open disputes about a province's lines, oldest first; region 0: all, for the nation.

    red: only those on the red list of today.
    """
    return read(office, request, lambda call: _list(call, region, red, int(after), limit))


@post("/clearing/disputes/{dispute_id:str}/withdrawal", sync_to_thread=True, tags=["clearing"])
def withdraw(
    request: Asking, office: TheOffice, dispute_id: PathIdentifier, data: JSONBody[Reasoned]
) -> Response[DisputeShown]:
    """Withdraw a dispute, as the province whose it is; the next month that is sorted has the line again."""
    return write(office, request, data, lambda call: _withdraw(call, int(dispute_id), data.note), status=201)


@post("/clearing/disputes/{dispute_id:str}/decision", sync_to_thread=True, tags=["clearing"])
def decide(
    request: Asking, office: TheOffice, dispute_id: PathIdentifier, data: JSONBody[Reasoned]
) -> Response[DisputeShown]:
    """Decide as the nation that the line stands; the next month that is sorted has it again."""
    return write(office, request, data, lambda call: _decide(call, int(dispute_id), data.note), status=201)


def region_of(call: Call, region: int) -> int | None:
    """The province a caller may ask for, None for the nation's 0; refuses NoRole."""
    if region == NATION:
        national_by(call)
        return None
    regional_by(call, region)
    return region


def _lines(call: Call, month: int, region: int) -> LinePage:
    province = region_of(call, region)
    clearing.require_batch(call.db, batch_month=month)
    return LinePage([shown_line(one) for one in clearing.list_lines(call.db, batch_month=month, province=province)])


def _dispute(call: Call, month: int, asked: DisputeAsked) -> DisputeShown:
    disputed = clearing.dispute_line(
        call.db,
        batch_month=month,
        payer_province=asked.payer,
        payee_province=asked.payee,
        province=asked.province,
        reason=asked.reason,
        evidence_hash=bytes.fromhex(asked.evidence_hash),
        now=call.now,
        policy=call.policy,
        by=regional_by(call, asked.province),
    )
    return shown_dispute(disputed)


def _list(call: Call, region: int, red: bool, after: int, limit: int) -> DisputePage:
    province, red_on = region_of(call, region), beijing_day(call.now) if red else None
    found = clearing.list_disputes(call.db, province=province, red_on=red_on, after=after, limit=limit)
    next_after = str(found[-1].dispute_id) if len(found) == limit else None
    return DisputePage([shown_dispute(one) for one in found], next_after)


def _withdraw(call: Call, dispute_id: int, note: str) -> DisputeShown:
    by = regional_by(call, clearing.require_dispute(call.db, dispute_id=dispute_id).province)
    return shown_dispute(clearing.withdraw_dispute(call.db, dispute_id=dispute_id, note=note, now=call.now, by=by))


def _decide(call: Call, dispute_id: int, note: str) -> DisputeShown:
    by = national_by(call)
    return shown_dispute(clearing.decide_dispute(call.db, dispute_id=dispute_id, note=note, now=call.now, by=by))


HANDLERS = [lines, dispute, list_disputes, withdraw, decide]
