"""All routers of the API, and what holds for every one of them: refusals as problems, one OpenAPI document."""

from typing import Any

from litestar import Router
from litestar.di import Provide
from litestar.exceptions import HTTPException

from gongji.edge.api import (
    account,
    clearing,
    clearing_papers,
    closing,
    codes,
    complaints,
    consents,
    corrections,
    disputes,
    identity,
    institution_statements,
    invitation_answers,
    invitations,
    life_events,
    looks,
    mandates,
    merges,
    notices,
    pay_outs,
    payment_notices,
    people,
    pool_lines,
    prefunds,
    premiums,
    projections,
    quotas,
    received_quotas,
    records,
    relations,
    transfers,
    wallet,
    work_items,
)
from gongji.edge.api.problem import broken, not_http, refused
from gongji.edge.office import Office
from gongji.ground.refusal import Refusal

API_PREFIX = "/api/v1"


def make_routers(office: Office) -> list[Router]:
    """The API of one process."""

    def the_office() -> Office:
        return office

    handlers: list[Any] = [
        *account.HANDLERS,
        *invitations.HANDLERS,
        *invitation_answers.HANDLERS,
        *relations.HANDLERS,
        *quotas.HANDLERS,
        *received_quotas.HANDLERS,
        *records.HANDLERS,
        *consents.HANDLERS,
        *looks.HANDLERS,
        *people.HANDLERS,
        *mandates.HANDLERS,
        *notices.HANDLERS,
        *identity.HANDLERS,
        *merges.HANDLERS,
        *premiums.HANDLERS,
        *wallet.HANDLERS,
        *transfers.HANDLERS,
        *codes.HANDLERS,
        *life_events.HANDLERS,
        *complaints.HANDLERS,
        *corrections.HANDLERS,
        *clearing.HANDLERS,
        *disputes.HANDLERS,
        *closing.HANDLERS,
        *payment_notices.HANDLERS,
        *pool_lines.HANDLERS,
        *institution_statements.HANDLERS,
        *prefunds.HANDLERS,
        *projections.HANDLERS,
        *clearing_papers.HANDLERS,
        *pay_outs.HANDLERS,
        *work_items.HANDLERS,
    ]
    return [
        Router(
            path=API_PREFIX,
            route_handlers=handlers,
            dependencies={"office": Provide(the_office, sync_to_thread=False)},
            exception_handlers={Refusal: refused, HTTPException: not_http, Exception: broken},
        )
    ]
