"""Everything but the gateway: the API, and the small pages around it: alive, ready, what it measures."""

import asyncio
from datetime import UTC, datetime

from litestar import Litestar, MediaType, Response, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ASGIApp
from prometheus_client import CONTENT_TYPE_LATEST
from psycopg import Error
from psycopg_pool import PoolTimeout

from gongji.edge.api import make_routers
from gongji.edge.metrics import metrics_page
from gongji.edge.office import Office
from gongji.edge.operator_error import OperatorError
from gongji.edge.readiness import require_ready

READY_WITHIN_SECONDS = 3


@get("/healthz", media_type=MediaType.TEXT, sync_to_thread=False)
def healthz() -> str:
    """The process answers; it says nothing about the database."""
    return "ok\n"


@get("/metrics", sync_to_thread=True)
def metrics() -> Response[bytes]:
    """For Prometheus, of all workers."""
    return Response(metrics_page(), media_type=CONTENT_TYPE_LATEST)


def make_pages(office: Office) -> ASGIApp:
    """The pages of one process."""

    @get("/readyz", media_type=MediaType.TEXT)
    async def readyz() -> Response[str]:
        """200 when it can settle, 503 with the reason when it cannot."""
        reason = await asyncio.to_thread(_why_not_ready, office)
        return Response(reason or "ok\n", status_code=503 if reason else 200, media_type=MediaType.TEXT)

    return Litestar(
        [healthz, readyz, metrics, *make_routers(office)],
        openapi_config=OpenAPIConfig(
            title="共济 Gongji",
            version="1",
            path="/api",
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        ),
        logging_config=None,
    )


def _why_not_ready(office: Office) -> str:
    try:
        with office.pool.connection(timeout=READY_WITHIN_SECONDS) as db:
            require_ready(db, real_now=datetime.now(UTC))
    except (OperatorError, PoolTimeout, Error) as error:
        return f"{error}\n" if isinstance(error, OperatorError) else "the database does not answer\n"
    return ""
