"""Every error as application/problem+json: our code, the rule, plain words, and what to do next (RFC 9457)."""

from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from gongji.edge.logs import trace_id, what_broke
from gongji.edge.wording import next_step, refusals_worded, sentence, wording_sentence
from gongji.ground.money import yuan_of
from gongji.ground.refusal import Refusal, facts_of

log = structlog.get_logger(__name__)

PROBLEM = "application/problem+json"
# Whatever else is refused conflicts with how things stand: 409.
STATUS = {
    "SIGNED_OUT": 401,
    "STEP_UP_NEEDED": 401,
    "NO_ROLE": 403,
    "NOT_YOURS": 403,
    "MANDATE_MISSING": 403,
    "MANDATE_ENDED": 403,
    "GUARDIANSHIP_ENDED": 403,
    "MANDATE_UNCONFIRMED": 403,
    "MANDATE_COOLING": 403,
    "MANDATE_INCOMPLETE": 422,
    "PURPOSE_MISSING": 422,
    "COMPLAINT_NOT_YOURS": 403,
    "FIELD_INVALID": 422,
    "FIELD_MISSING": 422,
    "AMOUNT_INVALID": 422,
    "KIN_NOT_ELIGIBLE": 422,
    "COMPLAINT_EMPTY": 422,
    "COMPLAINT_TOO_LONG": 422,
    "CODES_TOO_MANY": 429,
}
# Here it is the answer that is unknown, not what was asked for.
NOT_KNOWN_YET = ("KIN_UNKNOWN", "PREMIUM_UNKNOWN")


class Problem(msgspec.Struct, omit_defaults=True):
    """code is permanent and public; next is what a button would say; retry: no, later or changed."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    rule: str = ""
    next: str = ""
    retry: str = ""
    facts: dict[str, Any] = {}
    trace: str = ""


def refused(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Problem]:
    """What a rule refuses."""
    return _answer(
        Problem(
            type=f"urn:gongji:problem:{refusal.code}",
            title=refusal.code,
            status=_status(refusal.code),
            detail=sentence(refusal, language=language_of(request)),
            code=refusal.code,
            rule=refusal.rule,
            next=next_step(refusal, language=language_of(request)),
            retry=refusals_worded()[refusal.code].retry,
            facts={name: _fact(name, value) for name, value in facts_of(refusal).items()},
        )
    )


def not_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """What does not even become a question: another method, a body that is no JSON, a field of another type."""
    code = "FIELD_INVALID" if error.status_code == 400 else HTTPStatus(error.status_code).name
    return _answer(
        Problem(
            type=f"urn:gongji:problem:{code}",
            title=code,
            status=422 if code == "FIELD_INVALID" else error.status_code,
            detail=error.detail,
            code=code,
            facts={"fields": [_field(one) for one in error.extra]} if isinstance(error.extra, list) else {},
        )
    )


def broken(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Our fault: logged under a number, which is all that is told."""
    trace = trace_id(request.headers.get("traceparent", "").encode())
    log.error("api.fault", trace=trace, path=request.route_handler.handler_name, **what_broke(error))
    detail = wording_sentence("OUR_FAULT", language=language_of(request), trace=trace)
    return _answer(
        Problem(
            type="urn:gongji:problem:OUR_FAULT",
            title="OUR_FAULT",
            status=500,
            detail=detail,
            code="OUR_FAULT",
            retry="later",
            trace=trace,
        )
    )


def language_of(request: Request[Any, Any, Any]) -> str:
    """zh, unless the caller would rather read English."""
    accepted = request.headers.get("accept-language", "").lower()
    return "en" if accepted.startswith("en") else "zh"


def _status(code: str) -> int:
    return 404 if code.endswith("_UNKNOWN") and code not in NOT_KNOWN_YET else STATUS.get(code, 409)


def _fact(name: str, value: Any) -> Any:
    return yuan_of(value) if name.endswith("_fen") else value


def _field(one: Any) -> dict[str, str]:
    return {"field": str(one.get("key", "")), "message": str(one.get("message", ""))}


def _answer(problem: Problem) -> Response[Problem]:
    return Response(problem, status_code=problem.status, media_type=PROBLEM)
