"""Clearing of a month: batches, what a region owes and is owed, confirmation by provinces (C-02, C-10, C-12)."""

from typing import Annotated

from litestar import Response, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter

from gongji import access, clearing
from gongji.access import NATION, NoRole, Role
from gongji.audit import By
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.clearing_shown import (
    BatchShown,
    OwedPage,
    OwnTables,
    ProvinceConfirmed,
    shown_batch,
    shown_owed,
)
from gongji.edge.api.door import Asking, TheOffice
from gongji.ground.divisions import all_pools

PathMonth = Annotated[str, PathParameter(pattern=r"^20[0-9]{2}(0[1-9]|1[0-2])$")]
QueryRegion = Annotated[int, QueryParameter(ge=100_000, le=999_999)]
# Who looks after clearing in a pool, a province or the nation, and the second person of each.
CLEARING = (Role.OPERATOR, Role.CHECKER, Role.NATIONAL)


@get("/clearing/batches/{month:str}", sync_to_thread=True, tags=["clearing"])
def show(request: Asking, office: TheOffice, month: PathMonth) -> BatchShown:
    """How far the clearing of a month is."""
    return read(office, request, lambda call: _show(call, int(month)))


@get("/clearing/batches/{month:str}/owed", sync_to_thread=True, tags=["clearing"])
def owed(request: Asking, office: TheOffice, month: PathMonth, region: QueryRegion) -> OwedPage:
    """What a pool owes and is owed, or what the pools of a province owe others and are owed by them."""
    return read(office, request, lambda call: _owed(call, int(month), region))


@get("/clearing/batches/{month:str}/national", sync_to_thread=True, tags=["clearing"])
def national(request: Asking, office: TheOffice, month: PathMonth) -> OwedPage:
    """What all provinces owe each other: for the nation."""
    return read(office, request, lambda call: _national(call, int(month)))


@post("/clearing/batches/{month:str}", sync_to_thread=True, tags=["clearing"])
def generate(request: Asking, office: TheOffice, month: PathMonth) -> Response[BatchShown]:
    """Sort a month, as the nation; until somebody confirms it can be done again, with the same bytes."""
    return write(office, request, None, lambda call: _generate(call, int(month)), status=201)


@post("/clearing/batches/{month:str}/confirmations", sync_to_thread=True, tags=["clearing"])
def confirm(
    request: Asking, office: TheOffice, month: PathMonth, data: JSONBody[OwnTables]
) -> Response[ProvinceConfirmed]:
    """Confirm the tables of a province, or, with a reason, as the nation for one that stays silent."""
    return write(office, request, data, lambda call: _confirm(call, int(month), data), status=201)


def national_by(call: Call) -> By:
    """The caller as the national handling body; refuses NoRole."""
    for grant in call.caller.grants:
        if grant.role == Role.NATIONAL and grant.region == NATION:
            return By(call.caller.who, call.caller.channel, grant.grant_id)
    raise NoRole(role=Role.NATIONAL.value)


def regional_by(call: Call, region: int) -> By:
    """The caller as who looks after clearing in a region; refuses NoRole."""
    grant = access.require_role(call.caller, CLEARING, pool=region)
    return By(call.caller.who, call.caller.channel, grant.grant_id)


def _show(call: Call, month: int) -> BatchShown:
    _require_any(call)
    batch = clearing.require_batch(call.db, batch_month=month)
    return shown_batch(batch, clearing.waiting_provinces(call.db, batch_month=month))


def _owed(call: Call, month: int, region: int) -> OwedPage:
    regional_by(call, region)
    clearing.require_batch(call.db, batch_month=month)
    if region in {pool.province for pool in all_pools() if pool.province != pool.code}:
        return shown_owed(
            clearing.owed_by_province(call.db, batch_month=month, province=region),
            clearing.owed_to_province(call.db, batch_month=month, province=region),
        )
    return shown_owed(
        clearing.owed_by_pool(call.db, batch_month=month, pool=region),
        clearing.owed_to_pool(call.db, batch_month=month, pool=region),
    )


def _national(call: Call, month: int) -> OwedPage:
    national_by(call)
    clearing.require_batch(call.db, batch_month=month)
    both = clearing.owed_between_provinces(call.db, batch_month=month)
    return shown_owed(both, both)


def _generate(call: Call, month: int) -> BatchShown:
    by = national_by(call)
    batch = clearing.generate(call.db, batch_month=month, now=call.now, policy=call.policy, by=by)
    return shown_batch(batch, clearing.waiting_provinces(call.db, batch_month=month))


def _confirm(call: Call, month: int, said: OwnTables) -> ProvinceConfirmed:
    if said.reason is None:
        by = regional_by(call, said.province)
        clearing.confirm(call.db, batch_month=month, province=said.province, now=call.now, by=by)
    else:
        clearing.confirm_for_silent(
            call.db,
            batch_month=month,
            province=said.province,
            reason=said.reason,
            now=call.now,
            policy=call.policy,
            by=national_by(call),
        )
    return ProvinceConfirmed(month, said.province)


def _require_any(call: Call) -> None:
    """Refuse who looks after clearing nowhere."""
    if not any(grant.role in CLEARING for grant in call.caller.grants):
        raise NoRole(role=" / ".join(CLEARING))


HANDLERS = [show, owed, national, generate, confirm]
