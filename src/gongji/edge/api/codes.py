"""Pay codes: what a citizen shows at a till, her own or that of somebody who lets her (S-31, S-34)."""

from datetime import datetime

import msgspec
from litestar import Response, post

from gongji import access, settlement
from gongji.access import NotYours, Scope
from gongji.edge.api.call import Call, write
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import Identifier


class CodeKept(msgspec.Struct):
    """What is kept of an answer, without the digits."""

    code_id: Identifier
    expires_at: datetime


class CodeShown(msgspec.Struct):
    """code: digits, to be shown as a picture or typed at the till; for one payment, until expires_at."""

    code: str
    expires_at: datetime


@post("/codes", sync_to_thread=True, tags=["codes"])
def show_code(request: Asking, office: TheOffice) -> Response[CodeShown]:
    """A pay code of the caller, or with Acts-For of somebody who lets her show codes; a minute, one payment (S-34)."""
    answer = write(office, request, None, _show, status=201)
    kept = msgspec.json.decode(answer.content, type=CodeKept)
    # The digits are kept nowhere, so the same key again has them made again.
    digits = settlement.code_digits(office.keys, int(kept.code_id))
    return Response(CodeShown(digits, kept.expires_at), status_code=answer.status_code)


def _show(call: Call) -> CodeKept:
    person = access.require_scope(call.caller, Scope.SHOW_CODE)
    if call.caller.grants:
        # Staff see people at counters, never at a till.
        raise NotYours()
    code = settlement.show_code(
        call.db, call.keys, person_id=person, now=call.now, policy=call.policy, by=call.caller.by
    )
    return CodeKept(str(code.code_id), code.expires_at)


HANDLERS = [show_code]
